package goldens

import (
	"fmt"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
)

// stage lowers a stage written as text on a node; time has the given rate in Hz.
func (g *goldenGraph) stage(expr string, x *graph.Node, rate float64) *graph.Node {
	g.t.Helper()
	st := netkit.Typed(g.t, "let net = "+expr+"\n", "net", x.Shape.Without(layer.Batch), rate)
	out, err := lower.Stage(g.Build, st, x)
	if err != nil {
		g.t.Fatalf("%s: %v", expr, err)
	}
	return out
}

// give sets the weights of a layer to those of the case. axes gives the names of the
// case's axes in the layer, in turn.
func (g *goldenGraph) give(axes ...string) {
	g.t.Helper()
	rename := map[string]string{}
	for i := 0; i+1 < len(axes); i += 2 {
		rename[axes[i]] = axes[i+1]
	}
	for _, w := range g.Weights {
		name := w.Path[strings.LastIndex(w.Path, ".")+1:]
		a := g.c.Array(g.t, "w."+name)
		s := graph.Shape{}
		for i, axis := range a.Axes {
			if to, ok := rename[axis]; ok {
				axis = to
			}
			s = append(s, graph.Axis{Name: axis, Size: a.Shape[i]})
		}
		g.env[w.Node] = graph.Array{Shape: s, Data: a.Data}
		g.in[name] = w.Node
	}
}

func (g *goldenGraph) part(x *graph.Node, i int) *graph.Node { return g.Item(x, "complex", i) }

// watched is a value inside of a layer.
func (g *goldenGraph) watched(name string) *graph.Node {
	g.t.Helper()
	for _, w := range g.Watched {
		if strings.HasSuffix(w.Path, "."+name) {
			return w.Node
		}
	}
	g.t.Fatalf("nothing is called %s", name)
	return nil
}

// flat takes an axis of one item away, which the layer does not know.
func (g *goldenGraph) flat(name, axis string) *graph.Node { return g.Sum(g.input(name), axis) }

type outputs = map[string]*graph.Node

var spectralCases = map[string]func(g *goldenGraph) outputs{
	"rfft": func(g *goldenGraph) outputs {
		args := ""
		if p := g.c.Params; p.Has("n") {
			args += fmt.Sprintf(", length: %d", p.Int(g.t, "n"))
		}
		if g.c.Params.Is("norm", "ortho") {
			args += ", scale: ortho"
		}
		y := g.stage("rfft(over: time"+args+")", g.input("in.x"), 0)
		return outputs{"re": g.part(y, 0), "im": g.part(y, 1)}
	},
	"rfft_magnitude": func(g *goldenGraph) outputs {
		x := g.input("in.x")
		return outputs{
			"mag":   g.stage("rfft(over: time) |> magnitude", x, 0),
			"power": g.stage("rfft(over: time) |> magnitude(square: yes)", x, 0),
		}
	},
	"irfft": func(g *goldenGraph) outputs {
		x := g.Concat("complex", g.input("in.re"), g.input("in.im"))
		return outputs{"y": g.stage(g.fill("irfft(over: freq, to: time={n})"), x, 0)}
	},
	"fft": func(g *goldenGraph) outputs {
		y := g.stage("fft(over: time, to: freq)", g.Concat("complex", g.input("in.re"), g.input("in.im")), 0)
		return outputs{"re": g.part(y, 0), "im": g.part(y, 1)}
	},
	"ifft": func(g *goldenGraph) outputs {
		y := g.stage("fft(over: freq, to: time, inverse: yes)", g.Concat("complex", g.input("in.re"), g.input("in.im")), 0)
		return outputs{"re": g.part(y, 0), "im": g.part(y, 1)}
	},
	"stft": func(g *goldenGraph) outputs {
		centre := map[bool]string{true: "yes", false: "no"}[g.c.Params.Bool(g.t, "center")]
		text := g.fill("stft(over: time, window: {win_length}, hop: {hop}, length: {n_fft}, taper: " + g.c.Params.Text(g.t, "window") + ", centre: " + centre + ")")
		y := g.stage(text, g.input("in.x"), 0)
		y = g.Rename(y, "time", "frame")
		power := g.stage("magnitude(square: yes)", y, 0)
		return outputs{"re": g.part(y, 0), "im": g.part(y, 1), "power": power, "window": g.watched("window")}
	},
	"overlap_add": func(g *goldenGraph) outputs {
		return outputs{"y": g.stage(g.fill("overlap_add(over: time, tap: feature, hop: {hop})"), g.input("in.frames", "frame", "time", "tap", "feature"), 0)}
	},
	"analytic_signal": func(g *goldenGraph) outputs {
		x := g.input("in.x")
		y := g.stage("analytic_signal(over: time)", x, 0)
		return outputs{"im": g.part(y, 1), "envelope": g.stage("envelope(over: time)", x, 0)}
	},
	"fourier_mixing": func(g *goldenGraph) outputs {
		return outputs{"y": g.stage("fourier_mixing(over: [time, feature])", g.input("in.x"), 0)}
	},
	"dwt": func(g *goldenGraph) outputs {
		y := g.stage("dwt(over: time)", g.input("in.x"), 0)
		return outputs{"approx": g.Item(y, "band", 0), "detail": g.Item(y, "band", 1)}
	},
	"log_band_power": func(g *goldenGraph) outputs {
		var bands []string
		for _, b := range g.c.Params["bins"].([]any) {
			edge := b.([]any)
			bands = append(bands, fmt.Sprintf("%g..%g Hz", edge[0], edge[1]))
		}
		x := g.input("in.x")
		// At as many hertz as there are samples, bin k lies at k Hz.
		text := fmt.Sprintf("log_band_power(over: time, bands: [%s], epsilon: %g)", strings.Join(bands, ", "), g.c.Params.Float(g.t, "eps"))
		return outputs{"y": g.stage(text, x, float64(x.Shape.Of("time")))}
	},
	"circular_conv": func(g *goldenGraph) outputs { return g.long("circular_conv") },
	"long_conv":     func(g *goldenGraph) outputs { return g.long("long_conv") },
	"global_filter": func(g *goldenGraph) outputs {
		y := g.stage("global_filter(over: time, per: filter)", g.input("in.x"), 0)
		g.give("freq", "time.bin")
		return outputs{"y": y}
	},
	"spectral_conv": func(g *goldenGraph) outputs {
		x := g.input("in.x", "in_filter", "filter")
		to := g.c.Array(g.t, "w.re").Size("out_filter")
		y := g.stage(fmt.Sprintf("spectral_conv(over: time, mix: filter, to: feature=%d, modes: %d)", to, g.c.Params.Int(g.t, "modes")), x, 0)
		g.give("in_filter", "filter.in", "out_filter", "feature", "mode", "time.bin")
		g.alias = map[string]string{"filter": "in_filter", "filter.in": "in_filter", "feature": "out_filter", "time.bin": "mode"}
		return outputs{"y": y}
	},
	"sinc_conv": func(g *goldenGraph) outputs {
		text := g.fill("sinc(over: time, kernel: {taps}, to: filter=4, low: {min_low} Hz, width: {min_band} Hz)")
		y := g.stage(text, g.flat("in.x", "chan"), g.c.Params.Float(g.t, "fs"))
		g.give()
		g.alias = map[string]string{"time.tap": "tap"}
		return outputs{"y": y, "kernel": g.watched("kernel"), "f1": g.watched("f1"), "f2": g.watched("f2")}
	},
	"gabor_conv": func(g *goldenGraph) outputs {
		y := g.stage(g.fill("gabor(over: time, kernel: {taps}, to: filter=3, pad: valid)"), g.flat("in.x", "chan"), g.c.Params.Float(g.t, "fs"))
		g.give()
		g.alias = map[string]string{"time.tap": "tap"}
		return outputs{"y": y, "kernel": g.watched("kernel")}
	},
	"morlet_conv": func(g *goldenGraph) outputs {
		text := g.fill("morlet(over: time, kernel: {taps}, to: filter=3, scale: " + g.c.Params.Text(g.t, "normalisation") + ")")
		y := g.stage(text, g.input("in.x"), g.c.Params.Float(g.t, "fs"))
		g.give()
		g.alias = map[string]string{"time.tap": "tap"}
		return outputs{
			"re": g.part(y, 0), "im": g.part(y, 1), "power": g.stage("magnitude(square: yes)", y, 0),
			"kernel_re": g.watched("kernel_re"), "kernel_im": g.watched("kernel_im"),
		}
	},
}

func (g *goldenGraph) long(name string) outputs {
	y := g.stage(name+"(over: time, per: filter)", g.input("in.x"), 0)
	g.give("time", "time.tap")
	g.alias = map[string]string{"time.tap": "time"}
	return outputs{"y": y}
}

func spectra(t *testing.T, m Machine) {
	m.each(t, "spec", func(t *testing.T, c *vector) {
		build, ok := spectralCases[c.Op]
		if !ok {
			t.Fatalf("nothing computes %s", c.Op)
		}
		g := onCase(t, c)
		g.check(build(g))
	})
}
