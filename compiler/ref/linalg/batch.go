package linalg

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/lane"
	"gonum.org/v1/gonum/mat"
)

// Logarithms takes logarithms of many positive definite matrices of one size, four
// at a time in lanes; it is Logarithm with the sums in another order. Its zero value
// is ready.
type Logarithms struct {
	one        Logarithm
	congruence Congruence
	white      *mat.SymDense
	b          *batch
}

// A batch is the buffers of four matrices of order n.
type batch struct {
	n              int
	set            *lane.Set
	in, left, a, z lane.Square
	d, e, tau, p   []lane.Quad
	line           [2][]float64 // d and e of one lane
	rule           func(nodes int) rule
	resolvents     *lane.Resolvents
}

// mostInLanes bounds the order of matrices in lanes, whose four outgrow the caches.
const mostInLanes = 128

func newBatch(n int, rules func(nodes int) rule) *batch {
	q := make([]lane.Quad, 4*n)
	return &batch{
		n: n, rule: rules, line: [2][]float64{make([]float64, n), make([]float64, n)}, set: lane.Best(), resolvents: lane.Best().NewResolvents(n),
		in: lane.NewSquare(n), left: lane.NewSquare(n), a: lane.NewSquare(n), z: lane.NewSquare(n),
		d: q[:n], e: q[n : 2*n], tau: q[2*n : 3*n], p: q[3*n:],
	}
}

// A Range is what the eigenvalues of a matrix lie in, right within a tenth.
type Range struct{ Low, High float64 }

// Of writes log(f c f^T) of every c into dst, f n×n; nil stands for the identity.
// With an error comes the place of the matrix.
func (l *Logarithms) Of(op string, dst []*mat.SymDense, f *mat.Dense, cs []*mat.SymDense, ranges []Range) (which int, err error) {
	for at := 0; at < len(cs); at += lane.Lanes {
		end := min(at+lane.Lanes, len(cs))
		which, err := l.four(op, dst[at:end], f, cs[at:end], ranges[at:end])
		if err != nil {
			return at + which, err
		}
	}
	return 0, nil
}

// four does up to four matrices, those that lanes do not suit one by one.
func (l *Logarithms) four(op string, dst []*mat.SymDense, f *mat.Dense, cs []*mat.SymDense, ranges []Range) (which int, err error) {
	n := cs[0].SymmetricDim()
	var done [lane.Lanes]bool
	if n >= smallestRational && n <= mostInLanes {
		if l.b == nil || l.b.n != n {
			l.b = newBatch(n, l.one.rule)
		}
		for i, c := range cs {
			if err := checkFinite(op, c); err != nil {
				return i, err
			}
		}
		done = l.b.logarithms(dst, f, cs, ranges)
	}
	for i, c := range cs {
		if done[i] {
			continue
		}
		if f != nil {
			if l.white == nil || l.white.SymmetricDim() != n {
				l.white = mat.NewSymDense(n, nil)
			}
			l.congruence.Apply(l.white, f, c)
			c = l.white
		}
		if ranges[i].Low, ranges[i].High, err = l.one.Of(op, dst[i], c); err != nil {
			return i, err
		}
	}
	return 0, nil
}

// logarithms tells which of the matrices it did.
func (b *batch) logarithms(dst []*mat.SymDense, f *mat.Dense, cs []*mat.SymDense, ranges []Range) (done [lane.Lanes]bool) {
	n := b.n
	b.load(cs)
	a := b.in
	if f != nil {
		numbers := f.RawMatrix().Data
		if f.RawMatrix().Stride != n {
			numbers = mat.DenseCopyOf(f).RawMatrix().Data
		}
		b.set.MulNumbers(b.left, numbers, b.in)
		b.set.MulNumbersTrans(b.a, b.left, numbers)
		a = b.a
	}
	usual := b.usual(a)
	b.tridiagonalize(a)
	var rules [lane.Lanes]rule
	var middle [lane.Lanes]float64
	d, e := b.line[0], b.line[1]
	for i := range cs {
		if !usual[i] {
			continue
		}
		for k := range d {
			d[k], e[k] = b.d[k][i], b.e[k][i]
		}
		low, high := bounds(d, e)
		nodes := padeNodes(low, high)
		if nodes > mostNodes {
			continue
		}
		done[i] = true
		ranges[i] = Range{low, high}
		rules[i], middle[i] = b.rule(nodes), math.Sqrt(low)*math.Sqrt(high)
	}
	if done == [lane.Lanes]bool{} {
		return done
	}
	b.rational(&rules, &middle)
	for i := 1; i < n; i++ {
		u := a.Row(i)[:i]
		b.set.ReflectBoth(lane.Block{Data: b.z.Data, Stride: n}, u, &b.tau[i], b.p)
		b.set.ReflectRight(lane.Block{Data: b.z.Data[i*n:], Stride: n}, n-i, u, &b.tau[i])
	}
	for i := range cs {
		if done[i] {
			b.store(dst[i], i)
		}
	}
	return done
}
