package spatial

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"github.com/eegp-lang/eegp/compiler/ref/riemann"
	"gonum.org/v1/gonum/mat"
)

// XDAWN holds filters that enhance the mean response of each class (Rivet et al.
// 2009). Rows are class after class, the best filter of each first.
type XDAWN struct {
	Filters  *mat.Dense // class·filter × channel, rows of unit length
	Patterns *mat.Dense // class·filter × channel
	Evokeds  *mat.Dense // class·filter × time: the class mean through its filters
}

// XDAWNOptions are the settings of FitXDAWN.
type XDAWNOptions struct {
	Filters   int    // per class
	Estimator string // a riemann.Estimator of the signal and of the class means, scm by default
	Uncentred bool   // keep the mean over time in both covariances, as MNE-Python does
}

// FitXDAWN takes, for each class, the eigenvectors of the covariance of the
// class mean against that of all trials joined in time, eigenvalues descending.
// labels run from 0 to classes-1.
func FitXDAWN(trials []*mat.Dense, labels []int, classes int, opts XDAWNOptions) (*XDAWN, error) {
	groups, err := byClass(trials, labels, classes)
	if err != nil {
		return nil, err
	}
	joined, err := concat(trials)
	if err != nil {
		return nil, err
	}
	signal, err := opts.estimator().Estimate(joined)
	if err != nil {
		return nil, err
	}
	responses := make([]*mat.Dense, classes)
	for class := range groups {
		if responses[class], err = riemann.ClassAverage(trials, labels, class); err != nil {
			return nil, err
		}
	}
	return fitResponses(signal, responses, responses, opts)
}

func (o XDAWNOptions) estimator() riemann.Estimator {
	name := o.Estimator
	if name == "" {
		name = "scm"
	}
	return riemann.Estimator{Name: name, AssumeCentered: o.Uncentred}
}

// fitResponses finds the filters of each class from the signal it explains,
// channel × any time; evoked is the class response, channel × time.
func fitResponses(signal *mat.SymDense, explained, evoked []*mat.Dense, opts XDAWNOptions) (*XDAWN, error) {
	var filters, patterns, through []*mat.Dense
	for class, e := range explained {
		cov, err := opts.estimator().Estimate(e)
		if err != nil {
			return nil, fmt.Errorf("class %d: %w", class, err)
		}
		vectors, err := descendingUnit(cov, signal)
		if err != nil {
			return nil, fmt.Errorf("xDAWN: %w", err)
		}
		rank := make([]int, vectors.RawMatrix().Cols)
		for k := range rank {
			rank[k] = k
		}
		b, err := newBilinear(vectors, rank, opts.Filters)
		if err != nil {
			return nil, err
		}
		var through1 mat.Dense
		through1.Mul(b.Filters, evoked[class])
		filters, patterns, through = append(filters, b.Filters), append(patterns, b.Patterns), append(through, &through1)
	}
	return &XDAWN{
		Filters: riemann.Stack(filters...), Patterns: riemann.Stack(patterns...), Evokeds: riemann.Stack(through...),
	}, nil
}

// descendingUnit are the generalised eigenvectors of (a, b), eigenvalues
// descending, columns of unit length.
func descendingUnit(a, b *mat.SymDense) (*mat.Dense, error) {
	_, v, err := linalg.GenEigh(a, b)
	if err != nil {
		return nil, err
	}
	n, _ := v.Dims()
	out := mat.NewDense(n, n, nil)
	for k := range n {
		col := mat.Col(nil, n-1-k, v)
		sum := 0.0
		for _, x := range col {
			sum += x * x
		}
		for i, x := range col {
			out.Set(i, k, x/math.Sqrt(sum))
		}
	}
	return out, nil
}

// Transform filters a trial, channel × time, to class·filter × time.
func (x *XDAWN) Transform(trial *mat.Dense) (*mat.Dense, error) {
	k, _ := x.Filters.Dims()
	return project(x.Filters, k, trial)
}

// Covariance is the covariance of a trial with the class responses on top, both
// through the filters; unfiltered keeps the trial in its channels.
func (x *XDAWN) Covariance(estimator string, trial *mat.Dense, unfiltered bool) (*mat.SymDense, error) {
	if !unfiltered {
		filtered, err := x.Transform(trial)
		if err != nil {
			return nil, err
		}
		trial = filtered
	}
	return riemann.AugmentedCovariance(estimator, x.Evokeds, trial)
}
