package spatial

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// CSPOptions are the settings of common spatial patterns as MNE-Python has
// them. The zero value takes all components, concatenated trials, no
// regularisation, order by mutual information and log power.
type CSPOptions struct {
	Components int             // filters used by Transform; 0: one per channel
	Cov        ClassCovOptions // covariance of a class
	Order      string          // "mutual_info" (default) or "alternate", which needs two classes
	ZScore     bool            // features are standardised power instead of log power
}

// CSP is a fitted set of common spatial patterns (Koles 1991; Blankertz et al.
// 2008; Grosse-Wentrup and Buss 2008 for more than two classes).
type CSP struct {
	Components  int
	Filters     *mat.Dense      // component × channel, all components, best first
	Patterns    *mat.Dense      // component × channel
	Covs        []*mat.SymDense // class covariances
	Weights     []float64       // class weights: channels per class (concat) or trials (epoch)
	Eigenvalues []float64       // two classes: ascending, of (first, sum); nil otherwise
	Mean, Std   []float64       // of the power of the training trials, per component
	ZScore      bool
}

// FitCSP finds the filters from trials, channel × time, with labels from 0 to
// classes-1. Filters of two classes satisfy w^T (C0 + C1) w = 1; those of more
// classes diagonalise the class covariances approximately and satisfy
// w^T mean(C) w = 1. A class covariance that lacks rank is a *linalg.NotSPD.
func FitCSP(trials []*mat.Dense, labels []int, classes int, opts CSPOptions) (*CSP, error) {
	if classes < 2 {
		return nil, errors.New("common spatial patterns need at least two classes")
	}
	groups, err := byClass(trials, labels, classes)
	if err != nil {
		return nil, err
	}
	c := &CSP{Components: opts.Components, ZScore: opts.ZScore}
	for class, group := range groups {
		cov, weight, err := classCovariance(group, opts.Cov)
		if err != nil {
			return nil, fmt.Errorf("class %d: %w", class, err)
		}
		c.Covs = append(c.Covs, cov)
		c.Weights = append(c.Weights, weight)
	}
	channels := c.Covs[0].SymmetricDim()
	switch {
	case c.Components == 0:
		c.Components = channels
	case c.Components < 0 || c.Components > channels:
		return nil, fmt.Errorf("%d components were asked of %d channels", c.Components, channels)
	}
	if err := c.solve(opts.Order); err != nil {
		return nil, fmt.Errorf("common spatial patterns: %w", err)
	}
	return c, c.fitPower(trials)
}

// solve finds the vectors of the class covariances and their order.
func (c *CSP) solve(order string) error {
	var vectors *mat.Dense
	var rank []int
	if len(c.Covs) == 2 {
		sum := linalg.WeightedSum(c.Covs, []float64{1, 1})
		values, v, err := linalg.GenEigh(c.Covs[0], sum)
		if err != nil {
			return err
		}
		c.Eigenvalues, vectors = values, v
		if rank, err = binaryOrder(values, order); err != nil {
			return err
		}
	} else {
		if order != "" && order != "mutual_info" {
			return fmt.Errorf("order %q needs two classes; more are ordered by mutual_info", order)
		}
		v, err := jointVectors(c.Covs, linalg.WeightedSum(c.Covs, shares(c.Weights)))
		if err != nil {
			return err
		}
		vectors, rank = v, informationOrder(v, c.Covs, c.Weights)
	}
	pinv, err := linalg.PseudoInverse(vectors)
	if err != nil {
		return err
	}
	n := len(rank)
	c.Filters, c.Patterns = mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	for row, k := range rank {
		c.Filters.SetRow(row, mat.Col(nil, k, vectors))
		c.Patterns.SetRow(row, mat.Row(nil, k, pinv))
	}
	return nil
}

// binaryOrder lists components by |lambda - 0.5| descending, or alternately from
// the top and the bottom of the eigenvalues, which ascend.
func binaryOrder(values []float64, order string) ([]int, error) {
	n := len(values)
	rank := make([]int, 0, n)
	switch order {
	case "", "mutual_info":
		for k := range n {
			rank = append(rank, n-1-k)
		}
		slices.SortStableFunc(rank, func(a, b int) int {
			da, db := math.Abs(values[a]-0.5), math.Abs(values[b]-0.5)
			switch {
			case da > db:
				return -1
			case da < db:
				return 1
			}
			return 0
		})
		return rank, nil
	case "alternate":
		for k := range n {
			if k%2 == 0 {
				rank = append(rank, n-1-k/2)
			} else {
				rank = append(rank, k/2)
			}
		}
		return rank, nil
	}
	return nil, fmt.Errorf("no order is called %q; there are mutual_info and alternate", order)
}

// jointVectors diagonalises the class covariances approximately; columns are
// scaled to unit power under their mean.
func jointVectors(covs []*mat.SymDense, mean *mat.SymDense) (*mat.Dense, error) {
	v, err := linalg.JointPham(covs, linalg.JointOptions{})
	if err != nil {
		return nil, err
	}
	power := linalg.Sandwich(v, mean)
	n := power.SymmetricDim()
	vectors := mat.NewDense(n, n, nil)
	for k := range n {
		row := v.RawRowView(k)
		scale := 1 / math.Sqrt(power.At(k, k))
		if row[maxAbs(row)] < 0 {
			scale = -scale
		}
		for i, x := range row {
			vectors.Set(i, k, x*scale)
		}
	}
	return vectors, nil
}

// informationOrder lists the columns of vectors by the approximate mutual
// information with the class, descending (Grosse-Wentrup and Buss 2008, eq. 11).
func informationOrder(vectors *mat.Dense, covs []*mat.SymDense, weights []float64) []int {
	prob := shares(weights)
	n := covs[0].SymmetricDim()
	info := make([]float64, n)
	rank := make([]int, n)
	log, square := make([]float64, n), make([]float64, n)
	for k, cov := range covs {
		power := linalg.Sandwich(vectors.T(), cov)
		for j := range n {
			v := power.At(j, j)
			log[j] += prob[k] * math.Log(math.Sqrt(v))
			square[j] += prob[k] * (v*v - 1)
		}
	}
	for j := range n {
		info[j] = -(log[j] + 3.0/16*square[j]*square[j])
		rank[j] = j
	}
	slices.SortStableFunc(rank, func(a, b int) int {
		switch {
		case info[a] > info[b]:
			return -1
		case info[a] < info[b]:
			return 1
		}
		return 0
	})
	return rank
}

func shares(weights []float64) []float64 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out := make([]float64, len(weights))
	for i, w := range weights {
		out[i] = w / sum
	}
	return out
}

func maxAbs(row []float64) int {
	at := 0
	for i, v := range row {
		if math.Abs(v) > math.Abs(row[at]) {
			at = i
		}
	}
	return at
}
