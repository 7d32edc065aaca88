package layer

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// An Init says how a weight begins. FanIn and FanOut are the numbers of values
// that one output sums and that one input feeds.
type Init struct {
	Rule          string // one of Rules
	FanIn, FanOut int
	Value         float64     // of the rule constant
	Rows          []string    // axes that make the rows of an orthogonal matrix
	Given         graph.Array // of the rule given
}

// Rules of initialisation by name, with the frameworks' defaults: Keras starts
// kernels with glorot_uniform and recurrent kernels with orthogonal; PyTorch
// starts both kernels and biases with torch, uniform within 1/sqrt(fan in), and embeddings with normal.
var Rules = []string{
	"glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal",
	"torch", "orthogonal", "trunc_normal", "normal", "zeros", "ones",
}

// Zeros, Ones and Constant are plain beginnings.
var (
	Zeros = Init{Rule: "zeros"}
	Ones  = Init{Rule: "ones"}
)

// Values draws a weight. The stream is the weight's own.
func (i Init) Values(s graph.Shape, r *random.Stream) []float32 {
	out := make([]float32, s.Count())
	fill := func(f func() float64) []float32 {
		for k := range out {
			out[k] = float32(f())
		}
		return out
	}
	uniform := func(limit float64) []float32 {
		return fill(func() float64 { return limit * (2*r.Float64() - 1) })
	}
	in, both := float64(max(1, i.FanIn)), float64(max(1, i.FanIn+i.FanOut))
	switch i.Rule {
	case "zeros":
		return out
	case "ones":
		return fill(func() float64 { return 1 })
	case "constant":
		return fill(func() float64 { return i.Value })
	case "given":
		for k := range out {
			out[k] = float32(i.Given.Data[k])
		}
		return out
	case "glorot_uniform":
		return uniform(math.Sqrt(6 / both))
	case "he_uniform":
		return uniform(math.Sqrt(6 / in))
	case "lecun_uniform":
		return uniform(math.Sqrt(3 / in))
	case "torch":
		return uniform(1 / math.Sqrt(in))
	case "glorot_normal":
		return fill(truncated(r, math.Sqrt(2/both)))
	case "he_normal":
		return fill(truncated(r, math.Sqrt(2/in)))
	case "lecun_normal":
		return fill(truncated(r, math.Sqrt(1/in)))
	case "normal":
		return fill(r.Normal)
	case "trunc_normal":
		return fill(truncated(r, 0.02*truncatedSD))
	case "orthogonal":
		return i.orthogonal(s, r)
	}
	panic(fmt.Sprintf("no rule %q to begin a weight by", i.Rule))
}

// truncatedSD is the standard deviation of a normal value cut at two of them.
const truncatedSD = 0.87962566103423978

// truncated draws normal values cut at two standard deviations, scaled so that
// what remains has the deviation asked for, as Keras does.
func truncated(r *random.Stream, sd float64) func() float64 {
	return func() float64 {
		for {
			if z := r.Normal(); math.Abs(z) <= 2 {
				return z * sd / truncatedSD
			}
		}
	}
}

// orthogonal draws a matrix with orthonormal rows or columns, whichever are
// fewer (Saxe et al. 2014), by Gram-Schmidt on normal values.
func (i Init) orthogonal(s graph.Shape, r *random.Stream) []float32 {
	rows := 1
	for _, a := range s.Only(i.Rows...) {
		rows *= a.Size
	}
	cols := s.Count() / max(1, rows)
	n, m := min(rows, cols), max(rows, cols)
	basis := make([][]float64, n)
	for k := range basis {
		v := make([]float64, m)
		for {
			for j := range v {
				v[j] = r.Normal()
			}
			// Twice is enough for working precision.
			for range 2 {
				for _, u := range basis[:k] {
					d := 0.0
					for j := range v {
						d += v[j] * u[j]
					}
					for j := range v {
						v[j] -= d * u[j]
					}
				}
			}
			norm := 0.0
			for _, x := range v {
				norm += x * x
			}
			if norm = math.Sqrt(norm); norm > 1e-6 {
				for j := range v {
					v[j] /= norm
				}
				break
			}
		}
		basis[k] = v
	}
	out := make([]float32, s.Count())
	isRow := make([]bool, len(s))
	for k, a := range s {
		for _, name := range i.Rows {
			isRow[k] = isRow[k] || a.Name == name
		}
	}
	for k := range out {
		rest, row, col, rs, cs := k, 0, 0, 1, 1
		for d := len(s) - 1; d >= 0; d-- {
			x := rest % s[d].Size
			rest /= s[d].Size
			if isRow[d] {
				row, rs = row+x*rs, rs*s[d].Size
			} else {
				col, cs = col+x*cs, cs*s[d].Size
			}
		}
		if rows <= cols {
			out[k] = float32(basis[row][col])
		} else {
			out[k] = float32(basis[col][row])
		}
	}
	return out
}
