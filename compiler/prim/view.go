package prim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
)

// Arguments of views. Each names the axes of the input that it treats.
type (
	// RenameArg gives axis From the name To, pair by pair.
	RenameArg struct{ From, To []string }
	// SliceArg keeps Size items of an axis from Start in steps; steps may be negative.
	SliceArg struct {
		Axis              string
		Start, Size, Step int
	}
	// PadArg puts Value before and after an axis.
	PadArg struct {
		Axis        string
		Left, Right int
		Value       float64
	}
	// WindowArg turns an axis into windows of it: item (i, k) of the axis and Tap
	// is item i*Stride + k*Dilation.
	WindowArg struct {
		Axis, Tap                     string
		Count, Size, Stride, Dilation int
	}
	// UnwindowArg adds windows up again where they came from: the adjoint of
	// WindowArg for an axis of Length.
	UnwindowArg struct {
		WindowArg
		Length int
	}
	// MergeArg makes one axis of several, the last fastest.
	MergeArg struct {
		Axes []string
		To   string
	}
	// SplitArg makes several axes of one, the last fastest.
	SplitArg struct {
		Axis string
		To   graph.Shape
	}
	// ExpandArg repeats a value along the axes that it lacks.
	ExpandArg struct{ To graph.Shape }
	// OrderArg stores the axes in another order.
	OrderArg struct{ Axes []string }
)

func (a RenameArg) String() string {
	parts := make([]string, len(a.From))
	for i := range a.From {
		parts[i] = a.To[i] + "=" + a.From[i]
	}
	return strings.Join(parts, " ")
}

func (a SliceArg) String() string {
	return fmt.Sprintf("%s from %d, %d by %d", a.Axis, a.Start, a.Size, a.Step)
}

func (a PadArg) String() string {
	return fmt.Sprintf("%s %d+%d of %g", a.Axis, a.Left, a.Right, a.Value)
}

func (a WindowArg) String() string {
	return fmt.Sprintf("%s to %d of %s=%d, stride %d, dilation %d", a.Axis, a.Count, a.Tap, a.Size, a.Stride, a.Dilation)
}
func (a UnwindowArg) String() string { return fmt.Sprintf("%v into %d", a.WindowArg, a.Length) }
func (a MergeArg) String() string    { return strings.Join(a.Axes, "*") + " to " + a.To }
func (a SplitArg) String() string    { return a.Axis + " to " + a.To.String() }
func (a ExpandArg) String() string   { return a.To.String() }
func (a OrderArg) String() string    { return strings.Join(a.Axes, ", ") }

// view is a primitive that only moves values: read gives, for every axis of the
// result's index, where the input is read, or false for the fill value.
func view(name string, infer func(in graph.Shape, arg graph.Arg) (graph.Shape, error),
	read func(n *graph.Node, in graph.Shape, out, at []int) (fill float64, ok bool),
	grad func(b *Build, n, up *graph.Node) *graph.Node,
) *graph.Prim {
	return &graph.Prim{
		Name: name, Class: graph.View, Arity: 1,
		Infer: func(in []graph.Shape, arg graph.Arg) (graph.Shape, error) { return infer(in[0], arg) },
		Eval: func(n *graph.Node, in []graph.Array, _ graph.Runner) ([]graph.Array, error) {
			out, src := graph.NewArray(n.Shape), in[0]
			at, strides := make([]int, len(src.Shape)), src.Shape.Strides()
			i := 0
			each(n.Shape, func(index []int) {
				fill, ok := read(n, src.Shape, index, at)
				if !ok {
					out.Data[i] = fill
				} else {
					out.Data[i] = src.Data[dot(at, strides)]
				}
				i++
			})
			return []graph.Array{out}, nil
		},
		Grad: func(r graph.Reverse, n *graph.Node, up []*graph.Node) []*graph.Node {
			return []*graph.Node{grad(On(r.Graph()), n, up[0])}
		},
	}
}

// each walks all indices of a shape in storage order.
func each(s graph.Shape, f func(index []int)) {
	index := make([]int, len(s))
	for range s.Count() {
		f(index)
		for i := len(s) - 1; i >= 0; i-- {
			if index[i]++; index[i] < s[i].Size {
				break
			}
			index[i] = 0
		}
	}
}

func dot(a, b []int) int {
	n := 0
	for i, x := range a {
		n += x * b[i]
	}
	return n
}

// sameButOne copies the index and returns the place of the axis that differs.
func sameButOne(in graph.Shape, axis string, out, at []int) int {
	copy(at, out)
	return in.Index(axis)
}

func needs(in graph.Shape, axes ...string) error {
	for _, a := range axes {
		if !in.Has(a) {
			return fmt.Errorf("there is no %s axis in %v", a, in)
		}
	}
	return nil
}

// Views.
var Rename, Slice, Pad, Window, Merge, Split, Expand, Order *graph.Prim

func init() {
	Rename = view("rename",
		func(in graph.Shape, arg graph.Arg) (graph.Shape, error) {
			a := arg.(RenameArg)
			out := slices.Clone(in)
			for i, from := range a.From {
				k := in.Index(from)
				if k < 0 {
					return nil, fmt.Errorf("there is no %s axis in %v", from, in)
				}
				out[k].Name = a.To[i]
			}
			for i, x := range out {
				if out[:i].Has(x.Name) {
					return nil, fmt.Errorf("there are two axes %s", x.Name)
				}
			}
			return out, nil
		},
		func(_ *graph.Node, _ graph.Shape, out, at []int) (float64, bool) { copy(at, out); return 0, true },
		func(b *Build, n, up *graph.Node) *graph.Node {
			a := n.Arg.(RenameArg)
			return b.g.Node(Rename, RenameArg{a.To, a.From}, up)
		})

	Slice = view("slice",
		func(in graph.Shape, arg graph.Arg) (graph.Shape, error) {
			a := arg.(SliceArg)
			last := a.Start + (a.Size-1)*a.Step
			if err := needs(in, a.Axis); err != nil {
				return nil, err
			}
			if n := in.Of(a.Axis); a.Size < 1 || a.Start < 0 || a.Start >= n || last < 0 || last >= n {
				return nil, fmt.Errorf("%v does not lie within %v", a, in)
			}
			return in.With(graph.Axis{Name: a.Axis, Size: a.Size}), nil
		},
		func(n *graph.Node, in graph.Shape, out, at []int) (float64, bool) {
			a := n.Arg.(SliceArg)
			k := sameButOne(in, a.Axis, out, at)
			at[k] = a.Start + at[k]*a.Step
			return 0, true
		},
		func(b *Build, n, up *graph.Node) *graph.Node {
			a := n.Arg.(SliceArg)
			length := n.In[0].Shape.Of(a.Axis)
			if a.Step < 0 {
				last := a.Start + (a.Size-1)*a.Step
				return b.place(b.Flip(up, a.Axis), a.Axis, last, -a.Step, length)
			}
			return b.place(up, a.Axis, a.Start, a.Step, length)
		})

	Pad = view("pad",
		func(in graph.Shape, arg graph.Arg) (graph.Shape, error) {
			a := arg.(PadArg)
			if err := needs(in, a.Axis); err != nil {
				return nil, err
			}
			return in.With(graph.Axis{Name: a.Axis, Size: in.Of(a.Axis) + a.Left + a.Right}), nil
		},
		func(n *graph.Node, in graph.Shape, out, at []int) (float64, bool) {
			a := n.Arg.(PadArg)
			k := sameButOne(in, a.Axis, out, at)
			at[k] -= a.Left
			return a.Value, at[k] >= 0 && at[k] < in[k].Size
		},
		func(b *Build, n, up *graph.Node) *graph.Node {
			a := n.Arg.(PadArg)
			return b.Slice(up, a.Axis, a.Left, n.In[0].Shape.Of(a.Axis), 1)
		})

	Window = view("window",
		func(in graph.Shape, arg graph.Arg) (graph.Shape, error) {
			a := arg.(WindowArg)
			if err := needs(in, a.Axis); err != nil {
				return nil, err
			}
			if last := (a.Count-1)*a.Stride + (a.Size-1)*a.Dilation; a.Count < 1 || last >= in.Of(a.Axis) {
				return nil, fmt.Errorf("%v does not fit %v", a, in)
			}
			return in.With(graph.Axis{Name: a.Axis, Size: a.Count}).With(graph.Axis{Name: a.Tap, Size: a.Size}), nil
		},
		func(n *graph.Node, in graph.Shape, out, at []int) (float64, bool) {
			a := n.Arg.(WindowArg)
			copy(at, out[:len(in)])
			k := in.Index(a.Axis)
			at[k] = at[k]*a.Stride + out[len(in)]*a.Dilation
			return 0, true
		},
		func(b *Build, n, up *graph.Node) *graph.Node {
			a := n.Arg.(WindowArg)
			return b.g.Node(Unwindow, UnwindowArg{a, n.In[0].Shape.Of(a.Axis)}, up)
		})

	Merge = view("merge",
		func(in graph.Shape, arg graph.Arg) (graph.Shape, error) {
			a := arg.(MergeArg)
			if err := needs(in, a.Axes...); err != nil {
				return nil, err
			}
			size := 1
			for _, x := range a.Axes {
				size *= in.Of(x)
			}
			// The new axis stands where the last of the old ones stood.
			out := graph.Shape{}
			last := -1
			for i, x := range in {
				if slices.Contains(a.Axes, x.Name) {
					last = i
				}
			}
			for i, x := range in {
				switch {
				case i == last:
					out = append(out, graph.Axis{Name: a.To, Size: size})
				case !slices.Contains(a.Axes, x.Name):
					out = append(out, x)
				}
			}
			return out, nil
		},
		func(n *graph.Node, in graph.Shape, out, at []int) (float64, bool) {
			a := n.Arg.(MergeArg)
			rest := 0
			for i, x := range n.Shape {
				if x.Name == a.To {
					rest = out[i]
				} else {
					at[in.Index(x.Name)] = out[i]
				}
			}
			for i := len(a.Axes) - 1; i >= 0; i-- {
				k := in.Index(a.Axes[i])
				at[k] = rest % in[k].Size
				rest /= in[k].Size
			}
			return 0, true
		},
		func(b *Build, n, up *graph.Node) *graph.Node {
			a := n.Arg.(MergeArg)
			to := make(graph.Shape, len(a.Axes))
			for i, x := range a.Axes {
				to[i] = graph.Axis{Name: x, Size: n.In[0].Shape.Of(x)}
			}
			return b.Split(up, a.To, to)
		})

	Split = view("split",
		func(in graph.Shape, arg graph.Arg) (graph.Shape, error) {
			a := arg.(SplitArg)
			if err := needs(in, a.Axis); err != nil {
				return nil, err
			}
			if a.To.Count() != in.Of(a.Axis) {
				return nil, fmt.Errorf("%s=%d does not split into %v", a.Axis, in.Of(a.Axis), a.To)
			}
			i := in.Index(a.Axis)
			return slices.Concat(in[:i], a.To, in[i+1:]), nil
		},
		func(n *graph.Node, in graph.Shape, out, at []int) (float64, bool) {
			a := n.Arg.(SplitArg)
			k := in.Index(a.Axis)
			copy(at, out[:k])
			at[k] = 0
			for i, x := range a.To {
				at[k] = at[k]*x.Size + out[k+i]
			}
			copy(at[k+1:], out[k+len(a.To):])
			return 0, true
		},
		func(b *Build, n, up *graph.Node) *graph.Node {
			a := n.Arg.(SplitArg)
			return b.Merge(up, a.To.Names(), a.Axis)
		})

	Expand = view("expand",
		func(in graph.Shape, arg graph.Arg) (graph.Shape, error) {
			to := arg.(ExpandArg).To
			for _, x := range in {
				if !to.Has(x.Name) || to.Of(x.Name) != x.Size {
					return nil, fmt.Errorf("%v does not expand to %v", in, to)
				}
			}
			return to, nil
		},
		func(n *graph.Node, in graph.Shape, out, at []int) (float64, bool) {
			for i, x := range n.Shape {
				if k := in.Index(x.Name); k >= 0 {
					at[k] = out[i]
				}
			}
			return 0, true
		},
		func(b *Build, n, up *graph.Node) *graph.Node { return b.fit(up, n.In[0]) })

	// Order changes how a value is stored and not what it is. A device needs it
	// where order is visible: inputs, outputs, merged axes.
	Order = view("order",
		func(in graph.Shape, arg graph.Arg) (graph.Shape, error) {
			a := arg.(OrderArg)
			if err := needs(in, a.Axes...); err != nil || len(a.Axes) != len(in) {
				return nil, fmt.Errorf("%v does not order %v", a, in)
			}
			out := graph.Shape{}
			for _, x := range a.Axes {
				out = append(out, in[in.Index(x)])
			}
			return out, nil
		},
		func(n *graph.Node, in graph.Shape, out, at []int) (float64, bool) {
			for i, x := range n.Shape {
				at[in.Index(x.Name)] = out[i]
			}
			return 0, true
		},
		func(_ *Build, _, up *graph.Node) *graph.Node { return up })
}
