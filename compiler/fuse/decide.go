package fuse

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// cheap is the price up to which a map is computed again for every reader.
const cheap = 4

// decide chooses the nodes that become values: what ends a kernel, what a kernel
// must find in memory, and maps that cost more to repeat than to keep.
func (u *fuser) decide() {
	for _, n := range u.outs {
		u.keep(n)
	}
	for _, n := range u.order {
		switch {
		case n.Prim.Class == graph.Contract:
			u.operand(n.In[0])
			u.operand(n.In[1])
			u.keep(n)
		case n.Prim.Class == graph.Move, n.Prim.Class == graph.Scan, n.Prim.Class == graph.Call, n.Prim == prim.Random:
			for _, x := range n.In {
				u.keep(x)
			}
			u.keep(n)
		case n.Prim.Class == graph.Reduce && !single(n):
			u.keep(n)
		case n.Prim.Class == graph.View:
			if _, part := n.Arg.(prim.PartArg); part {
				u.keep(n)
			}
		}
	}
	u.concatenations()
	for _, n := range u.order {
		u.weigh(n)
	}
}

// single reports whether a reduction takes one item: then it is a view. The place
// of the largest of one item is 0 all the same.
func single(n *graph.Node) bool {
	return n.Prim != prim.ArgHighest && n.In[0].Shape.Count() == n.Shape.Count()
}

// keep marks a node as a value. Numbers and constants are there anyway.
func (u *fuser) keep(n *graph.Node) {
	if _, constant := n.Arg.(*prim.Constant); !constant {
		u.kept[n] = true
	}
}

// operand finds what an operand of a contraction is read from: views that are
// strides are looked through.
func (u *fuser) operand(n *graph.Node) {
	for n.Prim.Class == graph.View && !u.kept[n] {
		if _, pad := n.Arg.(prim.PadArg); pad {
			break
		}
		if _, part := n.Arg.(prim.PartArg); part {
			break
		}
		n = n.In[0]
	}
	if n.Prim.Class != graph.Source {
		u.keep(n)
	}
}

// weigh prices a map or view and keeps it where repeating it would cost more.
func (u *fuser) weigh(n *graph.Node) {
	if u.kept[n] || n.Prim.Class == graph.Source {
		return
	}
	price := 0
	for _, x := range n.In {
		price += u.price[x]
	}
	if n.Prim.Class != graph.Map {
		u.price[n] = price
		return
	}
	if op, ok := kernel.OpOf(n.Prim.Code); ok {
		price += op.Price()
	}
	readers, repeats := u.readers(n, n.Shape.Count())
	if repeats > n.Shape.Count() || readers > 1 && price > cheap {
		u.kept[n] = true
		return
	}
	u.price[n] = price
}

// readers counts the kernels' maps and reductions that read a node, through views
// that dissolve, and the most elements that one of them would ask for.
func (u *fuser) readers(n *graph.Node, count int) (readers, most int) {
	for _, r := range u.users[n] {
		size := r.Shape.Count()
		_, pad := r.Arg.(prim.PadArg)
		switch {
		case pad && (u.kept[r] || u.piece[r]):
			readers, most = readers+1, max(most, count)
		case pad:
			// A box around a map would have to be a choice for every element.
			readers, most = readers+1, max(most, size+1)
		case r.Prim.Class == graph.View && !u.kept[r]:
			k, m := u.readers(r, size)
			readers, most = readers+k, max(most, m)
		case r.Prim.Class == graph.Reduce:
			readers, most = readers+1, max(most, r.In[0].Shape.Count())
		default:
			readers, most = readers+1, max(most, size)
		}
	}
	return readers, most
}
