package prim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// A ContractArg describes a sum of products over loops: the axes of the result
// (Out) and the axes that are summed (Sum). An axis of an operand is read at the
// loop of its own name, unless A or B says otherwise. Convolution, its two
// gradients, transposed convolution and matrix products are all of this form.
type ContractArg struct {
	Out, Sum graph.Shape
	A, B     []Reading
}

// A Reading says where an axis of an operand is read: at
// (Offset + sum of Coef*loop) / Div. Where that is no whole number or lies
// outside of the axis, the operand is zero.
type Reading struct {
	Axis   string
	Terms  []Coef
	Offset int
	Div    int
}

// A Coef is a loop with its factor.
type Coef struct {
	Loop string
	By   int
}

func (r Reading) String() string {
	parts := make([]string, 0, len(r.Terms)+1)
	for _, t := range r.Terms {
		parts = append(parts, fmt.Sprintf("%d%s", t.By, t.Loop))
	}
	text := fmt.Sprintf("%s@%s%+d", r.Axis, strings.Join(parts, "+"), r.Offset)
	if r.Div > 1 {
		text += fmt.Sprintf("/%d", r.Div)
	}
	return text
}

func (a ContractArg) String() string {
	return fmt.Sprintf("out %v sum %v a %v b %v", a.Out, a.Sum, a.A, a.B)
}

// MACs is how many products are summed.
func (a ContractArg) MACs() int { return a.Out.Count() * a.Sum.Count() }

// ReadingOf an axis; ok is false for one that is read at the loop of its name.
func ReadingOf(rs []Reading, axis string) (Reading, bool) {
	i := slices.IndexFunc(rs, func(r Reading) bool { return r.Axis == axis })
	if i < 0 {
		return Reading{Axis: axis, Terms: []Coef{{axis, 1}}, Div: 1}, false
	}
	return rs[i], true
}

// Contract is a sum of products of two operands.
var Contract *graph.Prim

func init() {
	Contract = &graph.Prim{
		Name: "contract", Class: graph.Contract, Arity: 2,
		Infer: inferContract, Eval: evalContract, Grad: gradContract,
	}
}

func inferContract(in []graph.Shape, arg graph.Arg) (graph.Shape, error) {
	a := arg.(ContractArg)
	loops := slices.Concat(a.Out, a.Sum)
	for i, x := range loops {
		if x.Size < 1 {
			return nil, fmt.Errorf("axis %s would have %d items", x.Name, x.Size)
		}
		if loops[:i].Has(x.Name) {
			return nil, fmt.Errorf("loop %s is there twice", x.Name)
		}
	}
	for i, rs := range [][]Reading{a.A, a.B} {
		for _, x := range in[i] {
			r, special := ReadingOf(rs, x.Name)
			for _, t := range r.Terms {
				if !loops.Has(t.Loop) {
					return nil, fmt.Errorf("axis %s of %v is neither kept nor summed", x.Name, in[i])
				}
			}
			if !special && loops.Of(x.Name) != x.Size {
				return nil, fmt.Errorf("axis %s is %d in %v and %d in the sum", x.Name, x.Size, in[i], loops.Of(x.Name))
			}
		}
	}
	return a.Out, nil
}

// An Affine is an operand laid out so that every loop moves through it by a
// constant stride: zeros are written out around and between its items where a
// loop reads outside of an axis or between two items.
type Affine struct {
	// Spread and Pad say how each axis of the operand is written out: item i lies
	// at Left + i*Spread of an axis of Size.
	Axes []AffineAxis
	// Base is the place of loop index zero; Stride is by loop.
	Base   int
	Stride []int
}

// An AffineAxis is one axis of an operand, written out.
type AffineAxis struct{ Left, Spread, Size int }

// Plain reports whether the operand needs no writing out.
func (a Affine) Plain(s graph.Shape) bool {
	for i, x := range a.Axes {
		if x.Left != 0 || x.Spread != 1 || x.Size != s[i].Size {
			return false
		}
	}
	return true
}

// AffineOf an operand with the given shape, read by rs along loops.
func AffineOf(s graph.Shape, rs []Reading, loops graph.Shape) Affine {
	out := Affine{Stride: make([]int, len(loops))}
	readings := make([]Reading, len(s))
	first := make([]int, len(s))
	for i, x := range s {
		r, _ := ReadingOf(rs, x.Name)
		readings[i] = r
		lo, hi := r.Offset, r.Offset
		for _, t := range r.Terms {
			if reach := t.By * (loops.Of(t.Loop) - 1); reach < 0 {
				lo += reach
			} else {
				hi += reach
			}
		}
		spread := max(1, r.Div)
		left := max(0, -lo)
		size := max((x.Size-1)*spread, hi) + 1 + left
		out.Axes = append(out.Axes, AffineAxis{left, spread, size})
		first[i] = r.Offset + left
	}
	stride := 1
	for i := len(s) - 1; i >= 0; i-- {
		out.Base += first[i] * stride
		for _, t := range readings[i].Terms {
			out.Stride[loops.Index(t.Loop)] += t.By * stride
		}
		stride *= out.Axes[i].Size
	}
	return out
}

// write lays an operand out.
func (a Affine) write(x graph.Array) []float64 {
	if a.Plain(x.Shape) {
		return x.Data
	}
	n := 1
	for _, axis := range a.Axes {
		n *= axis.Size
	}
	out := make([]float64, n)
	i := 0
	each(x.Shape, func(index []int) {
		place := 0
		for k, axis := range a.Axes {
			place = place*axis.Size + axis.Left + index[k]*axis.Spread
		}
		out[place] = x.Data[i]
		i++
	})
	return out
}

func evalContract(n *graph.Node, in []graph.Array, _ graph.Runner) ([]graph.Array, error) {
	a := n.Arg.(ContractArg)
	loops := slices.Concat(a.Out, a.Sum)
	l, r := AffineOf(in[0].Shape, a.A, loops), AffineOf(in[1].Shape, a.B, loops)
	x, y := l.write(in[0]), r.write(in[1])
	out := graph.NewArray(n.Shape)
	kept := len(a.Out)
	i := 0
	each(a.Out, func(index []int) {
		out.Data[i] = products(a.Sum, x, y, l.Base+dot(index, l.Stride), r.Base+dot(index, r.Stride), l.Stride[kept:], r.Stride[kept:])
		i++
	})
	return []graph.Array{out}, nil
}

// products sums x*y along the loops of sum, from places p and q on.
func products(sum graph.Shape, x, y []float64, p, q int, sp, sq []int) float64 {
	if len(sum) == 0 {
		return x[p] * y[q]
	}
	total := 0.0
	if len(sum) == 1 {
		for range sum[0].Size {
			total += x[p] * y[q]
			p, q = p+sp[0], q+sq[0]
		}
		return total
	}
	for range sum[0].Size {
		total += products(sum[1:], x, y, p, q, sp[1:], sq[1:])
		p, q = p+sp[0], q+sq[0]
	}
	return total
}

// gradContract: the gradient of an operand is a contraction of the other one
// with what comes from above. An axis that was read at an affine place of a kept
// loop is the new loop, and the result above is read at the place solved for it.
func gradContract(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
	a, b := n.Arg.(ContractArg), On(r.Graph())
	out := make([]*graph.Node, 2)
	if r.Wants(n.In[0]) {
		out[0] = adjoint(b, a, n.In[0], a.A, n.In[1], a.B, up[0])
	}
	if r.Wants(n.In[1]) {
		out[1] = adjoint(b, a, n.In[1], a.B, n.In[0], a.A, up[0])
	}
	return out
}

func adjoint(b *Build, a ContractArg, x *graph.Node, xs []Reading, y *graph.Node, ys []Reading, up *graph.Node) *graph.Node {
	loops := slices.Concat(a.Out, a.Sum)
	kept := graph.Shape{}          // loops that index x
	solved := map[string]Reading{} // axis of up -> where it is read
	for _, axis := range x.Shape {
		reading, special := ReadingOf(xs, axis.Name)
		if !special {
			kept = append(kept, axis)
			continue
		}
		main, ok := solve(reading, a.Out)
		if !ok {
			// The axis has no loop of its own among those kept: x's place is a sum of
			// summed loops. Writing it out through a full window keeps it right.
			b.g.Fail("contract", "cannot differentiate axis %s read at %v", axis.Name, reading)
		}
		solved[main.Axis] = main
		kept = append(kept, axis)
	}
	sum := graph.Shape{}
	for _, l := range loops {
		if _, gone := solved[l.Name]; gone || kept.Has(l.Name) {
			continue
		}
		sum = append(sum, l)
	}
	arg := ContractArg{Out: kept, Sum: sum, B: ys}
	for _, axis := range up.Shape {
		if s, ok := solved[axis.Name]; ok {
			arg.A = append(arg.A, s)
		}
	}
	for _, rd := range ys {
		for _, t := range rd.Terms {
			if _, gone := solved[t.Loop]; gone {
				b.g.Fail("contract", "both operands slide along %s", t.Loop)
			}
		}
	}
	for _, axis := range y.Shape {
		if _, gone := solved[axis.Name]; gone {
			if _, special := ReadingOf(ys, axis.Name); !special {
				// y is indexed by the loop that was solved away: read it at the same place.
				s := solved[axis.Name]
				arg.B = append(slices.Clone(arg.B), s)
			}
		}
	}
	// Loops that neither up nor y knows are repeated: x was constant along them.
	repeat := 1
	for i := len(arg.Sum) - 1; i >= 0; i-- {
		l := arg.Sum[i]
		if !usesLoop(up.Shape, arg.A, l.Name) && !usesLoop(y.Shape, arg.B, l.Name) {
			repeat *= l.Size
			arg.Sum = slices.Delete(slices.Clone(arg.Sum), i, i+1)
		}
	}
	g := b.g.Node(Contract, arg, up, y)
	if repeat > 1 {
		g = b.Mul(g, b.Num(float64(repeat)))
	}
	return b.Ordered(g, x.Shape)
}

func usesLoop(s graph.Shape, rs []Reading, loop string) bool {
	for _, a := range s {
		r, _ := ReadingOf(rs, a.Name)
		if slices.ContainsFunc(r.Terms, func(t Coef) bool { return t.Loop == loop }) {
			return true
		}
	}
	return false
}

// solve turns place = (off + c*out + rest)/div into out = (div*place - off - rest)/c.
// The new loop has the name of the axis that was read.
func solve(r Reading, out graph.Shape) (Reading, bool) {
	for i, t := range r.Terms {
		if !out.Has(t.Loop) || t.By <= 0 {
			continue
		}
		s := Reading{Axis: t.Loop, Terms: []Coef{{r.Axis, max(1, r.Div)}}, Offset: -r.Offset, Div: t.By}
		for k, o := range r.Terms {
			if k != i {
				s.Terms = append(s.Terms, Coef{o.Loop, -o.By})
			}
		}
		return s, true
	}
	return Reading{}, false
}
