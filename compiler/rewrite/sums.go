package rewrite

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// broadcasts drops expansions before a map when the others bring all axes anyway.
func broadcasts(s *simplifier, n *graph.Node) *graph.Node {
	for i, x := range n.In {
		if x.Prim != prim.Expand && x.Prim != prim.Order {
			continue
		}
		in := slices.Clone(n.In)
		in[i] = x.In[0]
		shapes := make([]graph.Shape, len(in))
		for k, y := range in {
			shapes[k] = y.Shape
		}
		if u, err := graph.Union(shapes...); err == nil && slices.Equal(u, n.Shape) {
			return s.Graph().Node(n.Prim, n.Arg, in...)
		}
	}
	return nil
}

// contractsBroadcast drops expansions before a contraction, whose loops stay.
func contractsBroadcast(s *simplifier, n *graph.Node) *graph.Node {
	a := n.Arg.(prim.ContractArg)
	for i, x := range n.In {
		if x.Prim != prim.Expand && x.Prim != prim.Order {
			continue
		}
		rs := a.A
		if i == 1 {
			rs = a.B
		}
		plain := true
		for _, axis := range x.Shape {
			if _, special := prim.ReadingOf(rs, axis.Name); special && !x.In[0].Shape.Has(axis.Name) {
				plain = false
			}
		}
		if plain {
			in := slices.Clone(n.In)
			in[i] = x.In[0]
			return s.Graph().Node(n.Prim, a, in...)
		}
	}
	return nil
}

func sumsOfExpansions(s *simplifier, n *graph.Node) *graph.Node {
	a, x := n.Arg.(prim.AxesArg), n.In[0]
	if x.Prim != prim.Expand && x.Prim != prim.Order {
		return nil
	}
	inner := x.In[0].Shape
	var kept []string
	repeat := 1
	for _, axis := range a {
		if inner.Has(axis) {
			kept = append(kept, axis)
		} else {
			repeat *= x.Shape.Of(axis)
		}
	}
	return s.Ordered(s.Scale(s.Sum(x.In[0], kept...), float64(repeat)), n.Shape)
}

func sumsOfSums(s *simplifier, n *graph.Node) *graph.Node {
	a, x := n.Arg.(prim.AxesArg), n.In[0]
	if x.Prim != prim.Sum || s.users[x] > 1 {
		return nil
	}
	return s.Sum(x.In[0], append(slices.Clone([]string(x.Arg.(prim.AxesArg))), a...)...)
}

// sumsOfProducts takes a factor out that lacks all summed axes.
func sumsOfProducts(s *simplifier, n *graph.Node) *graph.Node {
	a, x := n.Arg.(prim.AxesArg), n.In[0]
	if x.Prim != prim.Mul || s.users[x] > 1 {
		return nil
	}
	for i, f := range x.In {
		y := x.In[1-i]
		if !slices.ContainsFunc(a, f.Shape.Has) && len(y.Shape.Only(a...)) == len(a) {
			return s.Mul(s.Sum(y, a...), f)
		}
	}
	return nil
}

func sumsOfSigns(s *simplifier, n *graph.Node) *graph.Node {
	x := n.In[0]
	if x.Prim != prim.Neg || s.users[x] > 1 {
		return nil
	}
	return s.Neg(s.Sum(x.In[0], n.Arg.(prim.AxesArg)...))
}

func sumsOfPads(s *simplifier, n *graph.Node) *graph.Node {
	x := n.In[0]
	if x.Prim != prim.Pad {
		return nil
	}
	if p := x.Arg.(prim.PadArg); p.Value != 0 || !slices.Contains(n.Arg.(prim.AxesArg), p.Axis) {
		return nil
	}
	return s.Sum(x.In[0], n.Arg.(prim.AxesArg)...)
}

// contractsOfScaled moves a value without axes from an operand to the smallest of
// both operands and the result.
func contractsOfScaled(s *simplifier, n *graph.Node) *graph.Node {
	for i, x := range n.In {
		if x.Prim != prim.Mul || s.users[x] > 1 {
			continue
		}
		for k, f := range x.In {
			y := x.In[1-k]
			if !f.Scalar() || y.Scalar() {
				continue
			}
			in := slices.Clone(n.In)
			in[i] = y
			least := min(n.Shape.Count(), n.In[1-i].Shape.Count())
			switch {
			case y.Shape.Count() <= least:
				continue
			case n.In[1-i].Shape.Count() == least:
				in[1-i] = s.Mul(n.In[1-i], f)
				return s.Graph().Node(n.Prim, n.Arg, in...)
			}
			return s.Mul(s.Graph().Node(n.Prim, n.Arg, in...), f)
		}
	}
	return nil
}

// contractsAsSums: an operand that lacks all summed axes is a factor of the sum of
// the other one.
func contractsAsSums(s *simplifier, n *graph.Node) *graph.Node {
	a := n.Arg.(prim.ContractArg)
	if len(a.A)+len(a.B) > 0 || len(a.Sum) == 0 {
		return nil
	}
	for i, f := range n.In {
		x := n.In[1-i]
		if slices.ContainsFunc(a.Sum, func(l graph.Axis) bool { return f.Shape.Has(l.Name) || !x.Shape.Has(l.Name) }) {
			continue
		}
		if y := s.Graph().Node(prim.Sum, prim.AxesArg(x.Shape.Only(a.Sum.Names()...).Names()), x); true {
			if u, err := graph.Union(y.Shape, f.Shape); err == nil && u.Same(n.Shape) {
				return s.Mul(y, f)
			}
		}
	}
	return nil
}
