package goldens

import (
	"fmt"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
)

func norms(t *testing.T, m Machine) {
	m.each(t, "norm", func(t *testing.T, c *vector) {
		switch c.Op {
		case "batch_norm":
			batchNorm(t, c)
		case "weight_norm":
			weightNorm(t, c)
		default:
			trialNorm(t, c).judge(t, c)
		}
	})
}

// axesIn are the axes of an array in the words of the language.
func axesIn(t *testing.T, c *vector, name string) string {
	return strings.ReplaceAll(strings.Join(c.Array(t, name).Axes, " "), "chan", "channel")
}

// affineOf maps scale and shift where the case has them.
func (v *layerVector) affineOf(c *vector, axes string) string {
	v.weights = map[string]string{}
	for ours, theirs := range map[string]string{"scale": "w.gamma", "shift": "w.beta"} {
		if c.Has(theirs) {
			v.weights[theirs] = "norm." + ours + " " + axes
		}
	}
	if c.Has("w.gamma") {
		return ""
	}
	return ", affine: no"
}

func trialNorm(t *testing.T, c *vector) layerVector {
	p := c.Params
	v := layerVector{in: axesIn(t, c, "in.x")}
	v.out = v.in
	rest := "[" + strings.ReplaceAll(strings.TrimPrefix(v.in, "batch filter "), " ", ", ") + "]"
	epsilon := fmt.Sprintf("epsilon: %g", p.Float(t, "eps"))
	switch c.Op {
	case "layer_norm":
		axes := p.Texts(t, "axes")
		v.text = fmt.Sprintf("norm(over: [%s], %s%s)", strings.Join(axes, ", "), epsilon, v.affineOf(c, strings.Join(axes, " ")))
	case "group_norm":
		v.text = fmt.Sprintf("norm(over: %s, per: filter, groups: %d, %s%s)", rest, p.Int(t, "groups"), epsilon, v.affineOf(c, "filter"))
	case "instance_norm":
		v.text = fmt.Sprintf("norm(over: %s, per: filter, %s%s)", rest, epsilon, v.affineOf(c, "filter"))
	case "rms_norm":
		v.text = fmt.Sprintf("norm(over: feature, method: rms, %s%s)", epsilon, v.affineOf(c, "feature"))
	case "l2_normalize":
		v.text = fmt.Sprintf("normalize(over: feature, by: length, %s)", epsilon)
	case "zscore":
		v.text = fmt.Sprintf("normalize(over: time, by: deviation, ddof: %d, %s)", p.Int(t, "ddof"), epsilon)
	default:
		t.Fatalf("no network for %s", c.Op)
	}
	return v
}

// batchVector writes a batch norm in the convention of its case.
func batchVector(t *testing.T, c *vector, running string) layerVector {
	p := c.Params
	axis := p.Text(t, "axis")
	v := layerVector{input: "in.x"}
	if !c.Has("in.x") {
		v.input = "in.x_eval"
	}
	v.in = axesIn(t, c, v.input)
	v.out = v.in
	share := 1.0
	if p.Has("momentum") {
		if share = p.Float(t, "momentum"); p.Is("convention", "keras") {
			share = 1 - share
		}
	}
	v.text = fmt.Sprintf("norm(per: %s, momentum: %.17g, epsilon: %g, running: %s%s)", axis, share, p.Float(t, "eps"), running, v.affineOf(c, axis))
	if c.Has("state.mean") {
		v.states = map[string]string{"state.mean": "norm.mean " + axis, "state.var": "norm.variance " + axis}
	}
	return v
}

func batchNorm(t *testing.T, c *vector) {
	for _, running := range []string{"biased", "unbiased"} {
		v := batchVector(t, c, running)
		v.applied = c.Params.Is("mode", "eval")
		r := v.run(t, c)
		if c.Params.Is("mode", "running_stats_3_steps") {
			runThree(t, r, running)
			continue
		}
		r.judge(t)
		if !c.Has("out.new_mean") {
			continue
		}
		axis := c.Params.Text(t, "axis")
		got := r.eval(t, r.net.States[0].Next, r.net.States[1].Next)
		r.check(t, "out.new_mean", axis, got[0])
		r.check(t, "out.new_var_"+running, axis, got[1])
		// With a share of 1 the running statistics are those of the batch.
		v.text = fmt.Sprintf("norm(per: %s, momentum: 1, running: biased)", axis)
		r = v.run(t, c)
		got = r.eval(t, r.net.States[0].Next, r.net.States[1].Next)
		r.check(t, "out.batch_mean", axis, got[0])
		r.check(t, "out.batch_var", axis, got[1])
	}
}

// runThree carries the statistics over three batches and then predicts.
func runThree(t *testing.T, r *layerRun, running string) {
	axis := r.c.Params.Text(t, "axis")
	var all [2][]float64
	for _, s := range r.net.States {
		first := graph.NewArray(s.Shape)
		for i := range first.Data {
			first.Data[i] = s.First
		}
		r.env[s.Node] = first
	}
	xs, one := r.c.Array(t, "in.xs"), r.net.Input.Shape.Count()
	last := r.env[r.net.Input]
	for k := range xs.Shape[0] {
		r.env[r.net.Input] = graph.Array{Shape: last.Shape, Data: xs.Data[k*one : (k+1)*one]}
		next := r.eval(t, r.net.States[0].Next, r.net.States[1].Next)
		for i, s := range r.net.States {
			r.env[s.Node] = prim.Stored(next[i], s.Shape)
			all[i] = append(all[i], r.env[s.Node].Data...)
		}
	}
	r.c.check(t, "out.mean", all[0], []string{"step", axis})
	r.c.check(t, "out.var_"+running, all[1], []string{"step", axis})
	r.env[r.net.Input] = last
	r.check(t, "out.y_eval_"+running, r.in, r.eval(t, r.net.Applied)[0])
}

// weightNorm sees the kernel of a convolution in what it makes of impulses: one
// trial for each input filter and tap.
func weightNorm(t *testing.T, c *vector) {
	kernel := c.Array(t, "w.v")
	out, in, taps := kernel.Shape[0], kernel.Shape[1], kernel.Shape[2]
	text := fmt.Sprintf("conv(over: time, kernel: %d, mix: filter, to: filter=%d, pad: valid, parametrised: weight_norm)", taps, out)
	n := netkit.Net(t, text, netkit.Axes("batch", in*taps, "filter", in, "time", taps), 0)
	x := graph.NewArray(n.Input.Shape)
	for i := range in * taps {
		x.Data[i*in*taps+i] = 1
	}
	r := &layerRun{c: c, net: n, env: map[*graph.Node]graph.Array{n.Input: x}}
	v, g := r.place(t, "conv.kernel"), r.place(t, "conv.length")
	r.env[v] = stored(t, kernel, "filter filter.in time.tap", v.Shape)
	r.env[g] = stored(t, c.Array(t, "w.g"), "filter", g.Shape)
	order := netkit.Axes("batch", in*taps, "filter", out, "time", 1)
	c.check(t, "out.w", prim.Stored(r.eval(t, n.Learning)[0], order).Data, []string{"in_filter", "tap", "out_filter"})
	up := graph.Array{Shape: order, Data: c.Array(t, "up.w").To(t, "in_filter", "tap", "out_filter").Data}
	grads := netkit.Gradients(n, n.Learning, prim.On(n.Graph).Const(prim.Stored(up, n.Learning.Shape)), v, g)
	r.check(t, "grad.v", "filter filter.in time.tap", r.eval(t, grads[0])[0])
	r.check(t, "grad.g", "filter", r.eval(t, grads[1])[0])
}
