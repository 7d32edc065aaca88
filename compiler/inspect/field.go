package inspect

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// A field says what a value at index t of an axis sees of the input's time: from
// step*t+low to step*t+high, or the whole of it.
type field struct {
	axis      string // the axis that time lies along here, "" when it is gone
	step      int
	low, high int
	whole     bool
}

func (f field) size() int {
	if f.axis == "" {
		return 0
	}
	return f.high - f.low + 1
}

// fieldsOf follows time from the input to every node that out needs.
func fieldsOf(x, out *graph.Node) map[*graph.Node]field {
	fields := map[*graph.Node]field{}
	if !x.Shape.Has("time") {
		return fields
	}
	fields[x] = field{axis: "time", step: 1}
	length := x.Shape.Of("time")
	for _, n := range graph.Order(out) {
		if n == x {
			continue
		}
		var f field
		seen := false
		for i, in := range n.In {
			g, ok := fields[in]
			if !ok {
				continue
			}
			if g = through(n, i, g, length); !seen {
				f, seen = g, true
			} else {
				f = join(f, g, length)
			}
		}
		if seen {
			fields[n] = f
		}
	}
	return fields
}

// join is what a node sees through two of its inputs.
func join(f, g field, length int) field {
	switch {
	case f.axis == "" || f.whole:
		g.whole = g.whole || f.whole
		if f.whole {
			g.low, g.high = 0, length-1
		}
		if g.axis == "" {
			g.axis = f.axis
		}
		return g
	case g.axis == "" || g.whole || f.axis != g.axis || f.step != g.step:
		return field{axis: f.axis, step: f.step, high: length - 1, whole: true}
	}
	f.low, f.high = min(f.low, g.low), max(f.high, g.high)
	return f
}

// through follows a field into a node by the node's argument: its axis may get
// another name, be slid over, or go away.
func through(n *graph.Node, input int, f field, length int) field {
	all := func() field { return field{axis: f.axis, step: f.step, high: length - 1, whole: true} }
	switch a := n.Arg.(type) {
	case prim.RenameArg:
		if i := slices.Index(a.From, f.axis); i >= 0 {
			f.axis = a.To[i]
		}
	case prim.SliceArg:
		if a.Axis == f.axis {
			if a.Step < 0 {
				return all()
			}
			f.low, f.high, f.step = f.low+f.step*a.Start, f.high+f.step*a.Start, f.step*a.Step
		}
	case prim.PadArg:
		if a.Axis == f.axis {
			f.low, f.high = f.low-f.step*a.Left, f.high-f.step*a.Left
		}
	case prim.WindowArg:
		if a.Axis == f.axis {
			f.high += f.step * (a.Size - 1) * a.Dilation
			f.step *= a.Stride
		}
	case prim.MergeArg:
		if slices.Contains(a.Axes, f.axis) {
			f = all()
			f.axis = ""
		}
	case prim.SplitArg:
		if a.Axis == f.axis {
			f = all()
			f.axis = ""
		}
	case prim.AxesArg:
		if slices.Contains(a, f.axis) {
			f = all()
			f.axis = ""
		}
	case prim.ScanArg, prim.GatherArg, prim.UnwindowArg:
		return all()
	case prim.ContractArg:
		return contracted(a, input, f, all)
	}
	return f
}

func contracted(a prim.ContractArg, input int, f field, all func() field) field {
	rs := a.A
	if input == 1 {
		rs = a.B
	}
	r, _ := prim.ReadingOf(rs, f.axis)
	out := f
	out.axis = ""
	low, high := r.Offset, r.Offset
	for _, t := range r.Terms {
		if a.Out.Has(t.Loop) && out.axis == "" {
			out.axis, out.step = t.Loop, f.step*t.By
			continue
		}
		if reach := t.By * (a.Sum.Of(t.Loop) - 1); reach < 0 {
			low += reach
		} else {
			high += reach
		}
	}
	if out.axis == "" || r.Div > 1 {
		g := all()
		g.axis = out.axis
		return g
	}
	out.low, out.high = f.low+f.step*low, f.high+f.step*high
	return out
}
