package linalg

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/lane"
	"gonum.org/v1/gonum/mat"
)

// load lays matrices side by side, both triangles. Lanes that are left repeat the
// last one.
func (b *batch) load(cs []*mat.SymDense) {
	n := b.n
	for l := range lane.Lanes {
		r := cs[min(l, len(cs)-1)].RawSymmetric()
		for i := range n {
			for k, v := range r.Data[i*r.Stride+i : i*r.Stride+n] {
				b.in.Data[i*n+i+k][l] = v
				b.in.Data[(i+k)*n+i][l] = v
			}
		}
	}
}

// store writes the lower triangle of z in one lane to dst.
func (b *batch) store(dst *mat.SymDense, l int) {
	r := dst.RawSymmetric()
	for i := range b.n {
		for j := range b.z.Row(i)[:i+1] {
			r.Data[j*r.Stride+i] = b.z.Data[i*b.n+j][l]
		}
	}
}

// usual tells in which lanes squares of the entries stay in the range of float64.
func (b *batch) usual(a lane.Square) (ok [lane.Lanes]bool) {
	var largest lane.Quad
	for i := range b.n {
		for _, q := range a.Row(i)[:i+1] {
			for l, v := range q {
				largest[l] = max(largest[l], math.Abs(v))
			}
		}
	}
	for l, v := range largest {
		ok[l] = v > 0x1p-300 && v < 0x1p300
	}
	return ok
}

// tridiagonalize is the function of that name in every lane; the vectors of the
// reflections stay in the rows of a.
func (b *batch) tridiagonalize(a lane.Square) {
	for i := b.n - 1; i > 0; i-- {
		row := a.Row(i)
		u := row[:i]
		b.d[i] = row[i]
		b.e[i-1], b.tau[i] = b.reflection(u)
		b.set.ReflectBoth(lane.Block{Data: a.Data, Stride: b.n}, u, &b.tau[i], b.p)
	}
	b.d[0] = a.Data[0]
}

// reflection is the function of that name in every lane.
func (b *batch) reflection(x []lane.Quad) (beta, tau lane.Quad) {
	last := len(x) - 1
	alpha, rest := x[last], b.set.Dots(x[:last], x[:last])
	scale := lane.Quad{1, 1, 1, 1}
	for l := range beta {
		beta[l] = alpha[l]
		if rest[l] == 0 {
			continue
		}
		beta[l] = -math.Copysign(math.Sqrt(alpha[l]*alpha[l]+rest[l]), alpha[l])
		scale[l] = 1 / (alpha[l] - beta[l])
		tau[l] = (beta[l] - alpha[l]) / beta[l]
		x[last][l] = 1
	}
	for k := range x[:last] {
		v := &x[k]
		v[0] *= scale[0]
		v[1] *= scale[1]
		v[2] *= scale[2]
		v[3] *= scale[3]
	}
	return beta, tau
}

// rational is the method of that name in every lane that has a rule, at the unit 1.
// Where a rule has fewer nodes than another, the rest weigh nothing.
func (b *batch) rational(rules *[lane.Lanes]rule, middle *[lane.Lanes]float64) {
	clear(b.z.Data)
	most := 0
	for _, r := range rules {
		most = max(most, len(r.x))
	}
	var sum lane.Quad
	for k := 0; k < most; k += 2 { // every rule has an even number of nodes
		var x, y, weight [2]lane.Quad
		for l, r := range rules {
			for j := range 2 {
				y[j][l] = 1
				if k+j >= len(r.x) {
					continue
				}
				node := r.x[k+j]
				x[j][l], y[j][l], weight[j][l] = node/middle[l], 1-node, r.w[k+j]/node
				sum[l] += weight[j][l]
			}
		}
		b.resolvents.Subtract(b.z, b.d, b.e, &x, &y, &weight)
	}
	for l, m := range middle {
		sum[l] += math.Log(m)
	}
	for i := range b.n {
		for l, v := range sum {
			b.z.Data[i*b.n+i][l] += v
		}
	}
}
