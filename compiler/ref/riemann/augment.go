package riemann

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// ERP holds the mean trials that augment a trial before its covariance is taken
// (Barachant and Congedo 2014).
type ERP struct {
	Estimator string
	Prototype *mat.Dense // row × time
}

// FitERP averages the trials, channel × time, of the listed classes (nil: all),
// in ascending order. components > 0 keeps, of each mean, the projections on
// that many left singular vectors.
func FitERP(estimator string, trials []*mat.Dense, labels []int, classes []int, components int) (*ERP, error) {
	total := 0
	for _, y := range labels {
		total = max(total, y+1)
	}
	if classes == nil {
		for class := range total {
			classes = append(classes, class)
		}
	}
	var means []*mat.Dense
	for _, class := range classes {
		m, err := ClassAverage(trials, labels, class)
		if err != nil {
			return nil, err
		}
		if components > 0 {
			if m, err = principalRows(m, components); err != nil {
				return nil, err
			}
		}
		means = append(means, m)
	}
	if len(means) == 0 {
		return nil, errors.New("an ERP covariance needs at least one class")
	}
	return &ERP{Estimator: estimator, Prototype: Stack(means...)}, nil
}

// Transform is the covariance of the prototype stacked on the trial.
func (e *ERP) Transform(x *mat.Dense) (*mat.SymDense, error) {
	return AugmentedCovariance(e.Estimator, e.Prototype, x)
}

// AugmentedCovariance is the covariance of a trial with prototype rows on top,
// both row × time of one length.
func AugmentedCovariance(estimator string, prototype, x *mat.Dense) (*mat.SymDense, error) {
	_, n := prototype.Dims()
	if _, m := x.Dims(); n != m {
		return nil, fmt.Errorf("the prototype has %d samples and the trial %d", n, m)
	}
	return Covariance(estimator, Stack(prototype, x))
}

// ClassAverage is the mean of the trials of one class.
func ClassAverage(trials []*mat.Dense, labels []int, class int) (*mat.Dense, error) {
	if len(labels) != len(trials) {
		return nil, fmt.Errorf("%d trials got %d labels", len(trials), len(labels))
	}
	var sum *mat.Dense
	n := 0
	for i, x := range trials {
		if labels[i] != class {
			continue
		}
		if sum == nil {
			rows, cols := x.Dims()
			sum = mat.NewDense(rows, cols, nil)
		}
		if r, c := sum.Dims(); r != x.RawMatrix().Rows || c != x.RawMatrix().Cols {
			return nil, fmt.Errorf("trial %d differs in size from the others of its class", i)
		}
		sum.Add(sum, x)
		n++
	}
	if n == 0 {
		return nil, fmt.Errorf("class %d has no trial", class)
	}
	sum.Scale(1/float64(n), sum)
	return sum, nil
}

// principalRows projects x, channel × time, on its first left singular vectors.
func principalRows(x *mat.Dense, k int) (*mat.Dense, error) {
	rows, cols := x.Dims()
	if k > rows {
		return nil, fmt.Errorf("%d components were asked of %d channels", k, rows)
	}
	var svd mat.SVD
	if !svd.Factorize(x, mat.SVDThin) {
		return nil, errors.New("the singular values of a class mean did not converge")
	}
	var u mat.Dense
	svd.UTo(&u)
	out := mat.NewDense(k, cols, nil)
	out.Mul(u.Slice(0, rows, 0, k).T(), x)
	return out, nil
}

// Stack puts matrices of one width on top of each other.
func Stack(parts ...*mat.Dense) *mat.Dense {
	rows := 0
	_, cols := parts[0].Dims()
	for _, p := range parts {
		rows += p.RawMatrix().Rows
	}
	out := mat.NewDense(rows, cols, nil)
	at := 0
	for _, p := range parts {
		for i := range p.RawMatrix().Rows {
			copy(out.RawRowView(at), p.RawRowView(i))
			at++
		}
	}
	return out
}
