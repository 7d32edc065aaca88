package fuse

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// ask notes which results of scans are used, bodies included.
func (p *preparer) ask(outs []*graph.Node) {
	for _, n := range graph.Order(outs...) {
		switch a := n.Arg.(type) {
		case prim.PartArg:
			if p.asked[n.In[0]] == nil {
				p.asked[n.In[0]] = map[int]bool{}
			}
			p.asked[n.In[0]][a.Index] = true
		case prim.ScanArg:
			p.ask(a.Results())
		}
	}
}

// scan copies a body. What is sliced is stored item by item, for items that lie
// together are found faster. Carries that only add up products leave the body:
// their factors are emitted and multiplied at once.
func (p *preparer) scan(n *graph.Node, a prim.ScanArg) *graph.Node {
	p.all(slices.Concat(a.Holes(), a.Results()))
	nc := len(a.Carry)
	h := &hoist{
		p: p, n: n, stacked: map[*graph.Node]*graph.Node{}, emitted: map[*graph.Node]int{},
		c: prim.ScanArg{Axis: a.Axis, Reverse: a.Reverse, Slice: p.inputs(a.Slice), Emit: p.inputs(a.Emit)},
	}
	carry, next, init := p.inputs(a.Carry), p.inputs(a.Next), p.inputs(n.In[:nc])
	for i, x := range p.inputs(n.In[nc : nc+len(a.Slice)]) {
		h.over = append(h.over, p.b.Ordered(x, h.c.Stacked(h.c.Slice[i].Shape)))
		h.stacked[h.c.Slice[i]] = h.over[i]
	}
	h.dependent = graph.Depends(slices.Concat(next, h.c.Emit), slices.Concat(carry, h.c.Slice))
	at := make([]int, nc) // place of a carry among those that stay, -1 for those that leave
	var first []*graph.Node
	for i := range carry {
		if h.leaves(i, carry, next) {
			at[i] = -1
			continue
		}
		at[i] = len(first)
		h.c.Carry, h.c.Next, first = append(h.c.Carry, carry[i]), append(h.c.Next, next[i]), append(first, init[i])
	}
	h.c.Free = graph.Free(h.c.Results(), h.c.Holes())
	m := p.b.Graph().Node(prim.Scan, h.c, slices.Concat(first, h.over, h.c.Free)...)
	h.made = m
	p.parts[n] = make([]*graph.Node, len(n.Outs))
	for i := range carry {
		if at[i] < 0 {
			p.parts[n][i] = p.b.Ordered(p.b.Add(init[i], h.total(next[i].In[1])), carry[i].Shape)
			continue
		}
		p.parts[n][i] = h.part(at[i])
		p.parts[n][nc+i] = h.part(len(first) + at[i])
	}
	for i := range a.Emit {
		p.parts[n][2*nc+i] = h.part(2*len(first) + i)
	}
	return m
}

// A hoist moves sums of products out of a scan.
type hoist struct {
	p         *preparer
	n         *graph.Node // the scan as it was
	c         prim.ScanArg
	over      []*graph.Node
	dependent map[*graph.Node]bool
	stacked   map[*graph.Node]*graph.Node // values of every step
	emitted   map[*graph.Node]int
	made      *graph.Node
}

func (h *hoist) part(i int) *graph.Node {
	return h.p.b.Graph().Node(prim.Part, prim.PartArg{Index: i, Shape: h.made.Outs[i]}, h.made)
}

// leaves reports whether carry i is only added to, its history is not asked for,
// and what is added are sums; their operands are then emitted.
func (h *hoist) leaves(i int, carry, next []*graph.Node) bool {
	n := next[i]
	if n.Prim != prim.Add || n.In[0] != carry[i] || h.p.asked[h.n][len(carry)+i] {
		return false
	}
	for _, m := range graph.Order(slices.Concat(next, h.c.Emit)...) {
		if slices.Contains(m.In, n) || m != n && slices.Contains(m.In, carry[i]) {
			return false
		}
	}
	if slices.Contains(h.c.Emit, n) || slices.Contains(h.c.Emit, carry[i]) || !h.summable(n.In[1]) {
		return false
	}
	for k, m := range next {
		if k != i && (m == n || m == carry[i]) {
			return false
		}
	}
	h.emit(n.In[1])
	return true
}

// summable reports whether a value is made of sums whose operands depend on the
// step, without an axis that has the name of the scan's.
func (h *hoist) summable(v *graph.Node) bool {
	axis := h.c.Axis.Name
	switch a := v.Arg.(type) {
	case prim.OrderArg:
		return h.summable(v.In[0])
	case prim.ContractArg:
		return !a.Out.Has(axis) && !a.Sum.Has(axis) && !v.In[0].Shape.Has(axis) && !v.In[1].Shape.Has(axis) && len(a.Sum) > 0 &&
			(h.dependent[v.In[0]] || h.dependent[v.In[1]])
	case prim.AxesArg:
		return v.Prim == prim.Sum && h.dependent[v] && !v.In[0].Shape.Has(axis)
	}
	return v.Prim == prim.Add && slices.Equal(v.In[0].Shape.Names(), v.In[1].Shape.Names()) && h.summable(v.In[0]) && h.summable(v.In[1])
}

// emit makes the operands of sums results of the scan.
func (h *hoist) emit(v *graph.Node) {
	if v.Prim == prim.Add || v.Prim.Class == graph.View {
		for _, x := range v.In {
			h.emit(x)
		}
		return
	}
	for _, x := range v.In {
		if h.stacked[x] != nil || !h.dependent[x] {
			continue
		}
		if _, ok := h.emitted[x]; !ok {
			h.emitted[x] = len(h.c.Emit)
			h.c.Emit = append(h.c.Emit, x)
		}
	}
}

// all is an operand for all steps.
func (h *hoist) all(x *graph.Node) *graph.Node {
	switch i, ok := h.emitted[x]; {
	case h.stacked[x] != nil:
		return h.stacked[x]
	case ok:
		h.stacked[x] = h.part(2*len(h.c.Carry) + i)
		return h.stacked[x]
	}
	return x
}

// total is what all steps together add.
func (h *hoist) total(v *graph.Node) *graph.Node {
	b := h.p.b
	switch a := v.Arg.(type) {
	case prim.OrderArg:
		return h.total(v.In[0])
	case prim.ContractArg:
		sum := slices.Concat(graph.Shape{h.c.Axis}, a.Sum)
		return h.p.contract(prim.ContractArg{Out: a.Out, Sum: sum, A: a.A, B: a.B}, h.all(v.In[0]), h.all(v.In[1]))
	case prim.AxesArg:
		return b.Sum(h.all(v.In[0]), append([]string{h.c.Axis.Name}, a...)...)
	}
	return b.Add(h.total(v.In[0]), h.total(v.In[1]))
}
