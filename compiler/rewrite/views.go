package rewrite

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A structural rule treats views, sums and contractions, whose arguments no
// pattern holds. Its example is an expression that it fits, for the test that
// walks the table: x is [filter=3, time=6], y is [filter=3], z is [time=6, unit=2].
type structural struct {
	name    string
	of      []*graph.Prim // none: all maps
	apply   func(s *simplifier, n *graph.Node) *graph.Node
	example func(b *prim.Build, x, y, z *graph.Node) *graph.Node
}

var wideShape = graph.Shape{{Name: "filter", Size: 3}, {Name: "depth", Size: 2}, {Name: "time", Size: 6}}

var views = []structural{
	{
		"a chain of renames is one",
		[]*graph.Prim{prim.Rename},
		renames,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node {
			return b.Rename(b.Rename(x, "time", "token", "filter", "time"), "time", "head", "token", "time")
		},
	},
	{
		"a chain of orders is one",
		[]*graph.Prim{prim.Order},
		orders,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node {
			g := b.Graph()
			return g.Node(prim.Order, prim.OrderArg{Axes: []string{"filter", "time"}}, g.Node(prim.Order, prim.OrderArg{Axes: []string{"time", "filter"}}, x))
		},
	},
	{
		"a chain of expansions is one",
		[]*graph.Prim{prim.Expand},
		expansions,
		func(b *prim.Build, _, y, _ *graph.Node) *graph.Node {
			return b.Expand(b.Expand(y, wideShape.Without("depth")), wideShape)
		},
	},
	{
		"a slice of a slice is one",
		[]*graph.Prim{prim.Slice},
		slicesOfSlices,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node {
			return b.Slice(b.Slice(x, "time", 5, 6, -1), "time", 1, 2, 2)
		},
	},
	{
		"a slice of what is padded is padded less",
		[]*graph.Prim{prim.Slice},
		slicesOfPads,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node {
			return b.Slice(b.Pad(x, "time", 3, 2, 1.5), "time", 1, 9, 1)
		},
	},
	{
		"a chain of pads is one",
		[]*graph.Prim{prim.Pad},
		pads,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node {
			return b.Pad(b.Pad(x, "time", 1, 2, 0.5), "time", 0, 3, 0.5)
		},
	},
	{
		"splitting what was merged",
		[]*graph.Prim{prim.Split},
		splits,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node {
			return b.Split(b.Merge(x, []string{"time", "filter"}, "feature"), "feature", graph.Shape{{Name: "time", Size: 6}, {Name: "filter", Size: 3}})
		},
	},
	{
		"merging what was split",
		[]*graph.Prim{prim.Merge},
		merges,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node {
			return b.Merge(b.Split(x, "time", graph.Shape{{Name: "a", Size: 2}, {Name: "b", Size: 3}}), []string{"a", "b"}, "time")
		},
	},
	{
		"maps broadcast by themselves", nil, broadcasts,
		func(b *prim.Build, x, y, _ *graph.Node) *graph.Node { return b.Mul(x, b.Expand(y, x.Shape)) },
	},
	{
		"contractions broadcast by themselves",
		[]*graph.Prim{prim.Contract},
		contractsBroadcast,
		func(b *prim.Build, x, y, _ *graph.Node) *graph.Node {
			return b.Contract(b.Expand(y, x.Shape), x, "filter")
		},
	},
	{
		"a sum over what is repeated is a product",
		[]*graph.Prim{prim.Sum},
		sumsOfExpansions,
		func(b *prim.Build, _, y, _ *graph.Node) *graph.Node {
			return b.Sum(b.Expand(y, wideShape), "depth", "filter")
		},
	},
	{
		"a sum of a sum is one",
		[]*graph.Prim{prim.Sum},
		sumsOfSums,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node { return b.Sum(b.Sum(x, "time"), "filter") },
	},
	{
		"a factor moves behind a sum",
		[]*graph.Prim{prim.Sum},
		sumsOfProducts,
		func(b *prim.Build, x, y, _ *graph.Node) *graph.Node {
			return b.Graph().Node(prim.Sum, prim.AxesArg{"time"}, b.Mul(x, y))
		},
	},
	{
		"a sign moves behind a sum",
		[]*graph.Prim{prim.Sum},
		sumsOfSigns,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node { return b.Sum(b.Neg(x), "time") },
	},
	{
		"padding with zeros adds nothing",
		[]*graph.Prim{prim.Sum},
		sumsOfPads,
		func(b *prim.Build, x, _, _ *graph.Node) *graph.Node { return b.Sum(b.Pad(x, "time", 2, 1, 0), "time") },
	},
	{
		"a number moves to the smallest of a contraction",
		[]*graph.Prim{prim.Contract},
		contractsOfScaled,
		func(b *prim.Build, x, _, z *graph.Node) *graph.Node { return b.Contract(b.Scale(x, 3), z, "time") },
	},
	{
		"a contraction with what does not vary is a sum",
		[]*graph.Prim{prim.Contract},
		contractsAsSums,
		func(b *prim.Build, x, y, _ *graph.Node) *graph.Node { return b.Contract(x, y, "time") },
	},
}

func renames(s *simplifier, n *graph.Node) *graph.Node {
	a, x := n.Arg.(prim.RenameArg), n.In[0]
	if x.Prim == prim.Rename {
		b := x.Arg.(prim.RenameArg)
		var pairs []string
		for _, axis := range x.In[0].Shape {
			to := axis.Name
			for _, r := range []prim.RenameArg{b, a} {
				if i := slices.Index(r.From, to); i >= 0 {
					to = r.To[i]
				}
			}
			pairs = append(pairs, axis.Name, to)
		}
		return s.Rename(x.In[0], pairs...)
	}
	if slices.Equal(a.From, a.To) {
		return x
	}
	return nil
}

func orders(s *simplifier, n *graph.Node) *graph.Node {
	if x := n.In[0]; x.Prim == prim.Order {
		return s.Ordered(x.In[0], n.Shape)
	}
	return same(n)
}

func expansions(s *simplifier, n *graph.Node) *graph.Node {
	if x := n.In[0]; x.Prim == prim.Expand || x.Prim == prim.Order {
		return s.Ordered(x.In[0], n.Shape)
	}
	return same(n)
}

// same is the input of a node that changes nothing.
func same(n *graph.Node) *graph.Node {
	if slices.Equal(n.Shape, n.In[0].Shape) {
		return n.In[0]
	}
	return nil
}

func slicesOfSlices(s *simplifier, n *graph.Node) *graph.Node {
	a, x := n.Arg.(prim.SliceArg), n.In[0]
	if x.Prim != prim.Slice {
		return nil
	}
	b := x.Arg.(prim.SliceArg)
	if a.Axis != b.Axis {
		return nil
	}
	return s.Slice(x.In[0], a.Axis, b.Start+a.Start*b.Step, a.Size, a.Step*b.Step)
}

func slicesOfPads(s *simplifier, n *graph.Node) *graph.Node {
	a, x := n.Arg.(prim.SliceArg), n.In[0]
	if x.Prim != prim.Pad || a.Step != 1 {
		return nil
	}
	b := x.Arg.(prim.PadArg)
	length := x.In[0].Shape.Of(b.Axis)
	from, to := max(0, a.Start-b.Left), min(length, a.Start+a.Size-b.Left)
	if a.Axis != b.Axis || to <= from {
		return nil
	}
	left, right := max(0, b.Left-a.Start), max(0, a.Start+a.Size-b.Left-length)
	return s.Pad(s.Slice(x.In[0], a.Axis, from, to-from, 1), a.Axis, left, right, b.Value)
}

func pads(s *simplifier, n *graph.Node) *graph.Node {
	a, x := n.Arg.(prim.PadArg), n.In[0]
	if x.Prim != prim.Pad {
		return nil
	}
	b := x.Arg.(prim.PadArg)
	if a.Axis != b.Axis || a.Value != b.Value {
		return nil
	}
	return s.Pad(x.In[0], a.Axis, a.Left+b.Left, a.Right+b.Right, a.Value)
}

func splits(_ *simplifier, n *graph.Node) *graph.Node {
	a, x := n.Arg.(prim.SplitArg), n.In[0]
	if x.Prim != prim.Merge {
		return nil
	}
	b := x.Arg.(prim.MergeArg)
	if b.To != a.Axis || !slices.Equal(a.To.Names(), b.Axes) || !x.In[0].Shape.Same(n.Shape) {
		return nil
	}
	return x.In[0]
}

func merges(_ *simplifier, n *graph.Node) *graph.Node {
	a, x := n.Arg.(prim.MergeArg), n.In[0]
	if x.Prim != prim.Split {
		return nil
	}
	b := x.Arg.(prim.SplitArg)
	if a.To != b.Axis || !slices.Equal(b.To.Names(), a.Axes) {
		return nil
	}
	return x.In[0]
}
