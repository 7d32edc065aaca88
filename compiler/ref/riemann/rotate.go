package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// RotationCost is the sum over classes of the squared Riemannian distance of
// q source q^T from target; q nil means no rotation.
func RotationCost(q *mat.Dense, source, target []*mat.SymDense) (float64, error) {
	sum := 0.0
	for k, s := range source {
		if q != nil {
			s = linalg.Sandwich(q, s)
		}
		d, err := Distance("riemann", s, target[k])
		if err != nil {
			return 0, err
		}
		sum += d * d
	}
	return sum, nil
}

// FitRotation finds an orthogonal q, n×n, that brings the class means of a source
// onto those of a target (Rodrigues et al. 2019). It descends along geodesics of
// the rotations from the identity and from the start that aligns the
// eigenvectors of the first class, and keeps the better end.
func FitRotation(source, target []*mat.SymDense, opts Options) (*mat.Dense, error) {
	if len(source) == 0 || len(source) != len(target) {
		return nil, fmt.Errorf("a rotation needs a mean per class on both sides, got %d and %d", len(source), len(target))
	}
	o := opts.or(1e-7, 1000)
	n := source[0].SymmetricDim()
	starts := []*mat.Dense{mat.DenseCopyOf(linalg.Identity(n))}
	aligned, err := alignedStarts(source[0], target[0])
	if err != nil {
		return nil, err
	}
	var best *mat.Dense
	lowest := math.Inf(1)
	for _, q := range append(starts, aligned...) {
		q, cost, err := descendRotation(q, source, target, o)
		if err != nil {
			return nil, err
		}
		if cost < lowest {
			best, lowest = q, cost
		}
	}
	return best, nil
}

// alignedStarts map the eigenvectors of source to those of target, with every
// choice of signs among the first three.
func alignedStarts(source, target *mat.SymDense) ([]*mat.Dense, error) {
	s, err := linalg.Eigh(source)
	if err != nil {
		return nil, err
	}
	t, err := linalg.Eigh(target)
	if err != nil {
		return nil, err
	}
	n := len(s.Values)
	signs := 1 << min(n-1, 3)
	var out []*mat.Dense
	for choice := range signs {
		flipped := mat.DenseCopyOf(s.Vectors)
		for j := range n {
			if choice>>j&1 == 0 {
				continue
			}
			for i := range n {
				flipped.Set(i, j, -flipped.At(i, j))
			}
		}
		q := mat.NewDense(n, n, nil)
		q.Mul(t.Vectors, flipped.T())
		out = append(out, q)
	}
	return out, nil
}

// descendRotation follows the steepest descent with backtracking until the
// gradient vanishes.
func descendRotation(q *mat.Dense, source, target []*mat.SymDense, o Options) (*mat.Dense, float64, error) {
	cost, err := RotationCost(q, source, target)
	if err != nil {
		return nil, 0, err
	}
	step := 0.1
	for range o.MaxIter {
		omega, size, err := rotationGradient(q, source, target)
		if err != nil {
			return nil, 0, err
		}
		if size <= o.Tol*(1+cost) {
			break
		}
		moved := false
		for step > 1e-12 {
			next := turn(q, omega, step)
			c, err := RotationCost(next, source, target)
			if err != nil {
				return nil, 0, err
			}
			if c < cost-1e-4*step*size*size {
				q, cost, moved = next, c, true
				step *= 2
				break
			}
			step /= 2
		}
		if !moved {
			break
		}
	}
	return q, cost, nil
}

// rotationGradient is the skew-symmetric direction of ascent: with c = q s q^T
// and l = log(c t^-1), 2 sum (l^T - l), and its Frobenius norm.
func rotationGradient(q *mat.Dense, source, target []*mat.SymDense) (*mat.Dense, float64, error) {
	n := source[0].SymmetricDim()
	omega := mat.NewDense(n, n, nil)
	for k, s := range source {
		root, inv, err := linalg.SqrtInvSqrt(target[k])
		if err != nil {
			return nil, 0, err
		}
		l, err := linalg.Log(linalg.Sandwich(inv, linalg.Sandwich(q, s)))
		if err != nil {
			return nil, 0, err
		}
		var left, full mat.Dense
		left.Mul(root, l)
		full.Mul(&left, inv) // log(c t^-1)
		for i := range n {
			for j := range n {
				omega.Set(i, j, omega.At(i, j)+2*(full.At(j, i)-full.At(i, j)))
			}
		}
	}
	return omega, mat.Norm(omega, 2), nil
}

// turn is exp(-step omega) q for a skew-symmetric omega.
func turn(q, omega *mat.Dense, step float64) *mat.Dense {
	var scaled, e mat.Dense
	scaled.Scale(-step, omega)
	e.Exp(&scaled)
	n, _ := q.Dims()
	out := mat.NewDense(n, n, nil)
	out.Mul(&e, q)
	return out
}
