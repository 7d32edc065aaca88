package goldens

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

func dropouts(t *testing.T, m Machine) {
	m.each(t, "drop", func(t *testing.T, c *vector) {
		v := layerVector{in: "batch filter time", out: "batch filter time"}
		switch c.Op {
		case "dropout":
			v.in = axesIn(t, c, "in.x")
			v.out = v.in
			mask := axesIn(t, c, "in.mask")
			per := map[string]string{"batch filter one": "filter", "batch filter one one": "filter", "batch one channel one": "channel"}[mask]
			v.text = fmt.Sprintf("dropout(%g)", c.Params.Float(t, "p"))
			if per != "" {
				v.text = fmt.Sprintf("dropout(%g, per: %s)", c.Params.Float(t, "p"), per)
			}
			r := v.run(t, c)
			r.draw(t, "dropout.mask", keptAt(c.Array(t, "in.mask")), strings.ReplaceAll(mask, "one", "-"))
			r.judge(t)
			r.identity(t)
		case "alpha_dropout":
			v.text = fmt.Sprintf("dropout(%g, kind: alpha)", c.Params.Float(t, "p"))
			r := v.run(t, c)
			r.draw(t, "dropout.mask", keptAt(c.Array(t, "in.mask")), "batch filter time")
			r.judge(t)
			r.identity(t)
		case "gaussian_dropout":
			gaussian(t, c, v)
		case "stochastic_depth":
			stochasticDepth(t, c)
		case "lstm":
			v.in, v.out = "batch time feature", "batch time unit"
			v.text = "lstm(over: time, mix: feature, to: unit=4, dropout: 0.5, recurrent_dropout: 0.5)"
			v.weights = map[string]string{"w.kernel": "lstm.kernel feature.in gate=4*unit=4", "w.recurrent": "lstm.recurrent unit.in gate=4*unit=4", "w.bias": "lstm.bias gate=4*unit=4"}
			r := v.run(t, c)
			r.draw(t, "lstm.input_mask", keptAt(c.Array(t, "in.mask_in")), "batch feature")
			r.draw(t, "lstm.state_mask", keptAt(c.Array(t, "in.mask_rec")), "batch unit")
			r.judge(t)
		case "dropout_statistics":
			for _, row := range c.Params.Groups(t, "rows") {
				maskStatistics(t, c, row)
			}
		default:
			t.Fatalf("no network for %s", c.Op)
		}
	})
}

// keptAt turns a mask into draws that keep where it is 1, for a share of a half.
func keptAt(mask nn.Array) nn.Array {
	out := nn.Array{Axes: mask.Axes, Shape: mask.Shape}
	for _, m := range mask.Data {
		out.Data = append(out.Data, 0.25+0.5*m)
	}
	return out
}

// draw gives a random node its value.
func (r *layerRun) draw(t *testing.T, path string, a nn.Array, axes string) {
	t.Helper()
	var have []string
	for _, n := range graph.Order(r.net.Learning) {
		if d, ok := n.Arg.(prim.Draw); ok {
			if d.Path == path {
				r.env[n] = stored(t, a, axes, n.Shape)
				return
			}
			have = append(have, d.Path)
		}
	}
	t.Fatalf("nothing is drawn at %s, but at %v", path, have)
}

// identity: nothing changes when predicting.
func (r *layerRun) identity(t *testing.T) {
	t.Helper()
	if r.net.Applied != r.net.Input {
		t.Errorf("%s changes its input when it predicts", r.text)
	}
}

// gaussian: normal noise is made of two draws, which are chosen to give the
// noise of the case.
func gaussian(t *testing.T, c *vector, v layerVector) {
	v.text = fmt.Sprintf("dropout(%g, kind: gaussian)", c.Params.Float(t, "p"))
	r := v.run(t, c)
	noise := c.Array(t, "in.noise")
	length, angle := nn.Array{Axes: noise.Axes, Shape: noise.Shape}, nn.Array{Axes: noise.Axes, Shape: noise.Shape}
	for _, z := range noise.Data {
		length.Data = append(length.Data, -math.Expm1(-z*z/2))
		half := 0.0
		if z < 0 {
			half = 0.5
		}
		angle.Data = append(angle.Data, half)
	}
	r.draw(t, "dropout.noise.length", length, "batch filter time")
	r.draw(t, "dropout.noise.angle", angle, "batch filter time")
	r.judge(t)
	r.identity(t)
}

// stochasticDepth drops whole trials of a branch. The branch and its shortcut are
// two inputs of the case, and two halves of ours.
func stochasticDepth(t *testing.T, c *vector) {
	branch, shortcut := c.Array(t, "in.x"), c.Array(t, "in.shortcut")
	text := body("depth, filter, time", "dropout(x |> slice(over: depth, size: 1) |> sum(over: depth), 0.5, per: batch) + (x |> slice(over: depth, from: 1, size: 1) |> sum(over: depth))")
	in := netkit.Axes("depth", 2, "batch", branch.Shape[0], "filter", branch.Shape[1], "time", branch.Shape[2])
	n := netkit.Program(t, text, "net", netkit.Axes("batch", branch.Shape[0], "depth", 2, "filter", branch.Shape[1], "time", branch.Shape[2]), 0, 0)
	r := &layerRun{c: c, net: n, env: map[*graph.Node]graph.Array{}}
	r.env[n.Input] = prim.Stored(graph.Array{Shape: in, Data: append(append([]float64{}, branch.Data...), shortcut.Data...)}, n.Input.Shape)
	r.draw(t, "net.dropout.mask", keptAt(c.Array(t, "in.mask")), "batch - -")
	axes := "batch filter time"
	r.check(t, "out.y", axes, r.eval(t, n.Learning)[0])
	up := prim.On(n.Graph).Const(stored(t, c.Array(t, "up.y"), axes, n.Learning.Shape))
	g := r.eval(t, netkit.Gradients(n, n.Learning, up, n.Input)[0])[0]
	g = prim.Stored(g, in)
	half := len(g.Data) / 2
	for i, name := range []string{"grad.x", "grad.shortcut"} {
		if c.Has(name) {
			r.check(t, name, axes, graph.Array{Shape: in[1:], Data: g.Data[i*half : (i+1)*half]})
		}
	}
}

// maskStatistics draws real masks: kept shares and means lie in their intervals,
// masks are constant within a group and independent between groups, differ from
// step to step, and are the same for the same key.
func maskStatistics(t *testing.T, c *vector, row nn.Params) {
	t.Helper()
	p, groups, each := row.Float(t, "p"), row.Int(t, "independent_groups"), row.Int(t, "elements_per_group")
	per := map[string]string{"dropout": "", "spatial_dropout": ", per: filter", "stochastic_depth": ", per: batch"}[row.Text(t, "op")]
	in := netkit.Axes("batch", groups/8, "filter", 8, "time", each)
	if row.Is("op", "stochastic_depth") {
		in = netkit.Axes("batch", groups, "filter", 8, "time", each/8)
	}
	n := netkit.Net(t, fmt.Sprintf("dropout(%g%s)", p, per), in, 0)
	ones := graph.NewArray(in)
	for i := range ones.Data {
		ones.Data[i] = 1
	}
	run := func(step float64) []float64 {
		key := graph.Array{Shape: prim.KeyShape, Data: []float64{12, 34, step}}
		return c.run(t, environment{n.Input: ones, n.Training.Key: key}, n.Learning)[0].Data
	}
	y := run(1)
	kept, mean, value, near := 0.0, 0.0, 1/(1-p), 1e-12
	if c.m.Precision == nn.Float32 {
		near = 0x1p-23 * value
	}
	first := make([]float64, groups)
	for i, v := range y {
		if v != 0 && math.Abs(v-value) > near {
			t.Fatalf("%v: a value of %g", row["op"], v)
		}
		first[i/each] = y[i/each*each]
		if v != first[i/each] {
			t.Fatalf("%v: a mask differs within a group", row["op"])
		}
		mean += v / float64(len(y))
	}
	kept = mean / value
	inside := func(name string, x float64) {
		if ends := row.Floats(t, name); x < ends[0] || x > ends[1] {
			t.Errorf("%v at %g: %s is %g, not within %v", row["op"], p, name, x, ends)
		}
	}
	inside("kept_fraction", kept)
	inside("mean", mean)
	covariance, variance := 0.0, 0.0
	for i := range groups {
		variance += (first[i] - mean) * (first[i] - mean)
		if i > 0 {
			covariance += (first[i] - mean) * (first[i-1] - mean)
		}
	}
	if lag := covariance / variance; math.Abs(lag) > row.Float(t, "lag1_corr_limit") {
		t.Errorf("%v at %g: neighbouring masks correlate by %g", row["op"], p, lag)
	}
	if again := run(1); fmt.Sprint(again) != fmt.Sprint(y) {
		t.Errorf("%v: the same key draws another mask", row["op"])
	}
	if other := run(2); fmt.Sprint(other) == fmt.Sprint(y) {
		t.Errorf("%v: another step draws the same mask", row["op"])
	}
}
