package goldens

import (
	"fmt"
	"strings"
	"testing"
)

// How the conventions of frameworks store the weights of recurrent layers.
const (
	torchRecurrent = "gate unit unit.in"
	kerasRecurrent = "unit.in gate unit"
)

// torchWeights are those of a layer at a path: w_ih, w_hh and both biases, each
// with its reverse when the layer goes both ways.
func torchWeights(c *vector, path, suffix, from string, both bool, gates []int) []bound {
	names := func(n string) []string {
		if both {
			return []string{n + suffix, n + suffix + "_reverse"}
		}
		return []string{n + suffix}
	}
	along := ""
	if both {
		along = "direction"
	}
	out := []bound{
		{path: path + ".kernel", arrays: names("w.w_ih_"), axes: "gate unit " + from + ".in", along: along, gates: gates},
		{path: path + ".recurrent", arrays: names("w.w_hh_"), axes: torchRecurrent, along: along, gates: gates},
	}
	if c.Has("w.b_ih_" + suffix) {
		out = append(out,
			bound{path: path + ".bias", arrays: names("w.b_ih_"), axes: "gate unit", along: along, gates: gates},
			bound{path: path + ".recurrent_bias", arrays: names("w.b_hh_"), axes: "gate unit", along: along, gates: gates})
	}
	return out
}

// kerasWeights are kernel, recurrent and bias with prefixes, one a direction.
func kerasWeights(path, from string, twoBiases bool, prefixes ...string) []bound {
	names := func(n string) []string {
		var out []string
		for _, p := range prefixes {
			out = append(out, "w."+p+n)
		}
		return out
	}
	along := ""
	if len(prefixes) > 1 {
		along = "direction"
	}
	out := []bound{
		{path: path + ".kernel", arrays: names("kernel"), axes: from + ".in gate unit", along: along},
		{path: path + ".recurrent", arrays: names("recurrent"), axes: kerasRecurrent, along: along},
		{path: path + ".bias", arrays: names("bias"), axes: "gate unit", along: along},
	}
	if twoBiases {
		out[2].parts = 2
		out = append(out, bound{path: path + ".recurrent_bias", arrays: names("bias"), axes: "gate unit", along: along, part: 1, parts: 2})
	}
	return out
}

func recurrents(t *testing.T, m Machine) {
	for _, op := range []string{"lstm", "gru", "simple_rnn"} {
		m.eachOp(t, "rnn", op, func(t *testing.T, c *vector) { recurrentCase(t, c).run(t, c) })
	}
}

// recurrentCase writes a case as text: one layer or a stack of them.
func recurrentCase(t *testing.T, c *vector) packed {
	name := map[string]string{"lstm": "lstm", "gru": "gru", "simple_rnn": "rnn"}[c.Op]
	torch := c.Params.Is("convention", "torch")
	both := c.Params.Has("bidirectional") && c.Params.Bool(t, "bidirectional") || c.Params.Has("bidirectional_merge")
	layers := 1
	if c.Params.Has("layers") {
		layers = c.Params.Int(t, "layers")
	}
	p := packed{ins: []piece{{"in.x", "seq", "time feature"}}, watched: map[string][]string{}}
	var options []string
	for _, array := range []string{"h0", "c0"} {
		if !c.Has("in." + array) {
			continue
		}
		axes := "unit"
		if e, _ := c.Entry("in." + array); len(e.Shape) == 3 {
			axes = "stack unit"
		}
		p.ins = append(p.ins, piece{"in." + array, array, axes})
	}
	two := torch
	if name == "gru" && !torch {
		two = c.Params.Bool(t, "reset_after")
		if !two {
			options = append(options, "reset: before")
		}
	}
	switch {
	case torch && !c.Has("w.b_ih_l0"):
		options = append(options, "bias: none")
	case two:
		options = append(options, "bias: two")
	default:
		options = append(options, "bias: one")
	}
	if both {
		options = append(options, "direction: both")
	}
	if c.Params.Has("act") {
		options = append(options, "act: "+c.Params.Text(t, "act"))
	}
	if c.Params.Has("recurrent_act") {
		options = append(options, "gate: "+c.Params.Text(t, "recurrent_act"))
	}
	gates := map[bool][]int{true: {1, 0, 2}}[torch && name == "gru"]
	var lets []string
	from := "seq"
	for l := range layers {
		start := layerStart(c, l, both)
		mix := "feature"
		if l > 0 {
			mix = "unit"
		}
		path := fmt.Sprintf("net.%s", name)
		if l > 0 {
			path = fmt.Sprintf("net.%s_%d", name, l+1)
		}
		let := fmt.Sprintf("  let y%d = %s |> %s(over: time, mix: %s, to: unit=%d, %s%s)", l, from, name, mix, c.Params.Int(t, "units"), strings.Join(options, ", "), start)
		lets, from = append(lets, let), fmt.Sprintf("y%d", l)
		switch {
		case torch:
			p.weights = append(p.weights, torchWeights(c, path, fmt.Sprintf("l%d", l), mix, both, gates)...)
		case both:
			p.weights = append(p.weights, kerasWeights(path, mix, two, "forward_", "backward_")...)
		case layers > 1:
			p.weights = append(p.weights, kerasWeights(path, mix, two, fmt.Sprintf("layer%d_", l))...)
		default:
			p.weights = append(p.weights, kerasWeights(path, mix, two, "")...)
		}
	}
	p.body = strings.Join(append(lets, recurrentOuts(t, c, &p, name, layers, both)...), "\n")
	return p
}

// layerStart takes the first state of a layer out of those given.
func layerStart(c *vector, layer int, both bool) string {
	out := ""
	for _, a := range []struct{ array, param string }{{"h0", "from"}, {"c0", "from_cell"}} {
		e, ok := c.Entry("in." + a.array)
		switch {
		case !ok:
		case len(e.Shape) == 2:
			out += fmt.Sprintf(", %s: %s", a.param, a.array)
		case both:
			out += fmt.Sprintf(", %s: %s |> slice(over: stack, from: %d, size: 2) |> rename(direction=stack)", a.param, a.array, 2*layer)
		default:
			out += fmt.Sprintf(", %s: %s |> item(over: stack, at: %d)", a.param, a.array, layer)
		}
	}
	return out
}

// recurrentOuts writes the outputs: the sequence, and the last state of each layer
// and direction.
func recurrentOuts(t *testing.T, c *vector, p *packed, name string, layers int, both bool) []string {
	last := fmt.Sprintf("y%d", layers-1)
	var lets, states []string
	y, hAxes := piece{"out.y", "y", "time unit"}, "unit"
	for l := range layers {
		if !both {
			states = append(states, fmt.Sprintf("(y%d |> item(over: time, at: -1))", l))
			continue
		}
		states = append(states,
			fmt.Sprintf("(y%d |> item(over: direction, at: 0) |> item(over: time, at: -1))", l),
			fmt.Sprintf("(y%d |> item(over: direction, at: 1) |> item(over: time, at: 0))", l))
	}
	stacked := false
	if e, ok := c.Entry("out.h"); ok && len(e.Shape) == 3 {
		stacked, hAxes = true, "stack unit"
	}
	if both && !stacked {
		p.axes = "unit"
	}
	switch {
	case both && c.Params.Is("bidirectional_merge", "sum"):
		lets = append(lets, fmt.Sprintf("  let y = %s |> sum(over: direction)", last), "  let h = "+states[0]+" + "+states[1])
	case both:
		lets = append(lets, fmt.Sprintf("  let y = %s |> merge([direction, unit], to: both)", last))
		y.axes = "time both"
		if !stacked {
			lets = append(lets, "  let h = ("+states[0]+" |> stack(with: ["+states[1]+"], to: direction)) |> merge([direction, unit], to: both)")
			hAxes = "both"
		}
	default:
		lets = append(lets, "  let y = "+last)
	}
	switch {
	case stacked && len(states) > 1:
		lets = append(lets, "  let h = "+states[0]+" |> stack(with: ["+strings.Join(states[1:], ", ")+"], to: stack)")
	case stacked:
		lets = append(lets, "  let h = "+states[0]+" |> stack(with: [], to: stack)")
	case !both:
		lets = append(lets, "  let h = "+states[len(states)-1])
	}
	p.outs = []piece{y, {"out.h", "h", hAxes}}
	if c.Has("out.c") {
		for l := range layers {
			path := fmt.Sprintf("net.%s.cell", name)
			if l > 0 {
				path = fmt.Sprintf("net.%s_%d.cell", name, l+1)
			}
			if !stacked && l < layers-1 {
				continue
			}
			p.watched["out.c"] = append(p.watched["out.c"], path)
			if both {
				p.watched["out.c"] = append(p.watched["out.c"], path+"_backward")
			}
		}
	}
	return lets
}

func convLSTMs(t *testing.T, m Machine) {
	m.eachOp(t, "rnn", "conv_lstm2d", func(t *testing.T, c *vector) {
		k := c.Params.Ints(t, "kernel")
		packed{
			ins: []piece{{"in.x", "seq", "time feature row col"}},
			body: fmt.Sprintf("  let y = seq |> conv_lstm(over: time, along: [row, col], kernel: [%d, %d], mix: feature, to: filter=%d, pad: %s, act: %s, gate: %s)\n  let h = y |> item(over: time, at: -1)",
				k[0], k[1], c.Params.Int(t, "filters"), c.Params.Text(t, "padding"), c.Params.Text(t, "act"), c.Params.Text(t, "recurrent_act")),
			outs:    []piece{{"out.y", "y", "time filter row col"}, {"out.h", "h", "filter row col"}},
			watched: map[string][]string{"out.c": {"net.conv_lstm.cell"}},
			weights: []bound{
				{path: "net.conv_lstm.kernel", arrays: []string{"w.kernel"}, axes: "gate filter feature.in row.tap col.tap"},
				{path: "net.conv_lstm.recurrent", arrays: []string{"w.recurrent"}, axes: "gate filter filter.in row.tap col.tap"},
				{path: "net.conv_lstm.bias", arrays: []string{"w.bias"}, axes: "gate filter"},
			},
		}.run(t, c)
	})
}

// The masks of a variational dropout are draws that the case gives.
func recurrentDropouts(t *testing.T, m Machine) {
	m.eachOp(t, "drop", "lstm", func(t *testing.T, c *vector) {
		draw := func(name string) func() []float64 {
			return func() []float64 {
				kept, _ := rows(t, c, name)
				out := make([]float64, len(kept))
				copy(out, kept) // 0 is dropped, 1 is kept
				return out
			}
		}
		units := len(c.Array(t, "w.bias").Data) / 4
		packed{
			ins:     []piece{{"in.x", "seq", "time feature"}},
			body:    fmt.Sprintf("  let y = seq |> lstm(over: time, mix: feature, to: unit=%d, dropout: 0.5, recurrent_dropout: 0.5)", units),
			outs:    []piece{{"out.y", "y", "time unit"}},
			weights: kerasWeights("net.lstm", "feature", false, ""),
			draws:   map[string]func() []float64{"net.lstm.input_mask": draw("in.mask_in"), "net.lstm.state_mask": draw("in.mask_rec")},
		}.run(t, c)
	})
}
