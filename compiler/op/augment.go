package op

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

const chance = `chance: Real in 0..1 = 0.5`

const whileTraining = "While training only; predicting leaves trials as they are. "

// What changes trials at random while a network is trained. Each trial is drawn for by
// itself, so that a batch is partly changed.
var augmentRows = []Row{
	{
		Sig:   `noise(share: Real in 0..100 = 0.1, sd: uV = none, ` + chance + `) : [..r] u -> [..r] u`,
		Doc:   "Adds normal noise to trials.",
		Notes: whileTraining + "`share` is the noise's standard deviation as a share of the trial's own, over all its values; `sd` gives it in µV instead. Trials are changed with probability `chance`.",
		Try:   `train(std(over: time) |> dense(class), epochs: 2, augment: noise(0.2))`,
		Does:  Layer(augmenting(lowerNoise)), Random: true,
	},
	{
		Sig:   `time_shift(most: Extent = 50 ms, ` + chance + `) : [..r, time] u -> [..r, time] u`,
		Doc:   "Moves trials along time.",
		Notes: whileTraining + "By a whole number of samples, uniform between -most and most; zeros come in at the end that is left free.",
		Try:   `train(std(over: time) |> dense(class), epochs: 2, augment: time_shift(20 ms))`,
		Does:  Layer(augmenting(lowerTimeShift)), Random: true,
	},
	{
		Sig:   `crop(keep: Real in 0..1 = 0.9, ` + chance + `) : [..r, time] u -> [..r, time] u`,
		Doc:   "Keeps a random stretch of a trial.",
		Notes: whileTraining + "The stretch is `keep` of the trial long and begins anywhere it fits; the rest becomes zero, so that the length stays.",
		Try:   `train(std(over: time) |> dense(class), epochs: 2, augment: crop(0.8))`,
		Does:  Layer(augmenting(lowerCrop)), Random: true,
	},
	{
		Sig:   `channel_dropout(share: Real in 0..1 = 0.2, ` + chance + `) : [..r, channel] u -> [..r, channel] u`,
		Doc:   "Silences whole channels.",
		Notes: whileTraining + "Each channel of a chosen trial becomes zero with probability `share`; the others keep their amplitude, as when an electrode falls off.",
		Try:   `train(std(over: time) |> dense(class), epochs: 2, augment: channel_dropout)`,
		Does:  Layer(augmenting(lowerChannelDropout)), Random: true,
	},
	{
		Sig:   `sign_flip(` + chance + `) : [..r] u -> [..r] u`,
		Doc:   "Turns the sign of trials.",
		Notes: whileTraining + "All channels together: the same source with the reference turned round.",
		Try:   `train(std(over: time) |> dense(class), epochs: 2, augment: sign_flip)`,
		Does:  Layer(augmenting(lowerSignFlip)), Random: true,
	},
	{
		Sig: `ft_surrogate(most: Real in 0..1 = 1, channels in [together, apart] = together, ` + chance + `) : [..r, time] u -> [..r, time] u`,
		Doc: "Turns the phases of a trial's frequencies.",
		Notes: whileTraining + "Every frequency of the trial turns by an angle uniform between 0 and most full turns (Schwabedal et al. 2018), the same one for all channels, which keeps their " +
			"relations, or one for each (`apart`). Amplitudes stay; the mean and, at an even length, the highest frequency keep their phase.",
		Try:  `train(std(over: time) |> dense(class), epochs: 2, augment: ft_surrogate(0.5))`,
		Does: Layer(augmenting(lowerSurrogate)), Random: true,
	},
	{
		Sig: `mixup(alpha: Real in 0.01..100 = 0.2) : [..r] u -> [..r] u`,
		Doc: "Mixes each trial with another, and their targets alike.",
		Notes: whileTraining + "x = s x + (1 - s) x of the next trial of the batch, whose order is random; s is drawn for each trial from Beta(alpha, alpha) (Zhang et al. 2018), " +
			"to 1/1024 of its distribution. Without targets, as in pretrain, only trials are mixed.",
		Try:  `train(std(over: time) |> dense(class), epochs: 2, augment: mixup)`,
		Does: Layer(augmenting(lowerMixup)), Random: true,
	},
	{
		Sig: `recombine(parts: Int in 2..64 = 8, ` + chance + `) : [..r, time] u -> [..r, time] u`,
		Doc: "Puts trials together from stretches of trials of their class.",
		Notes: whileTraining + "Time is cut into parts; each part is taken from a trial of the same class that is drawn from the batch, at the same latency (Lotte 2015). " +
			"In pretrain, without classes, trials stay as they are.",
		Try:  `train(std(over: time) |> dense(class), epochs: 2, augment: recombine)`,
		Does: Layer(augmenting(lowerRecombine)), Random: true,
	},
}

// augmenting leaves trials alone when predicting.
func augmenting(f func(b *layer.Build, c Call, x *graph.Node) *graph.Node) Layer {
	return func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
		if !b.Training {
			return x
		}
		return b.Ordered(f(b, c, x), x.Shape)
	}
}

// trialsOf is the batch axis alone.
func trialsOf(x *graph.Node) graph.Shape { return x.Shape.Only(layer.Batch) }

// sometimes changes trials with the probability of the call.
func sometimes(b *layer.Build, c Call, x, changed *graph.Node) *graph.Node {
	p := c.Float("chance")
	if p >= 1 {
		return changed
	}
	return b.Select(b.Less(b.Uniform("chosen", trialsOf(x)), b.Num(p)), changed, x)
}

func lowerNoise(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	sd := b.Num(c.Float("share"))
	if n, ok := c.Num("sd"); ok {
		sd = b.Num(n.In("uV"))
	} else {
		rest := x.Shape.Without(layer.Batch).Names()
		centred := b.Sub(x, b.Mean(x, rest...))
		sd = b.Mul(sd, b.Sqrt(b.Mean(b.Square(centred), rest...)))
	}
	return sometimes(b, c, x, b.Add(x, b.Mul(b.Stop(sd), normal(b, "noise", x.Shape))))
}

// gathered takes x at the places along an axis that which gives for every item.
func gathered(b *layer.Build, x *graph.Node, axis string, which *graph.Node) *graph.Node {
	from := axis + ".from"
	return b.Ordered(b.Gather(b.Rename(x, axis, from), from, which), x.Shape)
}

func lowerTimeShift(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	n, _ := c.Num("most")
	most := b.Samples(n, "time")
	// Uniform over the whole numbers -most..most.
	by := b.Sub(b.Floor(b.Scale(b.Uniform("by", trialsOf(x)), float64(2*most+1))), b.Num(float64(most)))
	which := b.Sub(b.Expand(b.Iota("time", x.Shape.Of("time")), trialsOf(x).With(graph.Axis{Name: "time", Size: x.Shape.Of("time")})), by)
	return sometimes(b, c, x, gathered(b, x, "time", which))
}

func lowerCrop(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	n := x.Shape.Of("time")
	kept := int(math.Round(c.Float("keep") * float64(n)))
	first := b.Floor(b.Scale(b.Uniform("first", trialsOf(x)), float64(n-kept+1)))
	at := b.Iota("time", n)
	inside := b.Mul(b.Sub(b.Num(1), b.Less(at, first)), b.Less(at, b.Add(first, b.Num(float64(kept)))))
	return sometimes(b, c, x, b.Mul(x, inside))
}

func lowerChannelDropout(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	lost := b.Less(b.Uniform("lost", x.Shape.Only(layer.Batch, "channel")), b.Num(c.Float("share")))
	return sometimes(b, c, x, b.Mul(x, b.Sub(b.Num(1), lost)))
}

func lowerSignFlip(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	return sometimes(b, c, x, b.Neg(x))
}

func lowerSurrogate(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	n := x.Shape.Of("time")
	s := layer.Half(b, x, "time", "bin", n)
	drawn := trialsOf(x)
	if c.Choice("channels") == "apart" {
		drawn = x.Shape.Without("time")
	}
	fixed := make([]float64, n/2+1)
	for k := range fixed {
		if k > 0 && 2*k != n {
			fixed[k] = 2 * math.Pi * c.Float("most")
		}
	}
	angle := b.Mul(b.Uniform("phase", append(drawn, graph.Axis{Name: "bin", Size: n/2 + 1})), b.Vector("bin", fixed))
	turned := s.Times(b, layer.Spectrum{Re: b.Cos(angle), Im: b.Sin(angle)})
	return sometimes(b, c, x, layer.FromHalf(b, turned, "bin", "time", n))
}

// betaSteps is how finely mixup knows the distribution of its shares.
const betaSteps = 1024

func lowerMixup(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	n := x.Shape.Of(layer.Batch)
	if n < 2 {
		return x
	}
	alpha := c.Float("alpha")
	quantiles := make([]float64, betaSteps)
	for i := range quantiles {
		quantiles[i] = mathext.InvRegIncBeta(alpha, alpha, (float64(i)+0.5)/betaSteps)
	}
	step := b.Floor(b.Scale(b.Uniform("share", trialsOf(x)), betaSteps))
	share := b.Gather(b.Vector("step", quantiles), "step", step)
	mix := func(v *graph.Node) *graph.Node {
		next := b.Concat(layer.Batch, b.Slice(v, layer.Batch, 1, n-1, 1), b.Slice(v, layer.Batch, 0, 1, 1))
		return b.Ordered(b.Add(next, b.Mul(share, b.Sub(v, next))), v.Shape)
	}
	if b.Target != nil {
		b.Target = mix(b.Target)
	}
	return mix(x)
}

func lowerRecombine(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	if b.Target == nil {
		return x
	}
	n, length := x.Shape.Of(layer.Batch), x.Shape.Of("time")
	parts := min(c.Int("parts"), length)
	var classes []string
	var twins []string
	for _, a := range b.Target.Shape.Without(layer.Batch) {
		classes = append(classes, a.Name)
	}
	twins = append(twins, layer.Batch, "other")
	same := b.Less(b.Num(0.5), b.Build.Contract(b.Target, b.Rename(b.Target, twins...), classes...))
	draw := b.Uniform("other", graph.Shape{{Name: layer.Batch, Size: n}, {Name: "piece", Size: parts}, {Name: "other", Size: n}})
	// The highest draw among trials of the class; other classes are never chosen.
	which := b.ArgMax(b.Mul(same, b.Add(draw, b.Num(1))), "other")
	size := (length + parts - 1) / parts
	wide := b.Expand(which, append(b.Ordered(which, graph.Shape{{Name: layer.Batch, Size: n}, {Name: "piece", Size: parts}}).Shape, graph.Axis{Name: "time.tap", Size: size}))
	along := b.Slice(b.Merge(wide, []string{"piece", "time.tap"}, "time"), "time", 0, length, 1)
	from := layer.Batch + ".from"
	return sometimes(b, c, x, b.Ordered(b.Gather(b.Rename(x, layer.Batch, from), from, along), x.Shape))
}

// augments checks that a stage given to change trials does so at random and keeps
// their type.
func augments(c Call, param string) []diag.Problem {
	st := c.Stage(param)
	if st == nil {
		return nil
	}
	fine := st.Form == types.OpForm || st.Form == types.SeqForm
	for _, call := range st.Calls() {
		fine = fine && call.Op.Marks.Random && call.Op.Kind == types.Map
	}
	if fine {
		return nil
	}
	return []diag.Problem{diag.WrongType{
		At: c.ArgSpan(param), Param: param, Want: "stages that change trials at random", Got: st.Show(),
		Hint: "for example noise(0.1) |> time_shift(20 ms); what changes every trial alike stands in front of train",
	}}
}

// Retyped is a stage that keeps the type of what it is given, applied to an input.
func Retyped(st *types.Stage, in types.Type) *types.Stage {
	if st == nil {
		return nil
	}
	typed := *st
	typed.In, typed.Out = in, in
	typed.Parts = nil
	for _, p := range st.Parts {
		typed.Parts = append(typed.Parts, Retyped(p, in))
	}
	return &typed
}
