package op

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// What names, joins and cuts axes.
var axisRows = []Row{
	{Sig: `rename(axes: Renames) : [..r] u -> [..r] u`, Doc: "Gives an axis another name.", Try: `shape(rename(feature=filter), on: [filter=8, time=64]) == [feature=8, time=64]`, Does: Layer(lowerRename), Result: renamed},
	{
		Sig: `merge(axes: Axes, to: NewAxis) : [..r, axes] u -> [..r, to] u`,
		Doc: "Makes one axis of several.", Notes: "In the order written, the last axis fastest.",
		Try: `shape(merge([channel, freq], to: feature), on: [channel=22, freq=3, time=256]) == [feature=66, time=256]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			return b.Merge(x, c.Axes("axes").Names(), c.Axes("to").Names()[0])
		}),
		Result: mergeResult,
	},
	{
		Sig: `split(axis: Axis, to: NewAxes) : [..r, axis] u -> [..r, to] u`,
		Doc: "Makes several axes of one.", Notes: "In the order written, the last axis fastest. One of them may be left without a size.",
		Try:  `shape(split(channel, to: [component=2, feature]), on: [channel=22, time=256]) == [component=2, feature=11, time=256]`,
		Does: Layer(lowerSplit), Result: splitResult,
	},
	{
		Sig: `slice(over: Axis, from: Extent = 0, size: Extent = none, step: Int in 1..1000000 = 1) : [..r, over] u -> [..r, over] u`,
		Doc: "Keeps a part of an axis.", Notes: "`size` items from `from` on, or all that follow; a negative `from` counts from the end. `step: 2` keeps every second one.",
		Try:  `shape(slice(over: time, from: -10, step: 2), on: [channel=22, time=256]) == [channel=22, time=5]`,
		Does: Layer(lowerSlice), Result: sliceResult,
	},
	{
		Sig: `item(over: Axis, at: Int) : [..r, over] u -> [..r] u`,
		Doc: "One item of an axis, which goes away.", Notes: "A negative place counts from the end.",
		Try: `shape(item(over: time, at: -1), on: [channel=22, time=256]) == [channel=22]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			over := c.Axes("over").Names()[0]
			at := c.Int("at")
			if at < 0 {
				at += x.Shape.Of(over)
			}
			return b.Item(x, over, at)
		}),
		Inspect: itemInside,
	},
	{
		Sig: `shift(over: Axis, by: Int) : [..r, over] u -> [..r, over] u`,
		Doc: "Moves values along an axis; zeros enter.", Notes: "A positive number moves them to later places.",
		Try:  `shape(shift(over: time, by: 3), on: [channel=22, time=256]) == [channel=22, time=256]`,
		Does: Layer(lowerShift),
	},
	{
		Sig: `flip(over: Axis) : [..r, over] u -> [..r, over] u`, Doc: "Turns an axis round.",
		Try:  `shape(flip(over: time), on: [filter=8, time=64]) == [filter=8, time=64]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node { return b.Flip(x, c.Axes("over").Names()[0]) }),
	},
}

func lowerRename(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	var pairs []string
	names := c.Record("axes")
	for i, to := range names.Keys {
		pairs = append(pairs, types.Show(names.Values[i]), to)
	}
	return b.Rename(x, pairs...)
}

func renamed(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	if !ok {
		return out, nil
	}
	to := types.Tensor{Open: of.Open, Unit: of.Unit}
	names := c.Record("axes")
	for _, a := range of.Axes {
		for i, key := range names.Keys {
			if types.Show(names.Values[i]) == a.Name {
				a.Name = key
			}
		}
		to.Axes = append(to.Axes, a)
	}
	return types.Rewrap(in, to), nil
}

func mergeResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	res, ok2 := types.Inner(out)
	to := c.Axes("to").Names()
	if !ok || !ok2 || len(to) != 1 {
		return out, nil
	}
	size := types.Known(1)
	for _, name := range c.Axes("axes").Names() {
		a, there := of.Axis(name)
		if !there {
			a.Size = types.OpenSize()
		}
		size = size.Times(a.Size)
	}
	return types.Rewrap(out, res.With(types.Axis{Name: to[0], Size: size})), nil
}

// splitSizes fills in the one size that was left out; ok is false when the sizes
// do not multiply to n.
func splitSizes(to types.Axes, n int64) (sizes []int64, ok bool) {
	missing, product := -1, int64(1)
	for i, a := range to {
		k, known := a.Size.Int()
		if !a.Sized || !known {
			if missing >= 0 {
				return nil, false
			}
			missing, k = i, 1
		}
		if k < 1 {
			return nil, false
		}
		sizes, product = append(sizes, k), product*k
	}
	if missing >= 0 && n%product == 0 {
		sizes[missing], product = n/product, n
	}
	return sizes, product == n
}

func lowerSplit(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	axis := c.Axes("axis").Names()[0]
	sizes, ok := splitSizes(c.Axes("to"), int64(x.Shape.Of(axis)))
	if !ok {
		b.Fail("%s=%d does not split into %s", axis, x.Shape.Of(axis), types.Show(c.Axes("to")))
	}
	to := graph.Shape{}
	for i, name := range c.Axes("to").Names() {
		to = append(to, graph.Axis{Name: name, Size: int(sizes[i])})
	}
	return b.Split(x, axis, to)
}

func splitResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	res, ok2 := types.Inner(out)
	name := c.Axes("axis").Names()
	if !ok || !ok2 || len(name) != 1 {
		return out, nil
	}
	axis, _ := of.Axis(name[0])
	n, known := axis.Size.Int()
	for _, a := range c.Axes("to") { // sizes may be parameters of a block
		if _, k := a.Size.Int(); a.Sized && !k {
			known = false
		}
	}
	var sizes []int64
	if known {
		if sizes, ok = splitSizes(c.Axes("to"), n); !ok {
			return out, diag.DoesNotSplit{At: c.ArgSpan("to"), Axis: axis.Name, Size: axis.Size.String(), Into: types.Show(c.Axes("to"))}
		}
	}
	for i, a := range c.Axes("to") {
		size := a.Size
		switch {
		case known:
			size = types.Known(sizes[i])
		case !a.Sized:
			size = types.OpenSize()
		}
		res = res.With(types.Axis{Name: a.Name, Size: size})
	}
	return types.Rewrap(out, res), nil
}

// slicePart is what slice keeps of an axis of a length: ok is false when it does not
// lie within.
func slicePart(c Call, rate float64, length int) (from, size int, ok bool) {
	from, known := c.Samples("from", rate)
	if !known {
		return 0, 0, false
	}
	if from < 0 {
		from += length
	}
	step := max(1, c.Int("step"))
	size = (length - from + step - 1) / step
	if c.Has("size") {
		if size, known = c.Samples("size", rate); !known {
			return 0, 0, false
		}
	}
	return from, size, from >= 0 && size >= 1 && from+(size-1)*step < length
}

func lowerSlice(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	over := c.Axes("over").Names()[0]
	from, size, ok := slicePart(c, b.Rate(over), x.Shape.Of(over))
	if !ok {
		b.Fail("the part does not lie within %s=%d", over, x.Shape.Of(over))
	}
	return b.Slice(x, over, from, size, c.Int("step"))
}

func sliceResult(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	over := c.Axes("over").Names()
	if !ok || len(over) != 1 {
		return out, nil
	}
	axis, _ := of.Axis(over[0])
	length, known := axis.Size.Int()
	if !known {
		axis.Size = types.OpenSize()
		return types.Rewrap(in, of.With(axis)), nil
	}
	from, size, ok := slicePart(c, axis.Rate, int(length))
	if !ok {
		return out, diag.OutsideAxis{At: c.ArgSpan("from"), Stage: "slice", Axis: axis.Name, Size: int(length), Wanted: partWords(c)}
	}
	if axis.Rate > 0 {
		axis.Start += float64(from) / axis.Rate
		axis.Rate /= float64(max(1, c.Int("step")))
	}
	axis.Size = types.Known(int64(size))
	return types.Rewrap(in, of.With(axis)), nil
}

// partWords says what slice was asked for.
func partWords(c Call) string {
	text := "part from " + types.Show(c.Value("from")) + " on"
	if c.Has("size") {
		text += " of " + types.Show(c.Value("size"))
	}
	return text
}

func itemInside(c Call, in types.Type) []diag.Problem {
	axis, there := axisOf(in, c.Axes("over").Names()[0])
	n, known := axis.Size.Int()
	if at := int64(c.Int("at")); there && known && (at >= n || at < -n) {
		return []diag.Problem{diag.OutsideAxis{At: c.ArgSpan("at"), Stage: "item", Axis: axis.Name, Size: int(n), Wanted: fmt.Sprintf("place %d", at)}}
	}
	return nil
}

func lowerShift(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	over, by := c.Axes("over").Names()[0], c.Int("by")
	n := x.Shape.Of(over)
	switch {
	case by >= n || -by >= n:
		return b.Scale(x, 0)
	case by >= 0:
		return b.Pad(b.Slice(x, over, 0, n-by, 1), over, by, 0, 0)
	}
	return b.Pad(b.Slice(x, over, -by, n+by, 1), over, 0, -by, 0)
}
