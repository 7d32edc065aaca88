package random

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

// draws calls f n times on one generator.
func draws(n int, f func() float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = f()
	}
	return out
}

func floats(v []int) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

// shuffled is base..base+n-1 shuffled a number of times.
func shuffled(m *Mersenne, n, base, times int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(base + i)
	}
	for range times {
		m.Shuffle(n, func(i, j int) { v[i], v[j] = v[j], v[i] })
	}
	return v
}

// The index names the outputs but not their arguments, which stand here.
var outputs = map[string]func(t *testing.T, m *Mersenne, n int) []float64{
	"raw_uint32": func(_ *testing.T, m *Mersenne, n int) []float64 {
		return draws(n, func() float64 { return float64(m.Uint32()) })
	},
	"random_sample": func(_ *testing.T, m *Mersenne, n int) []float64 { return draws(n, m.Float64) },
	"randint_10":    integers(10),
	"randint_1000":  integers(1000),
	"randint_big":   integers(1 << 40),
	"randn":         func(_ *testing.T, m *Mersenne, n int) []float64 { return draws(n, m.Normal) },
	"uniform": func(_ *testing.T, m *Mersenne, n int) []float64 {
		return draws(n, func() float64 { return -1 + 4*m.Float64() })
	},
	"exponential": func(_ *testing.T, m *Mersenne, n int) []float64 {
		return draws(n, func() float64 { return 2 * m.Exponential() })
	},
	"gamma": func(_ *testing.T, m *Mersenne, n int) []float64 {
		return draws(n, func() float64 { return m.Gamma(2.5) })
	},
	"normal": func(_ *testing.T, m *Mersenne, n int) []float64 {
		return draws(n, func() float64 { return 1 + 2*m.Normal() })
	},
	"choice_noreplace": func(_ *testing.T, m *Mersenne, n int) []float64 {
		return floats(m.Perm(50)[:n])
	},
	"choice_replace": integers(50),
	"choice_p": func(_ *testing.T, m *Mersenne, n int) []float64 {
		return draws(n, func() float64 { return float64(m.Choose([]float64{0.1, 0.2, 0.3, 0.4})) })
	},
	"binomial": counts(func(m *Mersenne) (int, error) { return m.Binomial(10, 0.3) }),
	"poisson":  counts(func(m *Mersenne) (int, error) { return m.Poisson(3) }),
	"shuffle_list_9": func(_ *testing.T, m *Mersenne, n int) []float64 {
		return shuffled(m, n, 0, 1)
	},
	"mixed": func(_ *testing.T, m *Mersenne, _ int) []float64 {
		return []float64{m.Float64(), m.Normal(), float64(m.Intn(7)), m.Normal(), m.Float64()}
	},
}

func integers(top int) func(*testing.T, *Mersenne, int) []float64 {
	return func(_ *testing.T, m *Mersenne, n int) []float64 {
		return draws(n, func() float64 { return float64(m.Intn(top)) })
	}
}

func counts(f func(*Mersenne) (int, error)) func(*testing.T, *Mersenne, int) []float64 {
	return func(t *testing.T, m *Mersenne, n int) []float64 {
		return draws(n, func() float64 {
			k, err := f(m)
			if err != nil {
				t.Fatal(err)
			}
			return float64(k)
		})
	}
}

func TestRandomState(t *testing.T) {
	golden.Load(t).Each(t, "splits", func(t *testing.T, c *golden.Case) {
		if !strings.HasSuffix(c.Text("function"), "RandomState") {
			t.Skip("not a stream of RandomState")
		}
		seed, _ := c.Number("seed")
		for name, e := range c.Outputs {
			m, n := NewMersenne(uint32(seed)), e.Shape[0]
			switch f := outputs[name]; {
			case f != nil:
				c.Check(t, name, f(t, m, n))
			case strings.HasPrefix(name, "permutation_"):
				c.Check(t, name, floats(m.Perm(n)))
			case strings.HasPrefix(name, "shuffle_") && strings.HasSuffix(name, "_twice"):
				c.Check(t, name, shuffled(m, n, 100, 2))
			case strings.HasPrefix(name, "shuffle_"):
				c.Check(t, name, shuffled(m, n, 100, 1))
			default:
				t.Logf("nothing here computes the output %s, so it is not judged", name)
			}
		}
	})
}
