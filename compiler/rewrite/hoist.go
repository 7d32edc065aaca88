package rewrite

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// worth is how many operations a kept number must save, and most how many times the
// numbers of a trial may be kept for it.
const worth, most = 16, 4

// Hoist finds the largest values that outs need and that each trial of perTrial
// ([batch, ..]) decides by itself: no weight, key or state and no other trial is
// in them. A training loop computes them once a trial as long as trials stay the
// same, by a function from perTrial to them, and feeds them to its steps; see
// Feed. Only what costs far more to compute than to keep is taken,
// and nothing much larger than a trial.
func Hoist(outs []*graph.Node, perTrial *graph.Node) (prepared []*graph.Node) {
	h := hoisting{kinds: map[*graph.Node]kind{}, taken: map[*graph.Node]bool{}}
	order := graph.Order(outs...)
	for _, n := range order {
		h.kinds[n] = h.kindOf(n, perTrial)
	}
	edge := func(n *graph.Node) {
		if h.kinds[n] == alone {
			h.take(n, perTrial)
		}
	}
	for _, n := range order {
		if h.kinds[n] == mixed {
			for _, x := range n.In {
				edge(x)
			}
		}
	}
	for _, n := range outs {
		edge(n)
	}
	for _, n := range order {
		if h.taken[n] {
			prepared = append(prepared, n)
		}
	}
	return prepared
}

// Feed puts inputs in the place of prepared values: kept are those values with the
// trials' axis first, so that what belongs to a trial lies together, fed the new
// inputs for them, and result the outputs that use these.
func Feed(g *graph.Graph, outs, prepared []*graph.Node) (kept, fed, result []*graph.Node) {
	b := prim.On(g)
	by := map[*graph.Node]*graph.Node{}
	for i, n := range prepared {
		first := append(n.Shape.Only(batch), n.Shape.Without(batch)...)
		kept = append(kept, b.Ordered(n, first))
		fed = append(fed, b.Input(fmt.Sprintf("prepared %d", i), first))
		by[n] = b.Ordered(fed[i], n.Shape)
	}
	return kept, fed, g.Replace(outs, by)
}

// A kind says what decides a value.
type kind int

const (
	fixed kind = iota // nothing from outside
	alone             // each trial by itself
	mixed             // anything else
)

type hoisting struct {
	kinds map[*graph.Node]kind
	taken map[*graph.Node]bool
}

func (h hoisting) kindOf(n, perTrial *graph.Node) kind {
	switch {
	case n == perTrial:
		return alone
	case n.Prim.Class == graph.Source:
		if n.Prim != prim.Const || n.Shape.Has(batch) {
			return mixed
		}
		return fixed
	case n.Prim.Class == graph.Scan || n.Outs != nil:
		return mixed
	}
	out := fixed
	for _, x := range n.In {
		out = max(out, h.kinds[x])
	}
	if out == alone && (!n.Shape.Has(batch) || touches(n.Arg)) {
		return mixed
	}
	return out
}

// touches reports whether an argument treats the trials' axis in any way.
func touches(arg graph.Arg) bool {
	switch a := arg.(type) {
	case prim.AxesArg:
		return slices.Contains(a, batch)
	case prim.RenameArg:
		return slices.Contains(a.From, batch) || slices.Contains(a.To, batch)
	case prim.SliceArg:
		return a.Axis == batch
	case prim.PadArg:
		return a.Axis == batch
	case prim.WindowArg:
		return a.Axis == batch || a.Tap == batch
	case prim.UnwindowArg:
		return a.Axis == batch || a.Tap == batch
	case prim.MergeArg:
		return a.To == batch || slices.Contains(a.Axes, batch)
	case prim.SplitArg:
		return a.Axis == batch || a.To.Has(batch)
	case prim.GatherArg:
		return a.Axis == batch
	case prim.ScatterArg:
		return a.Axis == batch
	case prim.GramArg:
		return a.Axis == batch || slices.Contains(a.Sum, batch)
	case prim.ContractArg:
		if a.Sum.Has(batch) {
			return true
		}
		return slices.ContainsFunc(slices.Concat(a.A, a.B), func(r prim.Reading) bool {
			return r.Axis == batch || slices.ContainsFunc(r.Terms, func(t prim.Coef) bool { return t.Loop == batch })
		})
	case nil, prim.ExpandArg, prim.OrderArg:
		return false
	}
	return true
}

// take keeps a value if it is worth it, else what it is computed from.
func (h hoisting) take(n, perTrial *graph.Node) {
	if n == perTrial || h.taken[n] {
		return
	}
	if work(n, perTrial) >= worth*n.Shape.Count() && n.Shape.Count() <= most*perTrial.Shape.Count() {
		h.taken[n] = true
		return
	}
	for _, x := range n.In {
		if h.kinds[x] == alone {
			h.take(x, perTrial)
		}
	}
}

// work is the number of operations from perTrial to a node.
func work(n, perTrial *graph.Node) int {
	total := 0
	for _, x := range graph.Order(n) {
		if x == perTrial {
			continue
		}
		switch x.Prim.Class {
		case graph.Map:
			total += x.Shape.Count()
		case graph.Reduce:
			total += x.In[0].Shape.Count()
		default:
			total += macs(x)
		}
	}
	return total
}
