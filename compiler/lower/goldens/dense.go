package goldens

import (
	"fmt"
	"testing"
)

// einsums are sums of products as the language writes them. Operands beside the
// first are learned tensors, so that gradients for them can be asked for; trials
// are then an axis like any other.
var einsums = map[string]layerVector{
	"einsum_spatial_filter": {
		text: "linear(mix: channel, to: filter=3)", in: "batch channel time", out: "batch filter time",
		weights: map[string]string{"in.b": "linear.kernel filter channel.in"},
	},
	"einsum_covariance": {
		text: body("trial, channel, time", "sum(x * learned(x, to: [trial, channel'=4, time]), over: time)"), in: "trial channel time", out: "trial channel channel'",
		weights: map[string]string{"in.b": "net.learned.value trial channel' time"},
	},
	"einsum_depthwise_spatial": {
		text: "linear(mix: channel, per: filter, to: depth=2)", in: "batch filter channel time", out: "batch filter depth time",
		weights: map[string]string{"in.b": "linear.kernel filter depth channel.in"},
	},
	"einsum_bilinear": {
		text: body("trial, i", "x * learned(x, to: [trial, j=5]) |> linear(mix: [i, j], to: out=2)"), in: "trial i", out: "trial out",
		weights: map[string]string{"in.b": "net.linear.kernel out i.in j.in", "in.c": "net.learned.value trial j"},
	},
	"einsum_scores": {
		text: body("trial, head, query, dim", "sum(x * learned(x, to: [trial, head, key=5, dim]), over: dim)"), in: "trial head query dim", out: "trial head query key",
		weights: map[string]string{"in.b": "net.learned.value trial head key dim"},
	},
	"einsum_outer": {
		text: body("trial, i", "x * learned(x, to: [trial, j=2])"), in: "trial i", out: "trial i j",
		weights: map[string]string{"in.b": "net.learned.value trial j"},
	},
	"einsum_trace":     {text: "diagonal(of: i) |> sum(over: i)", in: "batch i i'", out: "batch"},
	"einsum_diag":      {text: "diagonal(of: i)", in: "batch i i'", out: "batch i"},
	"einsum_transpose": {text: body("channel, time", "x * 1"), in: "batch channel time", out: "time channel batch"},
	"einsum_sum_time":  {text: "sum(over: time)", in: "batch channel time", out: "batch channel"},
	"einsum_inner_all": {
		text: body("trial, channel, time", "sum(x * learned(x, to: [trial, channel, time]), over: [trial, channel, time])"), in: "trial channel time",
		weights: map[string]string{"in.b": "net.learned.value trial channel time"},
	},
	"einsum_batched_matmul": {
		text: body("trial, i, j", "sum(x * learned(x, to: [trial, j, k=5]), over: j)"), in: "trial i j", out: "trial i k",
		weights: map[string]string{"in.b": "net.learned.value trial j k"},
	},
	"einsum_graph_mix": {
		text:  body("trial, channel', time", "sum(x * learned(x, to: [channel=4, channel']) * learned(x, to: [channel', filter=3]), over: channel')"),
		input: "in.b", in: "trial channel' time", out: "trial channel filter time",
		weights: map[string]string{"in.a": "net.learned.value channel channel'", "in.c": "net.learned_2.value channel' filter"},
	},
}

// body is a block that computes from its input.
func body(axes, text string) string {
	return fmt.Sprintf("block net() : [%s] -> [..r] {\n  %s\n}\n", axes, text)
}

func linearMaps(t *testing.T, m Machine) {
	m.each(t, "dense", func(t *testing.T, c *vector) {
		switch c.Op {
		case "einsum":
			v := einsums[c.ID[len("dense/"):]]
			if v.input == "" {
				v.input = "in.a"
			}
			v.judge(t, c)
		case "dense":
			linearVector(t, c).judge(t, c)
		case "mlp":
			layerVector{
				text: fmt.Sprintf("dense(unit=%d) |> elu |> dense(out=3)", c.Params.Int(t, "hidden")), in: "batch feature", out: "batch out",
				weights: map[string]string{"w.k1": "dense.kernel unit feature.in", "w.b1": "dense.bias unit", "w.k2": "dense_2.kernel out unit.in", "w.b2": "dense_2.bias out"},
			}.judge(t, c)
		case "bilinear":
			layerVector{
				text:  body("trial, left", "x * learned(x, to: [trial, right=4]) |> linear(mix: [left, right], to: out=2, bias: yes)"),
				input: "in.x1", in: "trial left", out: "trial out",
				weights: map[string]string{"in.x2": "net.learned.value trial right", "w.kernel": "net.linear.kernel out left.in right.in", "w.bias": "net.linear.bias out"},
			}.judge(t, c)
		case "embedding", "embedding_bag":
			embeddingVector(t, c).judge(t, c)
		default:
			t.Fatalf("no network for %s", c.Op)
		}
	})
}

func linearVector(t *testing.T, c *vector) layerVector {
	v := layerVector{in: axesIn(t, c, "in.x"), out: axesIn(t, c, "out.y")}
	mixed := "feature"
	if c.Params.Is("axis", "time") {
		mixed = "time"
	}
	v.text = fmt.Sprintf("linear(mix: %s, to: out=%d, bias: %s)", mixed, c.Array(t, "w.kernel").Shape[0], yes(c, "bias"))
	v.weights = map[string]string{"w.kernel": "linear.kernel out " + mixed + ".in"}
	if c.Has("w.bias") {
		v.weights["w.bias"] = "linear.bias out"
	}
	return v
}

func embeddingVector(t *testing.T, c *vector) layerVector {
	table := c.Array(t, "w.table")
	v := layerVector{input: "in.ids", in: "batch time", out: "batch time feature", weights: map[string]string{"w.table": "embedding.table item.in feature"}}
	padding := ""
	if c.Params.Has("padding_idx") {
		padding = fmt.Sprintf(", padding: %d", c.Params.Int(t, "padding_idx"))
	}
	v.text = fmt.Sprintf("embedding(%d, to: feature=%d%s)", table.Shape[0], table.Shape[1], padding)
	if c.Op == "embedding_bag" {
		v.text += " |> mean(over: time)"
		v.out = "batch feature"
	}
	return v
}
