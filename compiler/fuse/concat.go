package fuse

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A tile is a padded value that is one piece of a concatenation.
type tile struct {
	pad *graph.Node
	prim.PadArg
}

// tiles takes a sum of padded values apart that together cover an axis, each item
// once: a concatenation, which needs no sum. nil when it is none.
func (u *fuser) tiles(n *graph.Node) []tile {
	if n.Prim != prim.Add {
		return nil
	}
	var out []tile
	var visit func(x *graph.Node) bool
	visit = func(x *graph.Node) bool {
		if !slices.Equal(x.Shape, n.Shape) || x != n && (u.is(x) || len(u.users[x]) != 1) {
			return false
		}
		if x.Prim == prim.Add {
			return visit(x.In[0]) && visit(x.In[1])
		}
		a, pad := x.Arg.(prim.PadArg)
		out = append(out, tile{x, a})
		return pad && a.Value == 0 && a.Axis == out[0].Axis
	}
	if !visit(n) {
		return nil
	}
	slices.SortFunc(out, func(a, b tile) int { return a.Left - b.Left })
	at := 0
	for _, t := range out {
		if t.Left != at {
			return nil
		}
		at += t.pad.In[0].Shape.Of(t.Axis)
	}
	if at != n.Shape.Of(out[0].Axis) {
		return nil
	}
	return out
}

// concatenations finds the sums that are computed piece by piece. They are values,
// so that each piece is written to its place.
func (u *fuser) concatenations() {
	inner := map[*graph.Node]bool{}
	for _, n := range slices.Backward(u.order) {
		if n.Prim == prim.Add && inner[n] {
			inner[n.In[0]], inner[n.In[1]] = true, true
			continue
		}
		ts := u.tiles(n)
		if ts == nil {
			continue
		}
		u.keep(n)
		u.pieces[n] = ts
		for _, t := range ts {
			u.piece[t.pad] = true
		}
		inner[n.In[0]], inner[n.In[1]] = true, true
	}
}

// emitPieces computes each piece of a concatenation in its place.
func (u *fuser) emitPieces(n *graph.Node, ts []tile) *graph.Node {
	last := 0
	v := -1
	for _, t := range ts {
		x := t.pad.In[0]
		e, at, reg, bad := u.express(x, false)
		if bad != nil {
			return bad
		}
		if v < 0 {
			v = u.declare(n)
		}
		at[x.Shape.Index(t.Axis)].off += t.Left
		u.join(t.pad, &kernel.Loop{Axes: e.loops, Steps: e.steps, Stores: []kernel.Store{{To: e.target(v, at), Reg: reg}}})
		last = max(last, u.maker[v])
	}
	u.maker[v] = last
	return nil
}
