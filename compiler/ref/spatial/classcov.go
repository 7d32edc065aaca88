package spatial

import (
	"errors"
	"fmt"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"github.com/eegp-lang/eegp/compiler/ref/riemann"
	"gonum.org/v1/gonum/mat"
)

// ClassCovOptions say how the covariance of a class is estimated. The zero value
// pools all samples of the class without regularisation.
type ClassCovOptions struct {
	Average   string  // "concat" (default): one covariance of all trials joined; "epoch": mean over trials
	Reg       string  // "" or "none", "shrinkage", "ledoit_wolf", "oas"
	Shrinkage float64 // for Reg "shrinkage", in 0..1
	NormTrace bool    // scale each class covariance to trace 1
}

// classCovariance is x x^T/(n-1) of one class: the mean over time stays, as MNE
// takes filtered signals to have none, but the factor n/(n-1) is applied. The
// weight is the one MNE gives the class: the number of channels for "concat"
// (so classes count alike) and the number of trials for "epoch".
func classCovariance(trials []*mat.Dense, opts ClassCovOptions) (cov *mat.SymDense, weight float64, err error) {
	switch opts.Average {
	case "", "concat":
		joined, err := concat(trials)
		if err != nil {
			return nil, 0, err
		}
		if cov, err = uncentredCovariance(joined, opts); err != nil {
			return nil, 0, err
		}
		weight = float64(cov.SymmetricDim())
	case "epoch":
		n, _ := trials[0].Dims()
		cov = mat.NewSymDense(n, nil)
		for i, x := range trials {
			c, err := uncentredCovariance(x, opts)
			if err != nil {
				return nil, 0, fmt.Errorf("trial %d: %w", i, err)
			}
			linalg.AddScaled(cov, 1/float64(len(trials)), c)
		}
		weight = float64(len(trials))
	default:
		return nil, 0, fmt.Errorf("no class covariance is called %q; there are concat and epoch", opts.Average)
	}
	if opts.NormTrace {
		tr := mat.Trace(cov)
		if !(tr > 0) {
			return nil, 0, errors.New("the class has no power to normalise")
		}
		cov.ScaleSym(1/tr, cov)
	}
	return cov, weight, nil
}

func uncentredCovariance(x *mat.Dense, opts ClassCovOptions) (*mat.SymDense, error) {
	_, cols := x.Dims()
	if cols < 2 {
		return nil, fmt.Errorf("a covariance needs two samples in time, there are %d", cols)
	}
	n := float64(cols)
	var c *mat.SymDense
	var err error
	switch opts.Reg {
	case "", "none":
		return linalg.Gram(1/(n-1), x), nil
	case "shrinkage":
		c, err = riemann.Shrink(linalg.Gram(1/n, x), opts.Shrinkage)
	case "ledoit_wolf":
		c, _, err = riemann.LedoitWolf(x, true)
	case "oas":
		c, _, err = riemann.OAS(x, true)
	default:
		return nil, fmt.Errorf("no regularisation is called %q; there are none, shrinkage, ledoit_wolf and oas", opts.Reg)
	}
	if err != nil {
		return nil, err
	}
	c.ScaleSym(n/(n-1), c)
	return c, nil
}

// concat joins trials, channel × time, along time.
func concat(trials []*mat.Dense) (*mat.Dense, error) {
	rows, total := 0, 0
	for i, x := range trials {
		r, c := x.Dims()
		if i > 0 && r != rows {
			return nil, fmt.Errorf("the trials differ in channels, %d and %d", rows, r)
		}
		rows, total = r, total+c
	}
	out := mat.NewDense(rows, total, nil)
	at := 0
	for _, x := range trials {
		_, c := x.Dims()
		for i := range rows {
			copy(out.RawRowView(i)[at:at+c], x.RawRowView(i))
		}
		at += c
	}
	return out, nil
}

// byClass groups trials by label, 0..classes-1; an empty class is an error.
func byClass(trials []*mat.Dense, labels []int, classes int) ([][]*mat.Dense, error) {
	if len(labels) != len(trials) {
		return nil, fmt.Errorf("%d trials got %d labels", len(trials), len(labels))
	}
	groups := make([][]*mat.Dense, classes)
	for i, x := range trials {
		y := labels[i]
		if y < 0 || y >= classes {
			return nil, fmt.Errorf("trial %d has label %d; labels run from 0 to %d", i, y, classes-1)
		}
		if r, _ := x.Dims(); i > 0 && r != trials[0].RawMatrix().Rows {
			return nil, fmt.Errorf("trial %d has %d channels, the first has %d", i, r, trials[0].RawMatrix().Rows)
		}
		groups[y] = append(groups[y], x)
	}
	for class, group := range groups {
		if len(group) == 0 {
			return nil, fmt.Errorf("class %d has no training trial", class)
		}
	}
	return groups, nil
}
