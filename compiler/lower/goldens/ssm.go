package goldens

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// frees writes learned tensors: each is "name array axis=size axis=size". Their
// paths follow from their order.
func frees(t *testing.T, p *packed, c *vector, wanted ...string) {
	for i, w := range wanted {
		fields := strings.Fields(w)
		path := "net.learned.value"
		if i > 0 {
			path = fmt.Sprintf("net.learned_%d.value", i+1)
		}
		e, ok := c.Entry(fields[1])
		if !ok {
			t.Fatalf("%s has no %s", c.ID, fields[1])
		}
		to := make([]string, len(fields)-2)
		for k, name := range fields[2:] {
			to[k] = fmt.Sprintf("%s=%d", name, e.Shape[k])
		}
		p.body += fmt.Sprintf("  let %s = x |> learned(to: [%s], init: zeros)\n", fields[0], strings.Join(to, ", "))
		p.weights = append(p.weights, bound{path: path, arrays: []string{fields[1]}, axes: strings.Join(fields[2:], " ")})
	}
}

func spikes(t *testing.T, m Machine) {
	m.eachOp(t, "ssm", "spike", func(t *testing.T, c *vector) {
		packed{
			ins: []piece{{"in.u", "u", "sample"}}, outs: []piece{{"out.s", "s", "sample"}},
			body: fmt.Sprintf("  let s = u |> spike(surrogate: %s, slope: %g)", c.Params.Text(t, "surrogate"), c.Params.Float(t, "k")),
		}.run(t, c)
	})
}

// lifStep writes the step of a neuron; it emits spikes, the potential behind the
// reset, and the one before.
func lifStep(t *testing.T, c *vector, before, threshold string) string {
	reset := "s"
	if c.Params.Bool(t, "detach_reset") {
		reset = "detach(s)"
	}
	after := map[string]string{
		"subtract": "u - " + threshold + " * " + reset, "zero": "u * (1 - " + reset + ")", "none": "u",
	}[c.Params.Text(t, "reset")]
	return fmt.Sprintf(`fn(v, i) => {
    let u = %s
    let s = spike(u - %s, surrogate: %s, slope: %g)
    let w = %s
    { carry: w, emit: s |> stack(with: [w, u], to: part) }
  }`, before, threshold, c.Params.Text(t, "surrogate"), c.Params.Float(t, "k"), after)
}

func neurons(t *testing.T, m Machine) {
	m.eachOp(t, "ssm", "lif", func(t *testing.T, c *vector) {
		p := packed{
			ins:  []piece{{"in.x", "seq", "time unit"}},
			outs: []piece{{"out.spikes", "s", "time unit"}, {"out.v", "v", "time unit"}, {"out.u", "u", "time unit"}}, axes: "part",
		}
		step := ""
		if c.Has("w.beta") {
			frees(t, &p, c, "beta w.beta unit", "theta w.theta unit")
			step = lifStep(t, c, "beta * v + i", "theta")
		} else {
			step = lifStep(t, c, fmt.Sprintf("v + (i - v) / %g", c.Params.Float(t, "tau")), fmt.Sprint(c.Params.Float(t, "theta")))
		}
		p.body += "  let all = scan(seq, over: time, from: 0, step: " + step + ")\n"
		p.body += "  let s = all |> item(over: part, at: 0)\n  let v = all |> item(over: part, at: 1)\n  let u = all |> item(over: part, at: 2)"
		p.run(t, c)
	})
}

func spikingNetworks(t *testing.T, m Machine) {
	m.eachOp(t, "ssm", "lif_network", func(t *testing.T, c *vector) {
		packed{
			ins: []piece{{"in.x", "seq", "time feature"}}, outs: []piece{{"out.spikes", "s", "time unit"}, {"out.readout", "m", "time filter"}},
			body: `  let drive = seq |> linear(mix: feature, to: unit=5)
  let s = scan(drive, over: time, step: fn(v, i) => {
    let u = 0.9 * v + i
    let s = spike(u - 1)
    { carry: u - detach(s), emit: s }
  })
  let m = recurrence(s |> linear(mix: unit, to: filter=2), over: time, decay: 0.8)`,
			weights: []bound{
				{path: "net.linear.kernel", arrays: []string{"w.k1"}, axes: "unit feature.in"},
				{path: "net.linear_2.kernel", arrays: []string{"w.k2"}, axes: "filter unit.in"},
			},
		}.run(t, c)
	})
}

func recurrences(t *testing.T, m Machine) {
	m.eachOp(t, "ssm", "linear_recurrence", func(t *testing.T, c *vector) {
		packed{
			ins:  []piece{{"in.a", "a", "time feature"}, {"in.b", "b", "time feature"}, {"in.h0", "h", "feature"}},
			outs: []piece{{"out.y", "y", "time feature"}}, body: "  let y = recurrence(b, over: time, decay: a, from: h)",
		}.run(t, c)
	})
	m.eachOp(t, "ssm", "ema", func(t *testing.T, c *vector) {
		packed{
			decls: "use std.state_space (smoothing)\n",
			ins:   []piece{{"in.x", "seq", "channel time"}}, outs: []piece{{"out.y", "y", "channel time"}},
			body:    "  let y = seq |> smoothing",
			weights: []bound{{path: "net.smoothing.learned.value", arrays: []string{"w.logit"}, axes: "channel"}},
		}.run(t, c)
	})
	m.eachOp(t, "ssm", "state_space", func(t *testing.T, c *vector) {
		p := packed{ins: []piece{{"in.u", "drive", "time feature"}}, outs: []piece{{"out.y", "y", "time filter"}}}
		frees(t, &p, c, "a w.A state state'", "b w.B state feature", "r w.C filter state", "d w.D filter feature")
		p.body += `  let y = scan(drive, over: time, step: fn(s, i) => {
    let n = sum(a * (s |> rename(state'=state)), over: state') + sum(b * i, over: feature)
    { carry: n, emit: sum(r * n, over: state) + sum(d * i, over: feature) }
  })`
		p.axes = "state"
		p.run(t, c)
	})
}

func stateSpaces(t *testing.T, m Machine) {
	m.eachOp(t, "ssm", "s4d", func(t *testing.T, c *vector) {
		p := packed{
			decls: "use std.state_space (respond, held, bilinear)\n", axes: "state",
			ins: []piece{{"in.u", "seq", "feature time"}}, outs: []piece{{"out.y", "y", "feature time"}, {"out.kernel", "kernel", "feature time"}},
		}
		frees(t, &p, c, "log_dt w.log_dt feature", "log_a w.log_a_real feature state", "im w.a_imag feature state",
			"c_re w.c_re feature state", "c_im w.c_im feature state", "d w.d feature")
		rule := map[string]string{"zoh": "held", "bilinear": "bilinear"}[c.Params.Text(t, "discretisation")]
		p.body += "  let by = " + rule + "(-exp(log_a), im, exp(log_dt))\n" +
			"  let y = respond(seq, by, c_re, c_im) + d * seq\n" +
			"  let kernel = respond(index(seq, over: time) < 1, by, c_re, c_im)"
		p.run(t, c)
	})
	m.eachOp(t, "ssm", "selective_scan", func(t *testing.T, c *vector) {
		p := packed{
			decls: "use std.state_space (selective_states)\n",
			ins: []piece{
				{"in.u", "u", "feature time"}, {"in.delta", "raw", "feature time"}, {"in.B", "b", "state time"}, {"in.C", "r", "state time"},
			},
			outs: []piece{{"out.y", "y", "feature time"}, {"out.last_state", "last", "feature state"}},
		}
		wanted, delta, y := []string{"a w.A feature state"}, "softplus(raw)", "sum(h * r, over: state)"
		if c.Has("w.D") {
			wanted = append(wanted, "d w.D feature", "late w.delta_bias feature")
			p.ins = append(p.ins, piece{"in.z", "z", "feature time"})
			delta, y = "softplus(raw + late)", "("+y+" + d * u) * silu(z)"
		}
		frees(t, &p, c, wanted...)
		p.body += "  let h = selective_states(u, " + delta + ", a, b)\n  let y = " + y + "\n  let last = h |> item(over: time, at: -1)"
		p.run(t, c)
	})
	m.eachOp(t, "ssm", "mamba_block", func(t *testing.T, c *vector) {
		ranks, states := c.Params.Int(t, "dt_rank"), c.Params.Int(t, "state")
		inner := c.Params.Int(t, "expand")
		path := "net.mamba."
		rowsOf := func(from, to int) [2]int { return [2]int{from * inner, to * inner} }
		packed{
			decls: "use std.state_space (mamba)\n",
			ins:   []piece{{"in.x", "seq", "time feature"}}, outs: []piece{{"out.y", "y", "time feature"}},
			body: fmt.Sprintf("  let y = seq |> mamba(expand: 2, states: %d, ranks: %d, kernel: %d)", states, ranks, c.Params.Int(t, "conv")),
			weights: []bound{
				{path: path + "linear.kernel", arrays: []string{"w.in_proj"}, axes: "half inner feature.in"},
				{path: path + "conv.kernel", arrays: []string{"w.conv"}, axes: "inner time.tap"},
				{path: path + "conv.bias", arrays: []string{"w.conv_bias"}, axes: "inner"},
				{path: path + "linear_2.kernel", arrays: []string{"w.x_proj"}, axes: "rank inner.in", span: rowsOf(0, ranks)},
				{path: path + "linear_3.kernel", arrays: []string{"w.x_proj"}, axes: "state inner.in", span: rowsOf(ranks, ranks+states)},
				{path: path + "linear_4.kernel", arrays: []string{"w.x_proj"}, axes: "state inner.in", span: rowsOf(ranks+states, ranks+2*states)},
				{path: path + "linear_5.kernel", arrays: []string{"w.dt_proj"}, axes: "inner rank.in"},
				{path: path + "linear_5.bias", arrays: []string{"w.dt_bias"}, axes: "inner", less: func(int) float64 { return -4.6 }},
				{path: path + "learned.value", arrays: []string{"w.A_log"}, axes: "inner state", less: func(n int) float64 { return math.Log(float64(n + 1)) }},
				{path: path + "learned_2.value", arrays: []string{"w.D"}, axes: "inner"},
				{path: path + "linear_6.kernel", arrays: []string{"w.out_proj"}, axes: "feature inner.in"},
			},
		}.run(t, c)
	})
}

func legendres(t *testing.T, m Machine) {
	m.eachOp(t, "ssm", "legendre_memory_unit", func(t *testing.T, c *vector) {
		path := "net.legendre_memory."
		packed{
			ins: []piece{{"in.x", "seq", "time feature"}}, outs: []piece{{"out.h", "h", "time unit"}},
			body: fmt.Sprintf("  let h = seq |> legendre_memory(over: time, mix: feature, to: unit=%d, order: %d, span: %g, by: %s)",
				c.Params.Int(t, "units"), c.Params.Int(t, "order"), c.Params.Float(t, "theta"), c.Params.Text(t, "discretisation")),
			watched: map[string][]string{"out.m": {path + "memory"}, "out.u": {path + "input"}, "out.Ad": {path + "transition"}, "out.Bd": {path + "push"}},
			apart:   []string{"out.A", "out.B"}, // Ad and Bd follow from them
			weights: []bound{
				{path: path + "encoder", arrays: []string{"w.e_x"}, axes: "feature.in"},
				{path: path + "encoder_state", arrays: []string{"w.e_h"}, axes: "unit.in"},
				{path: path + "encoder_memory", arrays: []string{"w.e_m"}, axes: "order.in"},
				{path: path + "kernel", arrays: []string{"w.W_x"}, axes: "feature.in unit"},
				{path: path + "recurrent", arrays: []string{"w.W_h"}, axes: "unit.in unit"},
				{path: path + "memory", arrays: []string{"w.W_m"}, axes: "order.in unit"},
			},
		}.run(t, c)
	})
}
