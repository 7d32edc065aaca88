package split

import "fmt"

// TimeSeriesOptions limits the blocks of TimeSeries; zero values mean the
// defaults.
type TimeSeriesOptions struct {
	Test     int // trials per test block; default n/(k+1)
	Gap      int // trials left out between training and test
	MaxTrain int // longest training block, counted back from its end; default all
}

// TimeSeries tests the last k blocks of the trials in turn, training only on
// what came before each.
func TimeSeries(n, k int, o TimeSeriesOptions) ([]Fold, error) {
	if err := foldCount(k); err != nil {
		return nil, err
	}
	if o.Gap < 0 || o.Test < 0 || o.MaxTrain < 0 {
		return nil, fmt.Errorf("time series split: test size, gap and longest training block must not be negative")
	}
	if err := need("trials", n, k+1); err != nil {
		return nil, err
	}
	test := o.Test
	if test == 0 {
		test = n / (k + 1)
	}
	if err := need("trials", n, test*k+o.Gap+1); err != nil {
		return nil, err
	}
	order := iota(n)
	folds := make([]Fold, k)
	for f := range folds {
		start := n - (k-f)*test
		end := start - o.Gap
		first := 0
		if o.MaxTrain > 0 {
			first = max(0, end-o.MaxTrain)
		}
		folds[f] = Fold{Train: order[first:end:end], Test: order[start : start+test : start+test]}
	}
	return folds, nil
}
