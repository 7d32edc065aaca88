package lane

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"testing"
)

// both runs f with the portable and the AVX2 set and wants the same bits.
func both(t *testing.T, f func(s *Set) []float64) {
	t.Helper()
	fast, ok := AVX2()
	if !ok {
		t.Skip("this machine has no AVX2")
	}
	want, got := f(Portable()), f(fast)
	for i := range want {
		if math.Float64bits(want[i]) != math.Float64bits(got[i]) {
			t.Fatalf("value %d of %d: portable %v, avx2 %v", i, len(want), want[i], got[i])
		}
	}
}

func numbers(seed uint64, n int) []float64 {
	r := rand.New(rand.NewPCG(seed, 7))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func quads(seed uint64, n int) []Quad {
	x := numbers(seed, Lanes*n)
	q := make([]Quad, n)
	for i := range q {
		copy(q[i][:], x[Lanes*i:])
	}
	return q
}

func flat(q []Quad) (x []float64) {
	for i := range q {
		x = append(x, q[i][:]...)
	}
	return x
}

var sections = []Section{{1, -2, 1, -1.7, 0.8}, {0.5, 0.1, 0.3, -0.9, 0.5}, {1, 0.2, 0, 0.3, 0.1}}

func TestCascadesAgree(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 8, 511, 513, 4099} {
		for used := range len(sections) + 1 {
			for _, backward := range []bool{false, true} {
				t.Run(fmt.Sprint(n, used, backward), func(t *testing.T) {
					both(t, func(s *Set) []float64 {
						var rows [Lanes][]float64
						for i := range rows {
							rows[i] = numbers(uint64(i), n)
						}
						c := s.NewCascade(sections[:used])
						for i := range c.State {
							c.State[i] = State{Quad{1, 2, 3, 4}, Quad{-1, 0.5, 2, 1}}
						}
						if backward {
							c.Backward(&rows)
						} else {
							c.Forward(&rows)
						}
						out := slices.Concat(rows[:]...)
						for _, st := range c.State {
							out = append(append(out, st.Z1[:]...), st.Z2[:]...)
						}
						return out
					})
				})
			}
		}
	}
}

// A cascade backward is one forward on reversed rows.
func TestBackwardIsForwardReversed(t *testing.T) {
	x := numbers(1, 1003)
	y := slices.Clone(x)
	c := Best().NewCascade(sections)
	c.Backward(&[Lanes][]float64{x, x, x, x})
	slices.Reverse(y)
	d := Best().NewCascade(sections)
	d.Forward(&[Lanes][]float64{y, y, y, y})
	slices.Reverse(y)
	if !slices.Equal(x, y) {
		t.Fatal("they differ")
	}
}

func TestProductsAgree(t *testing.T) {
	for _, size := range [][3]int{{1, 1, 1}, {2, 4, 4}, {3, 5, 7}, {5, 3, 64}, {4, 9, 33}, {7, 7, 1001}} {
		m, n, k := size[0], size[1], size[2]
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			a, b := Rows{numbers(1, m*(k+1)), k + 1}, Rows{numbers(2, n*k), k}
			both(t, func(s *Set) []float64 {
				out := make([]float64, m*n)
				s.MulTrans(Rows{out, n}, a, b, m, n, k)
				for i := range m {
					for j := range n {
						want := 0.0
						for l, v := range a.row(i, k) {
							want += v * b.row(j, k)[l]
						}
						if math.Abs(want-out[i*n+j]) > 1e-11 {
							t.Fatalf("entry %d %d is %v, want %v", i, j, out[i*n+j], want)
						}
					}
				}
				return out
			})
			both(t, func(s *Set) []float64 {
				out := make([]float64, m*m)
				s.Gram(Rows{out, m}, a, m, k)
				for i := range m {
					for j := i + 1; j < m; j++ {
						out[i*m+j] = 0 // the upper triangle is left open
					}
				}
				return out
			})
		})
	}
}

func TestQuadKernelsAgree(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 8, 13} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			f := numbers(3, n*n)
			both(t, func(s *Set) []float64 {
				a, left, out := Square{n, quads(1, n*n)}, NewSquare(n), NewSquare(n)
				s.MulNumbers(left, f, a)
				s.MulNumbersTrans(out, left, f)
				u, tau := quads(4, n), quads(5, 1)[0]
				s.ReflectBoth(Block{out.Data, n}, u, &tau, quads(6, n))
				s.ReflectRight(Block{left.Data, n}, n, u, &tau)
				dots := s.Dots(u, left.Row(0))
				return slices.Concat(flat(left.Data), flat(out.Data), dots[:])
			})
			both(t, func(s *Set) []float64 {
				d, z := quads(1, n), Square{n, quads(2, n*n)}
				for i := range d {
					for l := range d[i] {
						d[i][l] = 5 + math.Abs(d[i][l])
					}
				}
				x, y, w := [2]Quad{{1, 2, 3, 4}, {2, 2, 1, 1}}, [2]Quad{{1, 1, 1, 1}}, [2]Quad{{1, 2, 1, 2}, {1, 1, 0, 1}}
				s.NewResolvents(n).Subtract(z, d, quads(3, n), &x, &y, &w)
				return flat(z.Data)
			})
		})
	}
}

// wide names what AVX2 does not have: vector registers above 15, 512-bit and mask
// registers, which the generator reaches for silently when it runs out of others.
var wideRegisters = regexp.MustCompile(`\b(?:[XY](?:1[6-9]|2[0-9]|3[01])|Z[0-9]+|K[0-7])\b`)

func TestAssemblyKeepsToAVX2(t *testing.T) {
	text, err := os.ReadFile("avx2_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	if hit := wideRegisters.Find(text); hit != nil {
		t.Errorf("it uses %s", hit)
	}
	if regexp.MustCompile(`\bVF(N?)M(ADD|SUB)`).Match(text) {
		t.Error("it fuses a product with a sum, which rounds unlike plain Go")
	}
}
