package goldens

import (
	"fmt"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/op"
)

// The losses that a case needs, by its operator.
var lossCases = map[string]func(g *goldenGraph) map[string]*graph.Node{
	"cross_entropy": goldenCrossEntropy,
	"nll": func(g *goldenGraph) map[string]*graph.Node {
		x := g.input("in.logp")
		return only("loss", g.loss("cross_entropy(from: log)", x, g.hot("in.labels", x.Shape.Of("class"))))
	},
	"cross_entropy_prob": func(g *goldenGraph) map[string]*graph.Node {
		x := g.input("in.prob")
		return only("loss", g.loss("cross_entropy(from: probabilities)", x, g.hot("in.labels", x.Shape.Of("class"))))
	},
	"bce": func(g *goldenGraph) map[string]*graph.Node {
		return only("loss", g.loss("bce(from: probabilities)", g.input("in.prob"), g.input("in.target")))
	},
	"bce_with_logits": func(g *goldenGraph) map[string]*graph.Node {
		args := ""
		if g.c.Has("w.pos_weight") {
			args = "positive: " + list(g.c.Array(g.t, "w.pos_weight").Data) + ", "
		}
		return g.reduced("bce("+args+"%s)", g.input("in.logits"), g.input("in.target"), "batch", "class")
	},
	"focal_binary": func(g *goldenGraph) map[string]*graph.Node {
		args := ""
		if g.c.Params.Has("alpha") {
			args = fmt.Sprintf(", alpha: %g", g.c.Params.Float(g.t, "alpha"))
		}
		return only("loss", g.loss(fmt.Sprintf("focal_loss(gamma: %g, binary: yes%s)", g.c.Params.Float(g.t, "gamma"), args), g.input("in.logits"), g.input("in.target")))
	},
	"focal_multiclass": func(g *goldenGraph) map[string]*graph.Node {
		x := g.input("in.logits")
		return only("loss", g.loss(fmt.Sprintf("focal_loss(gamma: %g)", g.c.Params.Float(g.t, "gamma")), x, g.hot("in.labels", x.Shape.Of("class"))))
	},
	"hinge_multiclass": func(g *goldenGraph) map[string]*graph.Node {
		x := g.input("in.logits")
		return only("loss", g.loss(fmt.Sprintf("hinge(margin: %g)", g.c.Params.Float(g.t, "margin")), x, g.hot("in.labels", x.Shape.Of("class"))))
	},
	"mse":       values("mse(%s)"),
	"mae":       values("mae(%s)"),
	"huber":     values("huber(delta: {delta}, %s)"),
	"smooth_l1": values("smooth_l1(beta: {beta}, %s)"),
	"log_cosh":  values("log_cosh(%s)"),
	"quantile":  values("pinball(q: {q}, %s)"),
	"poisson_nll": func(g *goldenGraph) map[string]*graph.Node {
		return only("loss", g.loss("poisson_nll", g.input("in.log_rate"), g.input("in.count")))
	},
	"gaussian_nll": func(g *goldenGraph) map[string]*graph.Node {
		score := g.Concat("moment", g.input("in.mu"), g.input("in.var"))
		return only("loss", g.loss("gaussian_nll(log: no)", score, g.input("in.target")))
	},
	"kl_div": func(g *goldenGraph) map[string]*graph.Node {
		how := map[string]string{"batchmean": "trials", "mean": "items", "sum": "sum"}[g.c.Params.Text(g.t, "reduction")]
		return only("loss", g.loss("kl_divergence(from: log, reduce: "+how+")", g.input("in.log_q"), g.input("in.p")))
	},
	"js_divergence": pair("js_divergence(target: logits)", "in.a", "in.b"),
	"distillation":  pair("distillation(temperature: {temperature})", "in.student", "in.teacher"),
	"pearson_loss":  pair("pearson_loss(over: time)", "in.x", "in.target"),
	"cdf_squared":   pair("cdf_distance", "in.p", "in.q"),
	"cosine_similarity": func(g *goldenGraph) map[string]*graph.Node {
		y := g.each("cosine_distance", g.input("in.a"), g.input("in.b"), "batch")
		return only("y", g.Sub(g.Num(1), y))
	},
	"info_nce":         pair("info_nce(temperature: {temperature})", "in.a", "in.b"),
	"nt_xent":          pair("nt_xent(temperature: {temperature})", "in.a", "in.b"),
	"barlow_twins":     pair("barlow_twins(lambda: {lam})", "in.a", "in.b"),
	"vicreg":           pair("vicreg(similar: {sim}, spread: {std}, apart: {cov})", "in.a", "in.b"),
	"clip_loss":        goldenClip,
	"triplet":          goldenTriplet,
	"contrastive":      views("contrastive_pairs(margin: {margin})", "in.same"),
	"cosine_embedding": views("cosine_pairs(margin: {margin})", "in.target"),
	"supcon": func(g *goldenGraph) map[string]*graph.Node {
		return only("loss", g.loss(g.fill("supcon(temperature: {temperature})"), g.input("in.x"), g.hot("in.labels", 8)))
	},
	"coral": func(g *goldenGraph) map[string]*graph.Node {
		return only("loss", g.loss("coral", g.input("in.x", "sample", "batch"), g.input("in.y", "sample2", "batch")))
	},
	"mmd": func(g *goldenGraph) map[string]*graph.Node {
		widths := list(g.c.Params.Floats(g.t, "sigmas"))
		return only("loss", g.loss("mmd(widths: "+widths+")", g.input("in.x", "sample", "batch"), g.input("in.y", "sample2", "batch")))
	},
	"wasserstein_1d": goldenWasserstein,
	"ctc":            goldenCTC,
	"kl_gaussian": func(g *goldenGraph) map[string]*graph.Node {
		return only("kl", layer.GaussianDivergence(g.Build, g.input("in.mu1"), g.input("in.logvar1"), g.input("in.mu2"), g.input("in.logvar2"), "latent"))
	},
	"vae_elbo": goldenBound,
	"vae_reconstruction": func(g *goldenGraph) map[string]*graph.Node {
		return only("loss", g.loss("reconstruction(bernoulli)", g.input("in.logits"), g.input("in.x")))
	},
	"reg_l1":                     penalty(func(g *goldenGraph, k *graph.Node) *graph.Node { return layer.L1(g.Build, k) }),
	"reg_l2":                     penalty(func(g *goldenGraph, k *graph.Node) *graph.Node { return layer.L2(g.Build, k) }),
	"reg_group_lasso":            penalty(func(g *goldenGraph, k *graph.Node) *graph.Node { return layer.GroupLasso(g.Build, k, "out") }),
	"reg_orthogonal":             penalty(func(g *goldenGraph, k *graph.Node) *graph.Node { return layer.Orthogonality(g.Build, k, "out") }),
	"reg_l1_l2":                  goldenElastic,
	"reg_tv":                     goldenVariation,
	"reg_entropy":                goldenEntropy,
	"constraint":                 goldenLimit,
	"max_norm_parametrised_conv": goldenRenormedConv,
}

func losses(t *testing.T, m Machine) {
	m.each(t, "loss", func(t *testing.T, c *vector) {
		build, ok := lossCases[c.Op]
		if !ok {
			t.Fatalf("nothing computes %s", c.Op)
		}
		g := onCase(t, c)
		g.check(build(g))
	})
}

func only(name string, n *graph.Node) map[string]*graph.Node {
	return map[string]*graph.Node{name: n}
}

// fill puts numbers of the case's params into {name}.
func (g *goldenGraph) fill(text string) string {
	for {
		before, rest, found := strings.Cut(text, "{")
		if !found {
			return text
		}
		name, after, _ := strings.Cut(rest, "}")
		text = fmt.Sprintf("%s%g%s", before, g.c.Params.Float(g.t, name), after)
	}
}

// reduced writes the reduction of the case into a loss, or takes it item by item.
func (g *goldenGraph) reduced(text string, score, target *graph.Node, each ...string) map[string]*graph.Node {
	how := g.c.Params.Text(g.t, "reduction")
	if how == "none" {
		return only("loss", g.each(fmt.Sprintf(text, "reduce: sum"), score, target, each...))
	}
	return only("loss", g.loss(fmt.Sprintf(text, "reduce: "+how), score, target))
}

func values(text string) func(g *goldenGraph) map[string]*graph.Node {
	return func(g *goldenGraph) map[string]*graph.Node {
		return g.reduced(g.fill(text), g.input("in.x"), g.input("in.target"), "batch", "feature")
	}
}

func pair(text, x, y string) func(g *goldenGraph) map[string]*graph.Node {
	return func(g *goldenGraph) map[string]*graph.Node {
		return only("loss", g.loss(g.fill(text), g.input(x), g.input(y)))
	}
}

func views(text, target string) func(g *goldenGraph) map[string]*graph.Node {
	return func(g *goldenGraph) map[string]*graph.Node {
		score := g.Concat("view", g.input("in.a"), g.input("in.b"))
		return only("loss", g.loss(g.fill(text), score, g.input(target)))
	}
}

func goldenCrossEntropy(g *goldenGraph) map[string]*graph.Node {
	x, p := g.input("in.logits"), g.c.Params
	var target *graph.Node
	if g.c.Has("in.target") {
		target = g.input("in.target")
	} else {
		target = g.hot("in.labels", x.Shape.Of("class"))
	}
	args := ""
	if p.Has("label_smoothing") {
		args += fmt.Sprintf("smoothing: %g, ", p.Float(g.t, "label_smoothing"))
	}
	if g.c.Has("w.class_weight") {
		args += "weights: " + list(g.c.Array(g.t, "w.class_weight").Data) + ", "
	}
	if p.Is("convention", "keras") {
		args += "divide: trials, "
	}
	return g.reduced("cross_entropy("+args+"%s)", x, target, "batch")
}

func goldenClip(g *goldenGraph) map[string]*graph.Node {
	a, b, scale := g.input("in.a"), g.input("in.b"), g.input("w.log_scale")
	loss := g.loss("clip_loss", a, b)
	// The learned scale is a weight of the loss; it takes the value of the case.
	w := g.Weights[0]
	g.env[w.Node] = g.env[scale]
	g.in["log_scale"] = w.Node
	return map[string]*graph.Node{"loss": loss, "logits": op.Similarity(g.Build, a, b, g.Exp(w.Node))}
}

func goldenTriplet(g *goldenGraph) map[string]*graph.Node {
	swap := "no"
	if g.c.Params.Bool(g.t, "swap") {
		swap = "yes"
	}
	score := g.Concat("view", g.input("in.anchor"), g.input("in.positive"), g.input("in.negative"))
	return only("loss", g.loss(g.fill("triplet(margin: {margin}, power: {p}, swap: "+swap+")"), score, score))
}

func goldenWasserstein(g *goldenGraph) map[string]*graph.Node {
	x, y := g.input("in.x"), g.input("in.y", "sample2", "sample")
	if g.c.Has("in.wx") {
		wx, wy := g.input("in.wx"), g.input("in.wy", "sample2", "sample")
		return only("cost", layer.Wasserstein(g.Build, x, y, wx, wy, "sample", 1))
	}
	text := g.fill("wasserstein(over: sample, power: {p})")
	if x.Shape.Has("batch") {
		return only("cost", g.each(text, x, y, "batch"))
	}
	return only("cost", g.loss(text, x, y))
}

func goldenCTC(g *goldenGraph) map[string]*graph.Node {
	x, labels := g.input("in.logits"), g.input("in.targets")
	used, lengths := g.input("in.input_lengths"), g.input("in.target_lengths")
	l := layer.Labelling{Over: "time", Position: "position", Class: "class", Blank: g.c.Params.Int(g.t, "blank")}
	each := layer.CTC(g.Build, l, x, labels, lengths, used)
	if how := g.c.Params.Text(g.t, "reduction"); how != "none" {
		return only("loss", op.CTCReduced(g.Build, how, each, lengths))
	}
	return only("loss", each)
}

func goldenBound(g *goldenGraph) map[string]*graph.Node {
	x, mu, logvar, eps, dec := g.input("in.x"), g.input("in.mu"), g.input("in.logvar"), g.input("in.eps"), g.input("w.dec")
	z := layer.Sample(g.Build, mu, logvar, eps)
	rec := g.loss("reconstruction", g.Build.Build.Contract(z, dec, "latent"), x)
	kl := g.Mean(layer.GaussianDivergence(g.Build, mu, logvar, nil, nil, "latent"), "batch")
	return map[string]*graph.Node{"loss": g.Add(rec, g.Scale(kl, g.c.Params.Float(g.t, "beta"))), "reconstruction": rec, "kl": kl, "z": z}
}

func penalty(f func(g *goldenGraph, k *graph.Node) *graph.Node) func(g *goldenGraph) map[string]*graph.Node {
	return func(g *goldenGraph) map[string]*graph.Node {
		return only("penalty", g.Scale(f(g, g.input("w.k")), g.c.Params.Float(g.t, "coef")))
	}
}

func goldenElastic(g *goldenGraph) map[string]*graph.Node {
	k, p := g.input("w.k"), g.c.Params
	return only("penalty", g.Add(g.Scale(layer.L1(g.Build, k), p.Float(g.t, "l1")), g.Scale(layer.L2(g.Build, k), p.Float(g.t, "l2"))))
}

func goldenVariation(g *goldenGraph) map[string]*graph.Node {
	return only("penalty", g.Scale(layer.TotalVariation(g.Build, g.input("in.x"), g.c.Params.Text(g.t, "axis")), g.c.Params.Float(g.t, "coef")))
}

func goldenEntropy(g *goldenGraph) map[string]*graph.Node {
	return only("penalty", g.Scale(layer.Entropy(g.Build, g.input("in.logits"), "class"), g.c.Params.Float(g.t, "coef")))
}

func goldenLimit(g *goldenGraph) map[string]*graph.Node {
	p := g.c.Params
	l := &layer.Limit{Rule: map[string]string{"max_norm": "max", "unit_norm": "unit", "min_max_norm": "range", "non_neg": "positive"}[p.Text(g.t, "kind")]}
	if p.Is("convention", "torch renorm") {
		l.Rule = "renorm"
	}
	for name, to := range map[string]*float64{"min": &l.Least, "max": &l.Most, "rate": &l.Rate} {
		if p.Has(name) {
			*to = p.Float(g.t, name)
		}
	}
	if p.Has("axes") {
		l.Over = p.Texts(g.t, "axes")
	}
	return only("k", layer.Bounded(g.Build, &layer.Weight{Limit: l}, g.input("w.k")))
}

func goldenRenormedConv(g *goldenGraph) map[string]*graph.Node {
	x, k := g.input("in.x"), g.input("w.kernel")
	bounded := layer.Renormed(g.Build, k, g.c.Params.Float(g.t, "max"), []string{"in_filter", "tap_chan", "tap_time"})
	// The kernel is as high as there are electrodes and one sample wide; output filter
	// o reads input filter o / (out / in).
	filters := x.Shape.Of("filter")
	kernel := g.Split(g.Sum(bounded, "in_filter", "tap_time"), "out_filter", graph.Shape{{Name: "filter", Size: filters}, {Name: "more", Size: k.Shape.Of("out_filter") / filters}})
	y := g.Build.Build.Contract(x, g.Rename(kernel, "tap_chan", "chan"), "chan")
	return only("y", g.Merge(g.Ordered(y, graph.Shape{{Name: "batch", Size: x.Shape.Of("batch")}, kernel.Shape[0], kernel.Shape[1], {Name: "time", Size: x.Shape.Of("time")}}), []string{"filter", "more"}, "out_filter"))
}
