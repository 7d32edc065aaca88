package riemann

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/ref/learn"
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// FGDA projects covariances on the discriminant directions of their tangent
// vectors and back (Barachant et al. 2010).
type FGDA struct {
	Space     *TangentSpace
	Projector *mat.Dense // feature × feature, symmetric
}

// FitFGDA takes the tangent space at the mean of all covariances and a linear
// discriminant with Ledoit–Wolf shrinkage of the class covariances; labels run
// from 0 to classes-1.
func FitFGDA(metric string, covs []*mat.SymDense, labels []int, classes int) (*FGDA, error) {
	space, err := FitTangentSpace(metric, covs, nil)
	if err != nil {
		return nil, err
	}
	x, err := space.features(covs)
	if err != nil {
		return nil, err
	}
	lda, err := learn.FitLDA(x, labels, classes,
		learn.LDAOptions{Solver: learn.LDALeastSquares, Shrink: learn.Shrinkage{Auto: true}})
	if err != nil {
		return nil, fmt.Errorf("geodesic filtering: %w", err)
	}
	w := lda.Coef
	inv, err := linalg.PseudoInverse(linalg.Gram(1, mat.DenseCopyOf(w)))
	if err != nil {
		return nil, err
	}
	var left, projector mat.Dense
	left.Mul(w.T(), inv)
	projector.Mul(&left, w)
	return &FGDA{Space: space, Projector: &projector}, nil
}

// features are the tangent vectors, trial × n(n+1)/2.
func (t *TangentSpace) features(covs []*mat.SymDense) (*mat.Dense, error) {
	rows, err := t.TransformAll(covs)
	if err != nil {
		return nil, err
	}
	x := mat.NewDense(len(rows), len(rows[0]), nil)
	for i, v := range rows {
		x.SetRow(i, v)
	}
	return x, nil
}

// Apply filters one covariance, n×n to n×n.
func (f *FGDA) Apply(c *mat.SymDense) (*mat.SymDense, error) {
	v, err := f.Space.Transform(c)
	if err != nil {
		return nil, err
	}
	out := mat.NewVecDense(len(v), nil)
	out.MulVec(f.Projector.T(), mat.NewVecDense(len(v), v))
	return f.Space.Inverse(out.RawVector().Data)
}

// FgMDM is MDM after geodesic filtering.
type FgMDM struct {
	Filter *FGDA
	MDM    *MDM
}

// FitFgMDM fits the filter and the class means of the filtered covariances.
func FitFgMDM(metric string, covs []*mat.SymDense, labels []int, classes int) (*FgMDM, error) {
	filter, err := FitFGDA(metric, covs, labels, classes)
	if err != nil {
		return nil, err
	}
	filtered := make([]*mat.SymDense, len(covs))
	for i, c := range covs {
		if filtered[i], err = filter.Apply(c); err != nil {
			return nil, fmt.Errorf("matrix %d: %w", i, err)
		}
	}
	mdm, err := FitMDM(metric, metric, filtered, labels, classes, nil)
	if err != nil {
		return nil, err
	}
	return &FgMDM{Filter: filter, MDM: mdm}, nil
}

// Distances is the distance of the filtered c from each class mean.
func (f *FgMDM) Distances(c *mat.SymDense) ([]float64, error) {
	filtered, err := f.Filter.Apply(c)
	if err != nil {
		return nil, err
	}
	return f.MDM.Distances(filtered)
}

// Predict is the class of the nearest mean, the smaller class on a tie.
func (f *FgMDM) Predict(c *mat.SymDense) (int, error) {
	d, err := f.Distances(c)
	return argMin(d), err
}

// Proba is the softmax of minus the squared distances.
func (f *FgMDM) Proba(c *mat.SymDense) ([]float64, error) {
	d, err := f.Distances(c)
	return softmax(negSquares(d)), err
}

func negSquares(d []float64) []float64 {
	out := make([]float64, len(d))
	for k, v := range d {
		out[k] = -v * v
	}
	return out
}
