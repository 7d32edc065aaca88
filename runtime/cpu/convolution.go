package cpu

import (
	"math"
	"slices"

	ck "github.com/eegp-lang/eegp/compiler/kernel"
)

// A convolution is a product that slides one operand, the signal, along the other:
//
//	out[o, s, u] = sum over b and v of signal[s, b, u+v] * other[o, b, v]
//
// Where u is longer than v, other holds taps and out is a convolved signal: the
// forward product and that of the signal's gradient. Where u is shorter, out holds
// taps: the product of their gradient.
type convolution struct {
	signal, other, out int // values
	u, v               int // lengths
	// Where the operands and the result begin, and the steps of other along v and of
	// out along u; the signal's are 1.
	signalAt, otherAt, outAt int
	vStep, uStep             int
	// The other loops: of signal and out, of other and out, of signal and other.
	apart, across, within tour
}

// A tour is where loops lead in two arrays, index by index.
type tour struct{ first, second []int32 }

func (t *tour) count() int { return len(t.first) }

// padded repeats the last index until the count is a multiple of by.
func (t *tour) padded(by int) tour {
	out := tour{slices.Clone(t.first), slices.Clone(t.second)}
	for len(out.first)%by != 0 {
		out.first = append(out.first, out.first[len(out.first)-1])
		out.second = append(out.second, out.second[len(out.second)-1])
	}
	return out
}

// convolutionOf finds the form of a convolution in a product.
func convolutionOf(w *ck.Product) (c convolution, ok bool) {
	loops := collapsed(w)
	for _, swapped := range []bool{false, true} {
		c = convolution{signal: w.A.Value, other: w.B.Value, out: w.Out.Value, signalAt: w.A.Base, otherAt: w.B.Base, outAt: w.Out.Base}
		turns := make([]ploop, len(loops))
		for i, l := range loops {
			turns[i] = turned(l, swapped)
		}
		if swapped {
			c.signal, c.other, c.signalAt, c.otherAt = c.other, c.signal, c.otherAt, c.signalAt
		}
		if c.arrange(turns) {
			return c, true
		}
	}
	return convolution{}, false
}

// arrange sorts loops whose a is the signal's step and b the other operand's.
func (c *convolution) arrange(loops []ploop) bool {
	u := slices.IndexFunc(loops, func(l ploop) bool { return l.kept && l.b == 0 && (l.a == 1 || l.a == -1) })
	v := slices.IndexFunc(loops, func(l ploop) bool { return !l.kept && l.b != 0 && (l.a == 1 || l.a == -1) })
	if u < 0 || v < 0 {
		return false
	}
	c.slide(loops[u], loops[v])
	var apart, across, within []ploop
	for i, l := range loops {
		switch {
		case i == u || i == v:
		case l.kept && l.a != 0 && l.b == 0:
			apart = append(apart, l)
		case l.kept && l.a == 0 && l.b != 0:
			across = append(across, l)
		case !l.kept && l.a != 0 && l.b != 0:
			within = append(within, l)
		default:
			return false // groups, or an operand that is summed alone
		}
	}
	a, b, out := func(l ploop) int { return l.a }, func(l ploop) int { return l.b }, func(l ploop) int { return l.c }
	var fits [3]bool
	c.apart, fits[0] = tourOf(apart, a, out, &c.signalAt, &c.outAt)
	c.across, fits[1] = tourOf(across, b, out, &c.otherAt, &c.outAt)
	c.within, fits[2] = tourOf(within, a, b, &c.signalAt, &c.otherAt)
	return fits == [3]bool{true, true, true}
}

// slide takes the two loops that move along the signal, turned so that both move
// forward.
func (c *convolution) slide(u, v ploop) {
	c.u, c.v, c.uStep, c.vStep = u.size, v.size, u.c, v.b
	if u.a < 0 {
		c.signalAt -= u.size - 1
		c.outAt += (u.size - 1) * u.c
		c.uStep = -u.c
	}
	if v.a < 0 {
		c.signalAt -= v.size - 1
		c.otherAt += (v.size - 1) * v.b
		c.vStep = -v.b
	}
}

// tourOf walks loops in two arrays; where they begin is lowered so that no place is
// negative. It fails where places do not fit 32 bits.
func tourOf(loops []ploop, first, second func(ploop) int, at, to *int) (t tour, ok bool) {
	n, far := 1, 0
	for _, l := range loops {
		n *= l.size
		far += l.size * max(first(l), -first(l), second(l), -second(l))
	}
	if far > math.MaxInt32 || n > 1<<22 {
		return tour{}, false
	}
	r := roles{inner: loops}
	t = tour{r.table(first), r.table(second)}
	*at += lowered(t.first)
	*to += lowered(t.second)
	return t, true
}
