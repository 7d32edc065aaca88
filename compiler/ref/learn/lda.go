package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// LDASolver is how the discriminant is computed.
type LDASolver int

const (
	// LDASVD whitens the within-class scatter (divisor n-K) by its singular
	// value decomposition and never forms a covariance; it takes no shrinkage.
	LDASVD LDASolver = iota
	// LDALeastSquares solves with the within-class covariance, the
	// prior-weighted mean of the classes' covariances (divisor n_c).
	LDALeastSquares
	// LDAEigen uses the same covariance and adds discriminant directions.
	LDAEigen
)

// LDAOptions of FitLDA; the zero value is the svd solver with class frequencies.
type LDAOptions struct {
	Solver LDASolver
	Shrink Shrinkage
	Priors []float64 // one per class; nil: class frequencies
}

// LDA is a fitted linear discriminant (Fisher 1936; equal covariances).
type LDA struct {
	Linear
	Priors     []float64     // class
	Means      *mat.Dense    // class x feature
	Covariance *mat.SymDense // feature x feature; nil with the svd solver
	directions *mat.Dense    // feature x component; nil with least squares
	centre     []float64     // subtracted before projecting
}

// svdTolerance drops singular values of the scaled within-class scatter, and
// of the between-class scatter relative to its largest.
const svdTolerance = 1e-4

// FitLDA fits x (trials x features) with labels y in 0..classes-1. It follows
// scikit-learn's three solvers. Errors: *AbsentClassError, *NonFiniteError,
// *TooFewError, *SingularError.
func FitLDA(x *mat.Dense, y []int, classes int, opts LDAOptions) (*LDA, error) {
	if err := checkTraining("lda", x, y, classes); err != nil {
		return nil, err
	}
	priors, err := ldaPriors(opts.Priors, y, classes)
	if err != nil {
		return nil, err
	}
	if s := opts.Shrink.Share; !(s >= 0 && s <= 1) {
		return nil, fmt.Errorf("lda: shrinkage %v is not between 0 and 1", s)
	}
	_, p := x.Dims()
	l := &LDA{Priors: priors, Means: mat.NewDense(classes, p, nil)}
	for c := range classes {
		l.Means.SetRow(c, columnMeans(classRows(x, y, c)))
	}
	switch opts.Solver {
	case LDASVD:
		if opts.Shrink != (Shrinkage{}) {
			return nil, fmt.Errorf("lda: the svd solver takes no shrinkage")
		}
		err = l.fitSVD(x, y)
	case LDALeastSquares:
		l.Covariance = classCovariance(x, y, priors, opts.Shrink)
		err = l.fitLeastSquares()
	case LDAEigen:
		l.Covariance = classCovariance(x, y, priors, opts.Shrink)
		err = l.fitEigen(covariance(x, opts.Shrink))
	default:
		err = fmt.Errorf("lda: unknown solver %d", opts.Solver)
	}
	if err != nil {
		return nil, err
	}
	if classes == 2 {
		l.Linear = binaryRow(l.Coef, l.Intercept)
	}
	return l, nil
}

func ldaPriors(given []float64, y []int, classes int) ([]float64, error) {
	if given == nil {
		return frequencies(y, classes), nil
	}
	if len(given) != classes {
		return nil, fmt.Errorf("lda: %d priors for %d classes", len(given), classes)
	}
	sum := 0.0
	for c, p := range given {
		if !(p > 0) || math.IsInf(p, 1) {
			return nil, fmt.Errorf("lda: prior %v of class %d is not a positive number", p, c)
		}
		sum += p
	}
	out := make([]float64, classes)
	for c, p := range given {
		out[c] = p / sum
	}
	return out, nil
}

// fitSVD needs more trials than classes, for the divisor n-K.
func (l *LDA) fitSVD(x *mat.Dense, y []int) error {
	n, p := x.Dims()
	k := len(l.Priors)
	if n <= k {
		return &TooFewError{Learner: "lda with the svd solver", Have: n, Need: k + 1}
	}
	l.centre = make([]float64, p)
	for c, prior := range l.Priors {
		for j := range p {
			l.centre[j] += prior * l.Means.At(c, j)
		}
	}
	white, err := l.whitening(x, y)
	if err != nil {
		return err
	}
	shifted := centred(l.Means, l.centre)
	between := mat.NewDense(k, p, nil)
	for c, prior := range l.Priors {
		scale := math.Sqrt(float64(n) * prior / float64(k-1))
		for j := range p {
			between.Set(c, j, scale*shifted.At(c, j))
		}
	}
	var projected mat.Dense
	projected.Mul(between, white)
	values, v, err := rightSVD("lda", &projected)
	if err != nil {
		return err
	}
	rank := countAbove(values, svdTolerance*values[0])
	if rank == 0 { // all class means coincide
		return l.fromPriors(p)
	}
	var directions, scores, coef mat.Dense
	directions.Mul(white, firstColumns(v, rank))
	scores.Mul(shifted, &directions)
	coef.Mul(&scores, directions.T())
	l.directions = &directions
	l.Coef = &coef
	l.Intercept = make([]float64, k)
	for c, prior := range l.Priors {
		s := scores.RawRowView(c)
		l.Intercept[c] = -0.5*dot(s, s) + math.Log(prior) - dot(l.centre, coef.RawRowView(c))
	}
	return nil
}

// fromPriors is the rule without any information: the priors decide.
func (l *LDA) fromPriors(p int) error {
	l.directions = mat.NewDense(p, 1, nil)
	l.Coef = mat.NewDense(len(l.Priors), p, nil)
	l.Intercept = make([]float64, len(l.Priors))
	for c, prior := range l.Priors {
		l.Intercept[c] = math.Log(prior)
	}
	return nil
}

// whitening is the feature x rank map under which the within-class scatter,
// divided by n-K, is the identity.
func (l *LDA) whitening(x *mat.Dense, y []int) (*mat.Dense, error) {
	n, p := x.Dims()
	within := mat.DenseCopyOf(x)
	for i, c := range y {
		row := within.RawRowView(i)
		for j := range row {
			row[j] -= l.Means.At(c, j)
		}
	}
	deviation := columnVariances(within, columnMeans(within))
	for j, v := range deviation {
		if deviation[j] = math.Sqrt(v); v == 0 {
			deviation[j] = 1
		}
	}
	scale := math.Sqrt(1 / float64(n-len(l.Priors)))
	for i := range n {
		row := within.RawRowView(i)
		for j := range row {
			row[j] *= scale / deviation[j]
		}
	}
	values, v, err := rightSVD("lda", within)
	if err != nil {
		return nil, err
	}
	rank := countAbove(values, svdTolerance)
	if rank == 0 {
		return nil, &SingularError{Learner: "lda", Advice: "every feature is constant within its class"}
	}
	white := mat.NewDense(p, rank, nil)
	for j := range p {
		for r := range rank {
			white.Set(j, r, v.At(j, r)/deviation[j]/values[r])
		}
	}
	return white, nil
}

// fitLeastSquares solves covariance * coef = means, by the solution of least
// length when the covariance is singular to rounding.
func (l *LDA) fitLeastSquares() error {
	coef, err := solveCovariance("lda", l.Covariance, l.Means)
	if err != nil {
		return err
	}
	l.setFromCoef(coef)
	return nil
}

func (l *LDA) setFromCoef(coef *mat.Dense) {
	l.Coef = coef
	l.Intercept = make([]float64, len(l.Priors))
	for c, prior := range l.Priors {
		l.Intercept[c] = -0.5*dot(l.Means.RawRowView(c), coef.RawRowView(c)) + math.Log(prior)
	}
}

// fitEigen solves the generalised problem of between- against within-class
// covariance; total is the covariance of all trials under the same shrinkage.
func (l *LDA) fitEigen(total *mat.SymDense) error {
	p := total.SymmetricDim()
	between := mat.NewSymDense(p, nil)
	between.ScaleSym(-1, l.Covariance)
	between.AddSym(between, total)
	vectors, err := generalisedEigen("lda with the eigen solver", between, l.Covariance)
	if err != nil {
		return err
	}
	var scores, coef mat.Dense
	scores.Mul(l.Means, vectors)
	coef.Mul(&scores, vectors.T())
	l.setFromCoef(&coef)
	l.directions = vectors
	l.centre = make([]float64, p) // this solver projects without centring
	return nil
}

// Probabilities of the classes, trials x K.
func (l *LDA) Probabilities(x *mat.Dense) *mat.Dense { return probabilities(l.Decision(x)) }

// Transform projects onto the discriminant directions, trials x min(K-1,
// features), signs arbitrary; nil after the least-squares solver.
func (l *LDA) Transform(x *mat.Dense) *mat.Dense {
	if l.directions == nil {
		return nil
	}
	_, c := l.directions.Dims()
	var out mat.Dense
	out.Mul(centred(x, l.centre), firstColumns(l.directions, min(len(l.Priors)-1, c)))
	return &out
}
