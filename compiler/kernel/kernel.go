package kernel

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// A Value is an array that kernels read and write, dense in the order of Shape
// unless Strides says otherwise.
type Value struct {
	Name    string
	Shape   graph.Shape
	Strides []int     // by axis; nil when dense
	Known   []float32 // of a constant
}

// Count is the number of elements.
func (v *Value) Count() int { return v.Shape.Count() }

// Steps is the distance of neighbours along every axis.
func (v *Value) Steps() []int {
	if v.Strides != nil {
		return v.Strides
	}
	return v.Shape.Strides()
}

// An Access is how a value is met in loops: at Base plus each loop's index times
// its stride. Outside of the box Lo..Hi of the loops (nil: there is none) a load
// gives Fill.
type Access struct {
	Value  int
	Base   int
	Stride []int
	Lo, Hi []int
	Fill   float32
}

// Same reports whether both meet the same elements in the same loops.
func (a Access) Same(b Access) bool {
	return a.Value == b.Value && a.Base == b.Base && slices.Equal(a.Stride, b.Stride) &&
		slices.Equal(a.Lo, b.Lo) && slices.Equal(a.Hi, b.Hi) && (a.Lo == nil || a.Fill == b.Fill)
}

// A Work is what one kernel does.
type Work interface {
	// Reads and Writes are the values concerned; a scan's body is not looked into.
	Reads() []int
	Writes() []int
	// Flops is about how many operations it makes.
	Flops() int
}

// A Kernel is one launch.
type Kernel struct {
	Name string // the result that it is there for
	Work Work
}

// A Plan is a whole function: values, and kernels in order.
type Plan struct {
	Values  []*Value
	Kernels []*Kernel
	Inputs  []int // values, -1 for an input that nothing reads
	Outputs []int
	Carry   []graph.Carried // by place in Inputs and Outputs
}

// A StepKind tells the forms of a Step.
type StepKind uint8

// The steps of a loop: load an element, a number, or an instruction.
const (
	Load StepKind = iota
	Number
	Apply
)

// A Step makes the register of its own place in Loop.Steps.
type Step struct {
	Kind StepKind
	From Access  // of a load
	Num  float32 // of a number
	Op   Op      // of an instruction
	In   [3]int
}

// Same reports whether both steps make the same register.
func (s Step) Same(t Step) bool {
	if s.Kind != t.Kind {
		return false
	}
	switch s.Kind {
	case Load:
		return s.From.Same(t.From)
	case Number:
		return s.Num == t.Num
	}
	return s.Op == t.Op && s.In == t.In
}

// A How is the kind of a fold.
type How uint8

// Folds: the sum, the largest, and the place of the first largest.
const (
	FoldSum How = iota
	FoldMax
	FoldPlace
)

func (h How) String() string { return [...]string{"sum", "highest", "place"}[h] }

// A Store writes a register to a value.
type Store struct {
	To  Access
	Reg int
}

// A Fold reduces a register over the loops that are not in Kept.
type Fold struct {
	To   Access // stride 0 along reduced loops
	Kept []bool
	How  How
	Reg  int
}

// A Loop computes registers for every index of its axes, and stores and reduces
// some of them. Axes are in storage order of what it is there for; a device may
// walk them in another.
type Loop struct {
	Axes   graph.Shape
	Steps  []Step
	Stores []Store
	Folds  []Fold
	// Margin fills what the stores leave out: the values of a padded result.
	Margin []Margin
}

// A Margin sets Value to Fill outside of the box Lo..Hi of its axes.
type Margin struct {
	Value  int
	Lo, Hi []int
	Fill   float32
}

// Reads of a loop.
func (l *Loop) Reads() []int {
	var out []int
	for _, s := range l.Steps {
		if s.Kind == Load {
			out = add(out, s.From.Value)
		}
	}
	return out
}

// Writes of a loop.
func (l *Loop) Writes() []int {
	var out []int
	for _, s := range l.Stores {
		out = add(out, s.To.Value)
	}
	for _, f := range l.Folds {
		out = add(out, f.To.Value)
	}
	return out
}

// Flops of a loop.
func (l *Loop) Flops() int {
	n := len(l.Folds)
	for _, s := range l.Steps {
		if s.Kind == Apply {
			n += s.Op.Price()
		}
	}
	return n * l.Axes.Count()
}

// A Product is a sum of products: Out = sum of A*B over the loops from Kept on.
type Product struct {
	Loops     graph.Shape
	Kept      int
	A, B, Out Access // Out has stride 0 along summed loops
}

// Reads of a product.
func (p *Product) Reads() []int { return add([]int{p.A.Value}, p.B.Value) }

// Writes of a product.
func (p *Product) Writes() []int { return []int{p.Out.Value} }

// Flops of a product.
func (p *Product) Flops() int { return 2 * p.Loops.Count() }

// A Draw fills Out with uniform numbers that depend on Path, on the three words
// of Key, and on the place alone.
type Draw struct {
	Path     string
	Key, Out int
}

// Reads of a draw.
func (d *Draw) Reads() []int { return []int{d.Key} }

// Writes of a draw.
func (d *Draw) Writes() []int { return []int{d.Out} }

// Flops of a draw.
func (d *Draw) Flops() int { return 0 }

// A Pick moves items between a table and a list of them by number. Loops walk the
// list: it lies at List, the number of the item at Which, and the item's elements
// in the table at Table plus number*Step. Numbers outside of 0..Length-1 stand for
// no item. A gather reads the table; a scatter (Into) clears it and adds to it.
type Pick struct {
	Loops              graph.Shape
	List, Which, Table Access
	Step, Length       int
	Into               bool
}

// Reads of a pick.
func (p *Pick) Reads() []int {
	if p.Into {
		return add([]int{p.List.Value}, p.Which.Value)
	}
	return add([]int{p.Table.Value}, p.Which.Value)
}

// Writes of a pick.
func (p *Pick) Writes() []int {
	if p.Into {
		return []int{p.Table.Value}
	}
	return []int{p.List.Value}
}

// Flops of a pick.
func (p *Pick) Flops() int { return p.Loops.Count() }

// An Overlap clears To and adds every element of From where To says: windows that
// are added up again.
type Overlap struct {
	Loops    graph.Shape
	From, To Access
}

// Reads of an overlap.
func (o *Overlap) Reads() []int { return []int{o.From.Value} }

// Writes of an overlap.
func (o *Overlap) Writes() []int { return []int{o.To.Value} }

// Flops of an overlap.
func (o *Overlap) Flops() int { return o.Loops.Count() }

// A Covariance is that of the items of windows of a signal: item k of window t is
// t*Stride + k*Dilation - Left, zero outside of the Length of the signal. A signal
// lies along Step, and its Size by Size entries are dense in Out. The first Kept
// loops tell the matrices apart, the others are averaged over.
type Covariance struct {
	Loops                               graph.Shape
	Kept                                int
	In, Out                             Access
	Step, Length                        int
	Size, Stride, Dilation, Left, Count int
}

// Reads of a covariance.
func (c *Covariance) Reads() []int { return []int{c.In.Value} }

// Writes of a covariance.
func (c *Covariance) Writes() []int { return []int{c.Out.Value} }

// Flops of a covariance: one pass for each lag, then two products an entry.
func (c *Covariance) Flops() int {
	return 2 * c.Loops.Count() * (c.Size*c.Count + c.Size*c.Size*max(1, c.Dilation/c.Stride))
}

// A Scan runs a plan for every item of an axis. Values of the body are named by
// their place in Body.Values, the others belong to the plan around it.
type Scan struct {
	Steps   int
	Reverse bool
	Body    *Plan
	Carries []Carry
	Slices  []Slice
	Free    []Pair // values that every step sees
	Emits   []Slice
}

// A Carry is handed from step to step: First is its value before the first, In
// and Next are the body's. Found keeps it as every step found it and Last is what
// remains; -1 where nobody asks.
type Carry struct {
	First, Last, Found int
	In, Next           int
}

// A Slice is item t of an outer value: the elements from t*Step on.
type Slice struct {
	Outer, Inner int
	Step         int
}

// A Pair is one value by both names.
type Pair struct{ Outer, Inner int }

// Reads of a scan.
func (s *Scan) Reads() []int {
	var out []int
	for _, c := range s.Carries {
		out = add(out, c.First)
	}
	for _, x := range s.Slices {
		out = add(out, x.Outer)
	}
	for _, x := range s.Free {
		out = add(out, x.Outer)
	}
	return out
}

// Writes of a scan.
func (s *Scan) Writes() []int {
	var out []int
	for _, c := range s.Carries {
		for _, v := range []int{c.Last, c.Found} {
			if v >= 0 {
				out = add(out, v)
			}
		}
	}
	for _, x := range s.Emits {
		out = add(out, x.Outer)
	}
	return out
}

// Flops of a scan.
func (s *Scan) Flops() int {
	n := 0
	for _, k := range s.Body.Kernels {
		n += k.Work.Flops()
	}
	return n * s.Steps
}

func add(list []int, v int) []int {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}
