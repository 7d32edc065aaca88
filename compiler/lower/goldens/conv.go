package goldens

import (
	"fmt"
	"strings"
	"testing"
)

func convolutions(t *testing.T, m Machine) {
	m.each(t, "conv", func(t *testing.T, c *vector) {
		switch c.Op {
		case "conv1d", "pointwise_conv1d":
			conv1d(t, c).judge(t, c)
		case "depthwise_conv1d":
			depthwise1d(t, c).judge(t, c)
		case "conv2d":
			conv2d(t, c).judge(t, c)
		case "depthwise_conv2d":
			spatial(t, c).judge(t, c)
		case "conv_transpose1d":
			transposed1d(t, c).judge(t, c)
		case "separable_conv1d":
			separable1d(t, c).judge(t, c)
		case "temporal_spatial_conv":
			temporalSpatial(t, c)
		default:
			t.Fatalf("no network for %s", c.Op)
		}
	})
}

// yes writes a truth value of a case.
func yes(c *vector, name string) string {
	if v, ok := c.Params[name].(bool); ok && !v || !ok && !c.Has("w."+name) {
		return "no"
	}
	return "yes"
}

func conv1d(t *testing.T, c *vector) layerVector {
	p := c.Params
	v := layerVector{in: "batch filter time", out: "batch filter time", weights: map[string]string{"w.kernel": "conv.kernel filter filter.in time.tap"}}
	v.text = fmt.Sprintf("conv(over: time, kernel: %d, mix: filter, to: filter=%d, stride: %d, dilation: %d, pad: %s, groups: %d, bias: %s)",
		p.Int(t, "kernel"), c.Array(t, "w.kernel").Size("out_filter"), p.Int(t, "stride"), p.Int(t, "dilation"), p.Text(t, "padding"), p.Int(t, "groups"), yes(c, "bias"))
	if c.Has("w.bias") {
		v.weights["w.bias"] = "conv.bias filter"
	}
	return v
}

func depthwise1d(t *testing.T, c *vector) layerVector {
	p, n := c.Params, c.Params.Int(t, "groups")
	multiplier := c.Array(t, "w.kernel").Size("out_filter") / n
	both := fmt.Sprintf("filter=%d*depth=%d", n, multiplier)
	v := layerVector{in: "batch filter time", out: "batch " + both + " time", weights: map[string]string{"w.kernel": "conv.kernel " + both + " - time.tap"}}
	v.text = fmt.Sprintf("conv(over: time, kernel: %d, per: filter, to: depth=%d, dilation: %d, pad: %s, bias: %s)",
		p.Int(t, "kernel"), multiplier, p.Int(t, "dilation"), p.Text(t, "padding"), yes(c, "bias"))
	if c.Has("w.bias") {
		v.weights["w.bias"] = "conv.bias " + both
	}
	return v
}

// pairOf writes one number, or a list of several.
func pairOf(n []int) string {
	if len(n) == 1 {
		return fmt.Sprint(n[0])
	}
	return strings.ReplaceAll(fmt.Sprint(n), " ", ", ")
}

func conv2d(t *testing.T, c *vector) layerVector {
	p := c.Params
	v := layerVector{in: "batch filter channel time", out: "batch filter channel time", weights: map[string]string{"w.kernel": "conv.kernel filter filter.in channel.tap time.tap"}}
	v.text = fmt.Sprintf("conv(over: [channel, time], kernel: %s, mix: filter, to: filter=%d, stride: %s, dilation: %s, pad: %s, bias: %s)",
		pairOf(p.Ints(t, "kernel")), c.Array(t, "w.kernel").Size("out_filter"), pairOf(p.Ints(t, "stride")), pairOf(p.Ints(t, "dilation")), p.Text(t, "padding"), yes(c, "bias"))
	if c.Has("w.bias") {
		v.weights["w.bias"] = "conv.bias filter"
	}
	return v
}

// A kernel over all electrodes is a linear map of them, for each map its own.
func spatial(t *testing.T, c *vector) layerVector {
	n := c.Params.Int(t, "groups")
	multiplier := c.Array(t, "w.kernel").Size("out_filter") / n
	both := fmt.Sprintf("filter=%d*depth=%d", n, multiplier)
	v := layerVector{in: "batch filter channel time", out: "batch " + both + " - time", weights: map[string]string{"w.kernel": "linear.kernel " + both + " - channel.in -"}}
	v.text = fmt.Sprintf("linear(mix: channel, per: filter, to: depth=%d, bias: %s)", multiplier, yes(c, "bias"))
	if c.Has("w.bias") {
		v.weights["w.bias"] = "linear.bias " + both
	}
	return v
}

func transposed1d(t *testing.T, c *vector) layerVector {
	p := c.Params
	v := layerVector{in: "batch filter time", out: "batch filter time", weights: map[string]string{"w.bias": "conv_transposed.bias filter"}}
	kernel := c.Array(t, "w.kernel")
	v.weights["w.kernel"] = "conv_transposed.kernel filter.in filter time.tap"
	more, groups := "pad: "+fmt.Sprint(p["padding"]), 1
	if p.Is("convention", "torch") {
		pad := p.Int(t, "padding")
		groups = p.Int(t, "groups")
		more = fmt.Sprintf("crop: [%d, %d], dilation: %d", pad, pad-p.Int(t, "output_padding"), p.Int(t, "dilation"))
	}
	v.text = fmt.Sprintf("conv_transposed(over: time, kernel: %d, mix: filter, to: filter=%d, stride: %d, groups: %d, bias: yes, %s)",
		p.Int(t, "kernel"), kernel.Shape[1]*groups, p.Int(t, "stride"), groups, more)
	if groups > 1 {
		// The case stores all inputs, and the outputs of one group; ours the other way.
		v.weights["w.kernel"] = fmt.Sprintf("conv_transposed.kernel group=%d*filter.in=%d filter time.tap", groups, kernel.Shape[0]/groups)
	}
	return v
}

func separable1d(t *testing.T, c *vector) layerVector {
	p := c.Params
	both := fmt.Sprintf("filter=%d*depth=%d", c.Array(t, "in.x").Size("filter"), p.Int(t, "multiplier"))
	v := layerVector{in: "batch filter time", out: "batch feature time", weights: map[string]string{
		"w.depthwise": "separable.conv.kernel " + both + " - time.tap", "w.pointwise": "separable.linear.kernel feature " + strings.ReplaceAll(both, "=", ".in="),
	}}
	v.text = fmt.Sprintf("use std.layers (separable)\n\nlet net = separable(to: feature=%d, kernel: %d, multiplier: %d, stride: %d, dilation: %d, pad: %s, bias: %s)\n",
		c.Array(t, "w.pointwise").Size("out_filter"), p.Int(t, "kernel"), p.Int(t, "multiplier"), p.Int(t, "stride"), p.Int(t, "dilation"), p.Text(t, "padding"), yes(c, "bias"))
	if c.Has("w.bias") {
		v.weights["w.bias"] = "separable.linear.bias feature"
	}
	return v
}

func temporalSpatial(t *testing.T, c *vector) {
	p := c.Params
	both := fmt.Sprintf("filter=%d*depth=%d", p.Int(t, "F1"), p.Int(t, "D"))
	v := layerVector{in: "batch channel time", out: "batch " + both + " time", weights: map[string]string{
		"w.temporal": "conv.kernel filter time.tap", "w.spatial": "linear.kernel filter depth channel.in",
	}}
	v.text = fmt.Sprintf("conv(over: time, kernel: %d, to: filter=%d) |> linear(mix: channel, per: filter, to: depth=%d)", p.Int(t, "kernel"), p.Int(t, "F1"), p.Int(t, "D"))
	r := v.run(t, c)
	// Behind the rename of the electrodes that are mixed.
	r.judge(t, result{"out.temporal", "batch filter channel time", r.net.Learning.In[0].In[0]})
}
