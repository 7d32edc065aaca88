package riemann

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// PotatoOptions are the settings of a Riemannian potato. Zero values mean the
// defaults.
type PotatoOptions struct {
	Metric    string  // mean and distance, riemann
	Threshold float64 // z-score from which a trial is rejected, 3
	MaxIter   int     // rounds of rejection, 100
}

// Potato detects artifacts by the distance of a covariance from a centre
// (Barachant et al. 2013).
type Potato struct {
	Options PotatoOptions
	Center  *mat.SymDense
	Mean    float64 // of the logarithm of the distance of the kept trials
	Std     float64 // population standard deviation of the same
	Kept    []bool  // training trials that were not rejected
}

// FitPotato averages the covariances, rejects those whose log distance has a
// z-score at or above the threshold and repeats with the rest until none leaves.
func FitPotato(covs []*mat.SymDense, opts PotatoOptions) (*Potato, error) {
	if opts.Metric == "" {
		opts.Metric = "riemann"
	}
	if opts.Threshold == 0 {
		opts.Threshold = 3
	}
	if opts.MaxIter == 0 {
		opts.MaxIter = 100
	}
	p := &Potato{Options: opts, Kept: make([]bool, len(covs))}
	for i := range p.Kept {
		p.Kept[i] = true
	}
	for range opts.MaxIter {
		rejected, err := p.round(covs)
		if err != nil {
			return nil, err
		}
		if rejected == 0 {
			break
		}
	}
	return p, nil
}

// round fits the kept trials and rejects among them.
func (p *Potato) round(covs []*mat.SymDense) (rejected int, err error) {
	var kept []*mat.SymDense
	var index []int
	for i, c := range covs {
		if p.Kept[i] {
			kept, index = append(kept, c), append(index, i)
		}
	}
	if len(kept) < 2 {
		return 0, errors.New("a potato needs at least two clean trials")
	}
	if p.Center, err = Mean(p.Options.Metric, kept, nil); err != nil {
		return 0, err
	}
	logs, err := Distances(p.Options.Metric, kept, p.Center)
	if err != nil {
		return 0, err
	}
	for i, d := range logs {
		logs[i] = math.Log(d)
	}
	p.Mean, p.Std = meanStd(logs)
	for k, i := range index {
		if p.score(logs[k]) >= p.Options.Threshold {
			p.Kept[i] = false
			rejected++
		}
	}
	return rejected, nil
}

func (p *Potato) score(logDistance float64) float64 { return (logDistance - p.Mean) / p.Std }

// Score is the z-score of the log distance of c from the centre.
func (p *Potato) Score(c *mat.SymDense) (float64, error) {
	d, err := Distance(p.Options.Metric, c, p.Center)
	return p.score(math.Log(d)), err
}

// Clean reports whether the score lies below the threshold.
func (p *Potato) Clean(c *mat.SymDense) (bool, error) {
	z, err := p.Score(c)
	return z < p.Options.Threshold, err
}

// Proba is the probability of a score at least as large among clean trials.
func (p *Potato) Proba(c *mat.SymDense) (float64, error) {
	z, err := p.Score(c)
	return distuv.UnitNormal.Survival(z), err
}

// Update moves the centre by the fraction alpha towards the mean of clean
// covariances along the geodesic, and the mean and spread of the log distance
// by the same fraction.
func (p *Potato) Update(covs []*mat.SymDense, alpha float64) error {
	m, err := Mean(p.Options.Metric, covs, nil)
	if err != nil {
		return err
	}
	if p.Center, err = Geodesic(p.Options.Metric, p.Center, m, alpha); err != nil {
		return err
	}
	d, err := Distance(p.Options.Metric, m, p.Center)
	if err != nil {
		return err
	}
	log := math.Log(d)
	p.Mean = (1-alpha)*p.Mean + alpha*log
	diff := log - p.Mean
	p.Std = math.Sqrt((1-alpha)*p.Std*p.Std + alpha*diff*diff)
	return nil
}

// meanStd is the mean and the population standard deviation.
func meanStd(v []float64) (mean, std float64) {
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		std += (x - mean) * (x - mean) / float64(len(v))
	}
	return mean, math.Sqrt(std)
}
