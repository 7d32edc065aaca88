package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// A frame is a point c = l l^T of the positive definite matrices with the inverse
// f of l: a tangent s at c stands for the direction l s l^T. A geodesic step by s
// leads to the frame l exp(s/2), in which tangents carried along have the same
// entries, so that gradients of successive points are compared without transport.
type frame struct {
	l, f     *mat.Dense
	gradient *mat.SymDense // mean of the logarithms of f c f^T: minus the gradient
	size     float64       // its Frobenius norm
	bound    float64       // of the curvature
}

// meanRiemann is the Karcher mean of the affine-invariant metric (Moakher 2005)
// from the arithmetic mean on. Directions come from limited-memory BFGS (Nocedal
// 1980; Huang, Gallivan and Absil 2015 for manifolds), the first from the gradient.
// A point is accepted when its gradient is smaller; else the memory is dropped
// and then the step halved, which ends well because half the mean squared distance
// is convex, its Hessian at least 1. The criterion is the norm of the gradient at
// the result, foreseen for the last step from the worst step so far.
func meanRiemann(covs []*mat.SymDense, w []float64, opts Options) (*mat.SymDense, error) {
	if len(covs) == 1 {
		return positiveCopy(covs[0])
	}
	k := newWhitener(covs[0].SymmetricDim())
	at, err := startFrame(covs, w)
	if err != nil {
		return nil, fmt.Errorf("the Riemannian mean: %w", err)
	}
	if err := at.look(k, covs, w); err != nil {
		return nil, err
	}
	memory, step, worst := quasiNewton{}, 1.0, 0.0
	for i := range opts.MaxIter {
		s := memory.direction(at.gradient, at.firstStep())
		s.ScaleSym(step, s)
		next, err := at.move(s)
		if err != nil {
			return nil, fmt.Errorf("the Riemannian mean: %w", err)
		}
		if at.size <= opts.Tol || i > 1 && !memory.empty() && at.size*worst <= opts.Tol || step < opts.Tol {
			return linalg.Gram(1, next.l), nil
		}
		if err := next.look(k, covs, w); err != nil {
			return nil, err
		}
		switch {
		case next.size < at.size:
			memory.add(s, linalg.Sub(at.gradient, next.gradient))
			worst = max(worst, next.size/at.size)
			at, step = next, 1
		case !memory.empty():
			memory = quasiNewton{}
		case at.size < 1e-7 && step < 0.5:
			return linalg.Gram(1, at.l), nil // no better gradient is left above rounding
		default:
			step /= 2
		}
	}
	return nil, &NotConverged{What: "the Riemannian mean", Steps: opts.MaxIter, Left: at.size, Tol: opts.Tol}
}

// firstStep is the step along the gradient while nothing is known of the Hessian
// but that it lies between 1 and bound: 1 when that must come nearer, and it does
// so fast when trials are alike, else the best for these bounds.
func (a *frame) firstStep() float64 {
	if a.bound < 2 {
		return 1
	}
	return 2 / (1 + a.bound)
}

// startFrame stands at the arithmetic mean.
func startFrame(covs []*mat.SymDense, w []float64) (*frame, error) {
	root, inv, err := linalg.SqrtInvSqrt(linalg.WeightedSum(covs, w))
	if err != nil {
		return nil, err
	}
	return &frame{l: linalg.Full(root), f: linalg.Full(inv)}, nil
}

// look fills the gradient.
func (a *frame) look(k *whitener, covs []*mat.SymDense, w []float64) (err error) {
	a.gradient = mat.NewSymDense(covs[0].SymmetricDim(), nil)
	a.bound, err = k.meanLog(a.gradient, a.f, covs, w)
	a.size = linalg.Frobenius(a.gradient)
	return err
}

// move is the frame l exp(s/2).
func (a *frame) move(s *mat.SymDense) (*frame, error) {
	var e linalg.Eigen
	if err := e.Factorize("a step", s); err != nil {
		return nil, err
	}
	half := mat.NewSymDense(s.SymmetricDim(), nil)
	next := &frame{l: &mat.Dense{}, f: &mat.Dense{}}
	e.Compose(half, func(v float64) float64 { return math.Exp(v / 2) })
	next.l.Mul(a.l, half)
	e.Compose(half, func(v float64) float64 { return math.Exp(-v / 2) })
	next.f.Mul(half, a.f)
	return next, nil
}

// positiveCopy copies c after making sure that it is positive definite.
func positiveCopy(c *mat.SymDense) (*mat.SymDense, error) {
	if _, err := linalg.Cholesky("the mean", c); err != nil {
		return nil, err
	}
	out := mat.NewSymDense(c.SymmetricDim(), nil)
	out.CopySym(c)
	return out, nil
}
