package goldens

import (
	"fmt"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// attentionWeights are those of an attention at a path.
func attentionWeights(c *vector, path string) []bound {
	var out []bound
	for _, w := range []struct{ ours, theirs string }{{"query", "q"}, {"key", "k"}, {"value", "v"}} {
		out = append(out, bound{path: path + "." + w.ours, arrays: []string{"w." + w.theirs}, axes: "head key feature.in"})
		if c.Has("w." + w.theirs + "_bias") {
			out = append(out, bound{path: path + "." + w.ours + "_bias", arrays: []string{"w." + w.theirs + "_bias"}, axes: "head key"})
		}
	}
	out = append(out, bound{path: path + ".output", arrays: []string{"w.o"}, axes: "feature head.in key.in"})
	if c.Has("w.o_bias") {
		out = append(out, bound{path: path + ".output_bias", arrays: []string{"w.o_bias"}, axes: "feature"})
	}
	return out
}

func attention(t *testing.T, m Machine) {
	m.eachOp(t, "attn", "multi_head_attention", func(t *testing.T, c *vector) {
		options := fmt.Sprintf("heads: %d, size: %d", c.Params.Int(t, "heads"), c.Params.Int(t, "head_dim"))
		if c.Params.Has("causal") {
			options += ", causal: yes"
		}
		if c.Params.Has("alibi") {
			options += ", positions: alibi"
		}
		if c.Params.Has("rotary") {
			options += ", positions: " + map[string]string{"half": "rotary", "interleaved": "rotary_pairs"}[c.Params.Text(t, "rotary")]
		}
		if !c.Has("w.q_bias") {
			options += ", bias: no"
		}
		p := packed{
			ins: []piece{{"in.x", "seq", "time feature"}}, outs: []piece{{"out.y", "y", "time feature"}},
			watched: map[string][]string{"out.weights": {"net.attention.weights"}}, weights: attentionWeights(c, "net.attention"),
		}
		if c.Has("in.keymask") {
			p.ins = append(p.ins, piece{"in.keymask", "seen", "time'"})
			options += ", keep: seen"
		}
		if c.Has("in.context") {
			p.ins = append(p.ins, piece{"in.context", "other", "time feature"})
			options += ", context: other"
		}
		p.body = "  let y = seq |> attention(over: time, mix: feature, " + options + ")"
		p.run(t, c)
	})
}

func attentionTexts(t *testing.T, m Machine) {
	for _, v := range []struct {
		op   string
		text func(t *testing.T, c *vector) packed
	}{
		{"scaled_dot_product_attention", func(t *testing.T, c *vector) packed {
			return packed{
				ins:  []piece{{"in.q", "q", "query dim"}, {"in.k", "k", "key dim"}, {"in.v", "v", "key value"}},
				body: fmt.Sprintf("  let y = sum(softmax(sum(q * k, over: dim) / %d ^ 0.5, over: key) * v, over: key)\n", c.Array(t, "in.q").Size("dim")),
				outs: []piece{{"out.y", "y", "query value"}},
			}
		}},
		{"rotary_embedding", func(t *testing.T, c *vector) packed {
			style := map[string]string{"half": "halves", "interleaved": "pairs"}[c.Params.Text(t, "style")]
			return packed{
				ins: []piece{{"in.x", "seq", "time dim"}}, outs: []piece{{"out.y", "y", "time dim"}},
				body: "  let y = seq |> rotary(over: time, along: dim, style: " + style + ")",
			}
		}},
		{"attention_pool", func(*testing.T, *vector) packed {
			return packed{
				decls: "use std.attention (attention_weights)\n",
				ins:   []piece{{"in.x", "seq", "time feature"}}, outs: []piece{{"out.y", "y", "feature"}, {"out.weights", "w", "time"}},
				body: "  let w = seq |> attention_weights(hidden: 5)\n  let y = sum(w * seq, over: time)",
				weights: []bound{
					{path: "net.attention_weights.linear.kernel", arrays: []string{"w.w"}, axes: "hidden feature.in"},
					{path: "net.attention_weights.linear.bias", arrays: []string{"w.b"}, axes: "hidden"},
					{path: "net.attention_weights.linear_2.kernel", arrays: []string{"w.v"}, axes: "hidden.in"},
				},
			}
		}},
		{"squeeze_excite", func(*testing.T, *vector) packed {
			return packed{
				decls: "use std.attention (squeeze_excite)\n",
				ins:   []piece{{"in.x", "maps", "filter time"}}, outs: []piece{{"out.y", "y", "filter time"}},
				body: "  let y = maps |> squeeze_excite(ratio: 2)",
				weights: []bound{
					{path: "net.squeeze_excite.linear.kernel", arrays: []string{"w.k1"}, axes: "hidden filter.in"},
					{path: "net.squeeze_excite.linear.bias", arrays: []string{"w.b1"}, axes: "hidden"},
					{path: "net.squeeze_excite.linear_2.kernel", arrays: []string{"w.k2"}, axes: "filter hidden.in"},
					{path: "net.squeeze_excite.linear_2.bias", arrays: []string{"w.b2"}, axes: "filter"},
				},
			}
		}},
		{"linear_attention", func(*testing.T, *vector) packed {
			return packed{
				decls: "use std.attention (causal_linear_attention)\n",
				ins:   []piece{{"in.q", "q", "time key"}, {"in.k", "k", "time key"}, {"in.v", "v", "time value"}},
				body:  "  let y = causal_linear_attention(q, k, v)", outs: []piece{{"out.y", "y", "time value"}},
			}
		}},
		{"transformer_encoder_block", func(t *testing.T, c *vector) packed {
			path := "net.encoder.residual_2.feed_forward."
			return packed{
				decls: "use std.attention (encoder)\n",
				ins:   []piece{{"in.x", "seq", "time feature"}}, outs: []piece{{"out.y", "y", "time feature"}},
				body: "  let y = seq |> encoder(heads: 2, hidden: 12)",
				weights: append(attentionWeights(c, "net.encoder.residual.attention"),
					bound{path: path + "linear.kernel", arrays: []string{"w.k1"}, axes: "hidden feature.in"},
					bound{path: path + "linear.bias", arrays: []string{"w.b1"}, axes: "hidden"},
					bound{path: path + "linear_2.kernel", arrays: []string{"w.k2"}, axes: "feature hidden.in"},
					bound{path: path + "linear_2.bias", arrays: []string{"w.b2"}, axes: "feature"},
					bound{path: "net.encoder.residual.norm.scale", arrays: []string{"w.g1"}, axes: "feature"},
					bound{path: "net.encoder.residual.norm.shift", arrays: []string{"w.h1"}, axes: "feature"},
					bound{path: "net.encoder.residual_2.norm.scale", arrays: []string{"w.g2"}, axes: "feature"},
					bound{path: "net.encoder.residual_2.norm.shift", arrays: []string{"w.h2"}, axes: "feature"},
				),
			}
		}},
	} {
		m.eachOp(t, "attn", v.op, func(t *testing.T, c *vector) { v.text(t, c).run(t, c) })
	}
}

func positions(t *testing.T, m Machine) {
	m.eachOp(t, "attn", "sinusoidal_positions", func(t *testing.T, c *vector) {
		shape := netkit.Axes("batch", 1, "time", c.Params.Int(t, "length"), "feature", c.Params.Int(t, "dim"))
		n := netkit.Net(t, "positions(over: time, along: feature)", shape, 0)
		got := c.run(t, environment{n.Input: graph.NewArray(shape)}, n.Applied)
		c.check(t, "out.pe", got[0].Data, nil)
		nn.Check64(t, c.Case, "out.alibi_slopes_8", op.AlibiSlopes(8), nil)
	})
}
