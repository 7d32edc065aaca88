package graph

import (
	"fmt"
	"slices"
	"strings"
)

// A Body is implemented by arguments that hold a graph of their own.
type Body interface {
	// Results are the nodes that the body computes.
	Results() []*Node
	// Holes are the placeholders that stand for its inputs.
	Holes() []*Node
}

// Order lists the nodes that outs need, inputs before users. Bodies of scans
// stay inside their node.
func Order(outs ...*Node) []*Node { return Pending(outs, func(*Node) bool { return false }) }

// Pending is that order without known nodes and what only they need.
func Pending(outs []*Node, known func(*Node) bool) []*Node {
	var order []*Node
	seen := map[*Node]bool{}
	// A stack in place of recursion: graphs may be deep.
	type frame struct {
		n    *Node
		next int
	}
	for _, root := range outs {
		if root == nil || seen[root] || known(root) {
			continue
		}
		seen[root] = true
		stack := []frame{{root, 0}}
		for len(stack) > 0 {
			f := &stack[len(stack)-1]
			if f.next < len(f.n.In) {
				in := f.n.In[f.next]
				f.next++
				if !seen[in] && !known(in) {
					seen[in] = true
					stack = append(stack, frame{in, 0})
				}
				continue
			}
			order = append(order, f.n)
			stack = stack[:len(stack)-1]
		}
	}
	return order
}

// Depends tells which of the nodes that outs need depend on some of roots.
func Depends(outs, roots []*Node) map[*Node]bool {
	dep := map[*Node]bool{}
	for _, n := range Order(outs...) {
		dep[n] = slices.Contains(roots, n) || slices.ContainsFunc(n.In, func(x *Node) bool { return dep[x] })
	}
	return dep
}

// Free lists the nodes outside a body that its results use: the largest ones
// that do not depend on its holes. Constants without inputs stay inside.
func Free(results, holes []*Node) []*Node {
	dep := Depends(results, holes)
	var free []*Node
	seen := map[*Node]bool{}
	add := func(n *Node) {
		if !dep[n] && !seen[n] && !inline(n) {
			seen[n] = true
			free = append(free, n)
		}
	}
	for _, n := range Order(results...) {
		if dep[n] {
			for _, x := range n.In {
				add(x)
			}
		}
	}
	for _, n := range results {
		add(n)
	}
	return free
}

// A Number is implemented by arguments that hold a known value.
type Number interface {
	// Scalar is the value when it has no axes.
	Scalar() (float64, bool)
}

// inline nodes are cheaper to have again in a body than to pass in, and printed
// within their users: plain numbers.
func inline(n *Node) bool {
	c, ok := n.Arg.(Number)
	if !ok {
		return false
	}
	_, ok = c.Scalar()
	return ok
}

// Verify checks what every pass must keep: inputs precede users, shapes follow
// from the rows, and every node is consed in this graph.
func (g *Graph) Verify(outs ...*Node) error {
	for _, n := range Order(outs...) {
		if n.ID >= len(g.Nodes) || g.Nodes[n.ID] != n {
			return fmt.Errorf("%v belongs to another graph", n)
		}
		shapes := make([]Shape, len(n.In))
		for i, x := range n.In {
			if x.ID >= n.ID {
				return fmt.Errorf("%v uses %v, which comes later", n, x)
			}
			shapes[i] = x.Shape
		}
		if n.Prim.Infer == nil {
			continue
		}
		s, err := n.Prim.Infer(shapes, n.Arg)
		if err != nil {
			return fmt.Errorf("%v: %w", n, err)
		}
		if !slices.Equal(s, n.Shape) {
			return fmt.Errorf("%v is %v, its row says %v", n, n.Shape, s)
		}
	}
	return nil
}

// Text prints the nodes that outs need, one a line.
func Text(outs ...*Node) string {
	var b strings.Builder
	writeNodes(&b, "", nil, outs)
	return b.String()
}

func writeNodes(b *strings.Builder, indent string, known map[*Node]bool, outs []*Node) {
	for _, n := range Order(outs...) {
		if known[n] {
			continue
		}
		fmt.Fprintf(b, "%s%v = %s : %s\n", indent, n, n.Head(), n.shapes())
		if body, ok := n.Arg.(Body); ok {
			inner := map[*Node]bool{}
			for _, x := range Order(n.In...) {
				inner[x] = true
			}
			writeNodes(b, indent+"  ", inner, body.Results())
		}
	}
}

// Head is a node without its result: add(%3, %7).
func (n *Node) Head() string {
	parts := make([]string, 0, len(n.In)+1)
	for _, x := range n.In {
		parts = append(parts, x.String())
	}
	if n.Arg != nil {
		parts = append(parts, n.Arg.String())
	}
	if len(parts) == 0 {
		return n.Prim.Name
	}
	return n.Prim.Name + "(" + strings.Join(parts, ", ") + ")"
}

func (n *Node) shapes() string {
	if n.Outs == nil {
		return n.Shape.String()
	}
	parts := make([]string, len(n.Outs))
	for i, s := range n.Outs {
		parts[i] = s.String()
	}
	return strings.Join(parts, ", ")
}
