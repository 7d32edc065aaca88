package prim

import (
	"crypto/sha256"
	bits "encoding/binary"
	"fmt"
	"math"
	"strconv"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// A Constant is a value known at compile time.
type Constant struct {
	graph.Array
	key string
}

// String identifies the values.
func (c *Constant) String() string { return c.key }

// Scalar reports the value of a constant without axes.
func (c *Constant) Scalar() (float64, bool) {
	if len(c.Shape) == 0 {
		return c.Data[0], true
	}
	return 0, false
}

func constant(a graph.Array) *Constant {
	if len(a.Shape) == 0 {
		return &Constant{a, strconv.FormatFloat(a.Data[0], 'g', -1, 64)}
	}
	h := sha256.New()
	var word [8]byte
	for _, v := range a.Data {
		bits.LittleEndian.PutUint64(word[:], math.Float64bits(v))
		h.Write(word[:])
	}
	return &Constant{a, fmt.Sprintf("%v#%x", a.Shape, h.Sum(nil)[:8])}
}

// Literal is the number behind a constant scalar.
func Literal(n *graph.Node) (float64, bool) {
	if c, ok := n.Arg.(*Constant); ok {
		return c.Scalar()
	}
	return 0, false
}

// A Named argument is the name and shape of an input.
type Named struct {
	Name  string
	Shape graph.Shape
}

func (a Named) String() string { return a.Name + " " + a.Shape.String() }

// A Draw is the path of a random value and its shape.
type Draw struct {
	Path  string
	Shape graph.Shape
}

func (a Draw) String() string { return a.Path + " " + a.Shape.String() }

// KeyShape is the shape of what makes draws differ: two words that name the run
// and one that counts its steps, each a whole number below 2^24.
var KeyShape = graph.Shape{{Name: "word", Size: 3}}

// Sources.
var Const, Input, Random *graph.Prim

func init() {
	Const = &graph.Prim{
		Name: "const", Class: graph.Source, Infer: func(_ []graph.Shape, a graph.Arg) (graph.Shape, error) { return a.(*Constant).Shape, nil },
		Eval: func(n *graph.Node, _ []graph.Array, _ graph.Runner) ([]graph.Array, error) {
			return []graph.Array{n.Arg.(*Constant).Array}, nil
		},
	}
	// Input is a value from outside: data, weights, state, or a hole in a body.
	Input = &graph.Prim{
		Name: "input", Class: graph.Source, Infer: func(_ []graph.Shape, a graph.Arg) (graph.Shape, error) { return a.(Named).Shape, nil },
		Eval: func(n *graph.Node, _ []graph.Array, _ graph.Runner) ([]graph.Array, error) {
			return nil, fmt.Errorf("input %s has no value", n.Arg.(Named).Name)
		},
	}
	// Random is uniform in [0, 1) by Philox: element i of the value depends on the
	// path, the key and i alone, and is a multiple of 2^-24.
	Random = &graph.Prim{
		Name: "random", Class: graph.Source, Arity: 1,
		Infer: func(in []graph.Shape, a graph.Arg) (graph.Shape, error) {
			if !in[0].Same(KeyShape) {
				return nil, fmt.Errorf("its key must be %v", KeyShape)
			}
			return a.(Draw).Shape, nil
		},
		Grad: func(graph.Reverse, *graph.Node, []*graph.Node) []*graph.Node { return []*graph.Node{nil} },
		Eval: func(n *graph.Node, in []graph.Array, _ graph.Runner) ([]graph.Array, error) {
			out := graph.NewArray(n.Shape)
			k := in[0].Data
			s := DrawStream(n.Arg.(Draw).Path, k[0], k[1], k[2])
			for i := range out.Data {
				out.Data[i] = Uniform24(s, i)
			}
			return []graph.Array{out}, nil
		},
	}
}

// DrawStream is the stream behind a draw; devices use the same one.
func DrawStream(path string, a, b, step float64) *random.Stream {
	return random.New(uint64(a)<<24|uint64(b), path, uint64(step))
}

// Uniform24 is element i of a draw.
func Uniform24(s *random.Stream, i int) float64 {
	return float64(s.Block(uint64(i / 4))[i%4]>>8) * 0x1p-24
}
