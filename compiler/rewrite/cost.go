package rewrite

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// MACs counts the multiply-adds that outs need, bodies of scans as often as they
// run. Values that depend on no other input than those of prepared are not
// counted when prepared is given: they are computed once a trial (see Hoist).
func MACs(outs []*graph.Node, prepared ...*graph.Node) int {
	total := 0
	other := map[*graph.Node]bool{} // depends on another input
	for _, n := range graph.Order(outs...) {
		other[n] = n.Prim == prim.Input && !slices.Contains(prepared, n) || n.Prim == prim.Random ||
			slices.ContainsFunc(n.In, func(x *graph.Node) bool { return other[x] })
		if other[n] || len(prepared) == 0 {
			total += macs(n)
		}
	}
	return total
}

func macs(n *graph.Node) int {
	switch a := n.Arg.(type) {
	case prim.ContractArg:
		return a.MACs()
	case prim.GramArg:
		return a.MACs(n.In[0].Shape.Without(a.Axis).Count())
	case prim.ScanArg:
		outside := map[*graph.Node]bool{}
		for _, x := range graph.Order(n.In...) {
			outside[x] = true
		}
		total := 0
		for _, x := range graph.Order(a.Results()...) {
			if !outside[x] {
				total += macs(x)
			}
		}
		return total * a.Axis.Size
	}
	return 0
}

// cost of a step: what is prepared once a trial is free.
func (p *passes) cost(outs []*graph.Node) int {
	if p.options.Changing {
		return MACs(outs)
	}
	return MACs(outs, p.data[0])
}
