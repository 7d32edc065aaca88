package op

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Attention and positions.
var attentionRows = []Row{
	{
		Sig: `attention(over: Axis, mix: Axes, heads: Int in 1..1024 = 1, size: Int in 1..65536 = auto, causal: Bool = no, positions in [none, rotary, rotary_pairs, alibi] = none, bias: Bool = yes, ` +
			`context: Tensor = none, keep: Tensor = none, dropout: Real in 0..1 = 0, ` + initChoices + `) : [..r, over, mix] u -> [..r, over, mix]`,
		Doc: "Every place of an axis looks at every other, by several heads.",
		Notes: "Vaswani et al. 2017: softmax(q.k / sqrt(size)) v, and a map back to the axes `mix`. `size` is that of one head, by default the features divided by `heads`. " +
			"`causal` lets a place look at itself and earlier ones. `context` is looked at in place of the input (cross attention); it has the same axes, perhaps of other lengths. " +
			"`keep` tells what may be looked at (1) and what not (0); its axis is named with a prime, as in time'. " +
			"`rotary` turns pairs (i, i + size/2) by the place times 10000^(-2i/size) (Su et al. 2021; GPT-NeoX), `rotary_pairs` pairs (2i, 2i+1) (the paper); " +
			"`alibi` subtracts 2^(-8(h+1)/heads) times the distance (Press et al. 2022). `dropout` silences weights of attention.",
		Try:  `shape(attention(over: time, mix: feature, heads: 4), on: [time=64, feature=16]) == [time=64, feature=16]`,
		Does: Net(lowerAttention), Inspect: attentionFits,
	},
	{
		Sig:   `rotary(over: Axis, along: Axis, style in [halves, pairs] = halves, base: Real = 10000) : [..r, over, along] u -> [..r, over, along] u`,
		Doc:   "Turns pairs of features by angles that grow along an axis.",
		Notes: "Su et al. 2021: at place t pair i turns by t * base^(-2i/size). `halves` pairs feature i with i + size/2 (GPT-NeoX), `pairs` 2i with 2i+1 (the paper).",
		Try:   `shape(rotary(over: time, along: feature), on: [time=64, feature=16]) == [time=64, feature=16]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			return turned(b, x, c.Axes("over").Names()[0], c.Axes("along").Names()[0], c.Choice("style") == "pairs", c.Float("base"))
		}),
	},
	{
		Sig:   `positions(over: Axis, along: Axis, base: Real = 10000) : [..r, over, along] u -> [..r, over, along] u`,
		Doc:   "Adds sines and cosines that tell the places of an axis apart.",
		Notes: "Vaswani et al. 2017: feature 2i gets sin(t / base^(2i/size)), feature 2i+1 the cosine of the same. Learned positions are `x + learned(x, to: [time, feature], init: trunc_normal)`.",
		Try:   `shape(positions(over: time, along: feature), on: [time=64, feature=16]) == [time=64, feature=16]`,
		Does:  Layer(lowerPositions),
	},
}

func attentionFits(c Call, in types.Type) []diag.Problem {
	if p := reserved("head", "key")(c, in); p != nil {
		return p
	}
	if c.Bool("causal") && c.Has("context") {
		return []diag.Problem{diag.NoOrder{At: c.ArgSpan("causal"), Stage: "attention"}}
	}
	there := c.Axes("over").Names()[0] + "'"
	if keep, known := tensorGiven(c, "keep"); known && !keep.Open && !keep.Has(there) {
		return []diag.Problem{diag.MissingAxis{At: c.ArgSpan("keep"), Stage: "keep", Axis: there, Input: keep.String()}}
	}
	features, names := types.Known(1), c.Axes("mix").Names()
	for _, name := range names {
		a, there := axisOf(in, name)
		if !there {
			return nil
		}
		features = features.Times(a.Size)
	}
	n, known := features.Int()
	size, heads := c.Int("size"), int64(c.Int("heads"))
	if known && !c.Has("size") || c.Choice("size") == "auto" {
		if known && heads > 0 && n%heads != 0 {
			return []diag.Problem{diag.DoesNotSplit{At: c.ArgSpan("heads"), Axis: strings.Join(names, "*"), Size: features.String(), Into: fmt.Sprintf("%d heads", heads)}}
		}
		size = int(n / max(1, heads))
	}
	if p := c.Choice("positions"); (p == "rotary" || p == "rotary_pairs") && size%2 != 0 {
		return []diag.Problem{diag.DoesNotSplit{At: c.ArgSpan("positions"), Axis: "the size of a head", Size: fmt.Sprint(size), Into: "pairs that turn"}}
	}
	return nil
}

func lowerPositions(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	over, along := c.Axes("over").Names()[0], c.Axes("along").Names()[0]
	s := x.Shape.Only(over, along)
	s = graph.Shape{s[s.Index(over)], s[s.Index(along)]}
	table := graph.NewArray(s)
	n := s[1].Size
	for i := range table.Data {
		t, k := i/n, i%n
		angle := float64(t) / math.Pow(c.Float("base"), float64(k-k%2)/float64(n))
		if table.Data[i] = math.Sin(angle); k%2 == 1 {
			table.Data[i] = math.Cos(angle)
		}
	}
	return b.Add(x, b.Const(table))
}

// turned applies rotary positions: the two members of a pair are the items of a
// small axis, and the other member is that axis turned round.
func turned(b *layer.Build, x *graph.Node, over, along string, pairs bool, base float64) *graph.Node {
	n, steps := x.Shape.Of(along), x.Shape.Of(over)
	if n%2 != 0 {
		b.Fail("rotary positions need an even number of features, %s is %d", along, n)
	}
	member, pair := along+".member", along+".pair"
	split := graph.Shape{{Name: member, Size: 2}, {Name: pair, Size: n / 2}}
	if pairs {
		slices.Reverse(split)
	}
	angles := graph.Shape{{Name: over, Size: steps}, {Name: pair, Size: n / 2}}
	cosines, sines := graph.NewArray(angles), graph.NewArray(angles)
	for i := range cosines.Data {
		t, k := i/(n/2), i%(n/2)
		angle := float64(t) * math.Pow(base, -2*float64(k)/float64(n))
		cosines.Data[i], sines.Data[i] = math.Cos(angle), math.Sin(angle)
	}
	y := b.Split(x, along, split)
	other := b.Mul(b.Flip(y, member), b.Vector(member, []float64{-1, 1}))
	y = b.Add(b.Mul(y, b.Const(cosines)), b.Mul(other, b.Const(sines)))
	return b.Merge(y, split.Names(), along)
}

// AlibiSlopes of heads: 2^(-8(h+1)/heads).
func AlibiSlopes(heads int) []float64 {
	out := make([]float64, heads)
	for h := range out {
		out[h] = math.Exp2(-8 * float64(h+1) / float64(heads))
	}
	return out
}

// masked stands for minus infinity among scores: its exponential is zero, and where
// everything is masked no number is lost.
const masked = -1e30

// An attending is an attention layer being lowered.
type attending struct {
	b     *layer.Build
	c     Call
	over  string
	there string // the axis that is looked at
	mix   []string
	head  graph.Shape // [head, key]
}

func lowerAttention(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	a := attending{b: b, c: c, over: c.Axes("over").Names()[0], mix: c.Axes("mix").Names()}
	a.there = a.over + "'"
	heads, features := c.Int("heads"), x.Shape.Only(a.mix...).Count()
	size := c.Int("size")
	if size == 0 {
		if features%heads != 0 {
			b.Fail("%d features do not divide among %d heads; say the size of a head", features, heads)
		}
		size = features / heads
	}
	a.head = graph.Shape{{Name: "head", Size: heads}, {Name: "key", Size: size}}
	context := x
	if t := c.Term("context"); t != nil {
		context = b.Term(t)
	}
	q, k := a.project("query", x), a.project("key", context)
	if p := c.Choice("positions"); p == "rotary" || p == "rotary_pairs" {
		q = turned(b, q, a.over, "key", p == "rotary_pairs", 10000)
		k = turned(b, k, a.over, "key", p == "rotary_pairs", 10000)
	}
	k = b.Rename(k, a.over, a.there)
	v := b.Rename(a.project("value", context), a.over, a.there)
	w := a.weights(b.Scale(b.Build.Contract(q, k, "key"), 1/math.Sqrt(float64(size))))
	b.Watch("weights", w)
	if p := c.Float("dropout"); p > 0 && b.Training {
		keep := b.Sub(b.Num(1), b.Less(b.Uniform("mask", w.Shape), b.Num(p)))
		w = b.Mul(w, b.Scale(keep, 1/(1-p)))
	}
	to := x.Shape.Only(a.mix...)
	return b.Ordered(a.learned("output", b.Build.Contract(w, v, a.there), a.head.Names(), to), x.Shape)
}

func (a attending) project(name string, x *graph.Node) *graph.Node {
	return a.learned(name, x, a.mix, a.head)
}

// learned is a linear map with a bias.
func (a attending) learned(name string, x *graph.Node, mix []string, to graph.Shape) *graph.Node {
	b, c := a.b, a.c
	begin := layer.Init{Rule: c.Choice("init"), Rows: to.Names()}
	begin.FanIn, begin.FanOut = layer.Fans(x.Shape, nil, mix, to)
	y := b.Contract(x, b.Weight(name, layer.KernelShape(x.Shape, nil, mix, nil, to), begin).Node, nil, mix, to)
	if c.Bool("bias") {
		y = b.Add(y, b.Weight(name+"_bias", to, layer.Zeros).Node)
	}
	return y
}

// weights of attention from scores.
func (a attending) weights(scores *graph.Node) *graph.Node {
	b, c := a.b, a.c
	here, there := b.Iota(a.over, scores.Shape.Of(a.over)), b.Iota(a.there, scores.Shape.Of(a.there))
	if c.Choice("positions") == "alibi" {
		slopes := b.Vector("head", AlibiSlopes(scores.Shape.Of("head")))
		scores = b.Sub(scores, b.Mul(slopes, b.Abs(b.Sub(here, there))))
	}
	if c.Bool("causal") {
		scores = b.Select(b.Less(here, there), b.Num(masked), scores)
	}
	if t := c.Term("keep"); t != nil {
		scores = b.Select(b.Term(t), scores, b.Num(masked))
	}
	e := b.Exp(b.Sub(scores, b.Stop(b.Highest(scores, a.there))))
	return b.Div(e, b.Sum(e, a.there))
}
