package kernel_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

var unaries = []struct {
	name string
	op   kernel.UnaryOp
	ref  func(float64) float64
}{
	{"neg", kernel.Neg, func(x float64) float64 { return -x }},
	{"recip", kernel.Recip, func(x float64) float64 { return 1 / x }},
	{"exp", kernel.Exp, math.Exp},
	{"expm1", kernel.Expm1, math.Expm1},
	{"log", kernel.Log, math.Log},
	{"log1p", kernel.Log1p, math.Log1p},
	{"sin", kernel.Sin, math.Sin},
	{"cos", kernel.Cos, math.Cos},
	{"sqrt", kernel.Sqrt, math.Sqrt},
	{"tanh", kernel.Tanh, math.Tanh},
	{"erf", kernel.Erf, math.Erf},
	{"sigmoid", kernel.Sigmoid, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }},
	{"floor", kernel.Floor, math.Floor},
	{"sign", kernel.Sign, sign},
	{"step", kernel.Step, func(x float64) float64 { return truth(x > 0) }},
	{"abs", kernel.Abs, math.Abs},
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func sign(x float64) float64 { return truth(x > 0) - truth(x < 0) }

// values are random numbers of every exponent and sign, dense grids where the
// functions bend, and the ends of the number line.
func values() []float32 {
	r := source()
	inf := float32(math.Inf(1))
	x := []float32{
		0, float32(math.Copysign(0, -1)), 1, -1, 80, -80, 88.72, 88.73, -87.4, -103.9, -104.1, 1000, -1000,
		math.SmallestNonzeroFloat32, -math.SmallestNonzeroFloat32, 1e-40, -1e-40, 1.1754944e-38,
		math.MaxFloat32, -math.MaxFloat32, inf, -inf, float32(math.NaN()),
	}
	for range 200000 {
		x = append(x, math.Float32frombits(r.Uint32()))
	}
	for i := range 200000 {
		x = append(x, float32(i-100000)*1e-3, float32(i-100000)*1e-4, 1+float32(i-100000)*1e-7)
	}
	return x
}

func TestUnaryAccuracy(t *testing.T) {
	x := values()
	y := make([]float32, len(x))
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		for _, u := range unaries {
			s.Unary(u.op, y, x)
			worst, at := 0.0, float32(0)
			for i, v := range x {
				if e := ulps(y[i], u.ref(float64(v))); e > worst {
					worst, at = e, v
				}
			}
			t.Logf("%-8s %.2f ulp at %g", u.name, worst, at)
			if worst > kernel.UnaryBound(u.op)+0.01 {
				s.Unary(u.op, y[:1], []float32{at})
				t.Errorf("%s(%g) = %g, want %g: %.2f ulp, more than %g", u.name, at, y[0], u.ref(float64(at)), worst, kernel.UnaryBound(u.op))
			}
		}
	})
}

// TestUnaryLengths checks that each length gives what the whole gives, in place,
// and leaves what follows alone.
func TestUnaryLengths(t *testing.T) {
	x := normal(source(), 2000)
	eachSet(t, func(t *testing.T, s *kernel.Set) {
		for _, u := range unaries {
			whole := make([]float32, len(x))
			s.Unary(u.op, whole, x)
			for _, n := range lengths() {
				y := append([]float32(nil), x[:n+9]...)
				s.Unary(u.op, y[:n], y[:n])
				for i, v := range y {
					want := x[i]
					if i < n {
						want = whole[i]
					}
					if v != want && (v == v || want == want) {
						t.Fatalf("%s, %d long: [%d] is %g, want %g", u.name, n, i, v, want)
					}
				}
			}
		}
	})
}
