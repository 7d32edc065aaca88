package goldens

import (
	"fmt"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// written are the activations of the reference whose networks are not just their
// name; {} is a setting of the case.
var written = map[string]string{
	"celu":                "celu(alpha: {alpha})",
	"elu":                 "elu(alpha: {alpha})",
	"gelu_exact":          "gelu",
	"gelu_tanh":           "gelu(tanh)",
	"hard_sigmoid_keras2": "hard_sigmoid(slope: 0.2)",
	"hard_sigmoid_torch":  "hard_sigmoid",
	"hard_tanh":           "clip(-1..1)",
	"leaky_relu":          "leaky_relu(slope: {slope})",
	"log_clip":            "safe_log(floor: {clip})",
	"log_eps":             "block net() : [sample] -> [sample] { log(x + {eps}) }",
	"relu6":               "clip(0..6)",
	"softplus":            "softplus(beta: {beta})",
	"glu":                 "glu(over: {axis})",
	"geglu":               "glu(geglu, over: {axis})",
	"swiglu":              "glu(swiglu, over: {axis})",
	"gtu":                 "glu(gtu, over: {axis})",
	"maxout":              "maxout(over: {axis}, pieces: {pieces})",
	"softmax":             "softmax(over: {axis})",
	"log_softmax":         "log_softmax(over: {axis})",
	"logsumexp":           "logsumexp(over: class)",
	"prelu":               "prelu(per: filter)",
	"swish_beta":          "swish(per: filter)",
}

func activations(t *testing.T, m Machine) {
	m.each(t, "act", func(t *testing.T, c *vector) {
		v := layerVector{text: c.Op, in: strings.Join(c.Array(t, "in.x").Axes, " "), out: strings.Join(c.Array(t, "out.y").Axes, " ")}
		if text, ok := written[c.Op]; ok {
			v.text = text
		}
		for _, name := range c.Params.Names() {
			v.text = strings.ReplaceAll(v.text, "{"+name+"}", fmt.Sprint(c.Params[name]))
		}
		switch {
		case c.Has("w.slope"):
			v.weights = map[string]string{"w.slope": "prelu.slope filter"}
		case c.Has("w.beta"):
			v.weights = map[string]string{"w.beta": "swish.beta filter"}
		case c.Has("in.mask"):
			// The mask differs between trials, so the trials are an axis and it comes as an input of its own.
			v.in, v.out = "trial time", "trial time"
			v.text = "block net() : [trial, time] -> [trial, time] { softmax(x, over: time, mask: learned(x, to: [trial, time])) }"
			v.weights = map[string]string{"in.mask": "net.learned.value trial time"}
		case c.Params.Has("temperature"):
			v.text = fmt.Sprintf("softmax(over: class, temperature: %v)", c.Params["temperature"])
		}
		r := v.run(t, c)
		if c.Op == "hard_sigmoid_torch" {
			// The gradient of the reference holds 1/6 in single precision.
			r.compare(t, r.outputs()...)
			v.text = fmt.Sprintf("hard_sigmoid(slope: %.17g)", float32(1.0/6))
			r = v.run(t, c)
			r.compare(t, r.gradients(t, r.outputs()...)...)
			return
		}
		if !c.Has("out.log") {
			r.judge(t)
			return
		}
		// Both the softmax and its logarithm, of one input.
		l := layerVector{text: "log_softmax(over: class)", in: v.in}.run(t, c)
		r.check(t, "out.log", v.in, l.eval(t, l.net.Learning)[0])
		b := prim.On(l.net.Graph)
		both := b.Add(b.Mul(l.net.Learning, b.Const(stored(t, c.Array(t, "up.log"), v.in, l.net.Learning.Shape))),
			b.Mul(b.Exp(l.net.Learning), b.Const(stored(t, c.Array(t, "up.y"), v.in, l.net.Learning.Shape))))
		g := netkit.Gradients(l.net, b.Sum(both, both.Shape.Names()...), b.Num(1), l.net.Input)[0]
		r.check(t, "out.y", v.out, r.eval(t, r.net.Learning)[0])
		r.check(t, "grad.x", v.in, l.eval(t, g)[0])
	})
}
