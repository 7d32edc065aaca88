package spatial

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// An Overlap describes trials that overlap in a continuous recording.
type Overlap struct {
	Starts  []int // first sample of each trial
	Labels  []int // class of each trial, from 0
	Classes int
	Length  int // samples of a trial
	// Mirror also places, before the first trial, the mirror image of the trials
	// that start within one length of it, as the Toeplitz design of MNE-Python
	// does. It matters only where the responses are badly determined.
	Mirror bool
}

// FitXDAWNOverlap is FitXDAWN for responses that overlap in time; x is the
// continuous signal, channel × sample. The class responses solve the least
// squares problem of the signal as a sum of shifted responses, and the filters of
// a class weigh the signal its response explains against all trials joined. It
// returns the responses too, one per class, channel × length.
func FitXDAWNOverlap(x *mat.Dense, o Overlap, opts XDAWNOptions) (*XDAWN, []*mat.Dense, error) {
	trials, err := o.cut(x)
	if err != nil {
		return nil, nil, err
	}
	joined, err := concat(trials)
	if err != nil {
		return nil, nil, err
	}
	signal, err := opts.estimator().Estimate(joined)
	if err != nil {
		return nil, nil, err
	}
	d := o.design(x)
	evoked, err := d.responses()
	if err != nil {
		return nil, nil, err
	}
	explained := make([]*mat.Dense, o.Classes)
	for class := range explained {
		explained[class] = d.superpose(evoked[class], class)
	}
	fit, err := fitResponses(signal, explained, evoked, opts)
	return fit, evoked, err
}

// cut takes the trials out of the recording.
func (o Overlap) cut(x *mat.Dense) ([]*mat.Dense, error) {
	channels, cols := x.Dims()
	trials := make([]*mat.Dense, len(o.Starts))
	for i, s := range o.Starts {
		if s < 0 || o.Length < 1 || s+o.Length > cols {
			return nil, fmt.Errorf("trial %d from sample %d to %d leaves the recording of %d samples", i, s, s+o.Length, cols)
		}
		trials[i] = mat.DenseCopyOf(x.Slice(0, channels, s, s+o.Length))
	}
	_, err := byClass(trials, o.Labels, o.Classes)
	return trials, err
}

// A design is the sum of shifted responses as a linear model. Sample 0 is the
// start of the first trial; the signal is zero outside the trials.
type design struct {
	signal          *mat.Dense // channel × sample
	onsets, labels  []int      // mirrored onsets are negative
	classes, length int
}

func (o Overlap) design(x *mat.Dense) *design {
	channels, _ := x.Dims()
	first, last := slices.Min(o.Starts), slices.Max(o.Starts)
	d := &design{
		signal:  mat.NewDense(channels, last-first+o.Length, nil),
		classes: o.Classes, length: o.Length,
	}
	for i, s := range o.Starts {
		at := s - first
		d.onsets, d.labels = append(d.onsets, at), append(d.labels, o.Labels[i])
		for c := range channels {
			copy(d.signal.RawRowView(c)[at:at+o.Length], x.RawRowView(c)[s:s+o.Length])
		}
		if o.Mirror && at > 0 && at < o.Length {
			d.onsets, d.labels = append(d.onsets, -at), append(d.labels, o.Labels[i])
		}
	}
	return d
}

// responses solves d d^T r = d x^T, where row class·length + lag of the design d
// has a one at every sample that lies lag after an onset of the class.
func (d *design) responses() ([]*mat.Dense, error) {
	channels, _ := d.signal.Dims()
	n := d.classes * d.length
	normal, right := mat.NewDense(n, n, nil), mat.NewDense(n, channels, nil)
	for i, s := range d.onsets {
		for lag := max(0, -s); lag < d.length; lag++ {
			out := right.RawRowView(d.labels[i]*d.length + lag)
			for c := range channels {
				out[c] += d.signal.At(c, s+lag)
			}
		}
		for j, r := range d.onsets {
			for lag := max(0, -s, r-s); lag < min(d.length, d.length+r-s); lag++ {
				row, col := d.labels[i]*d.length+lag, d.labels[j]*d.length+s+lag-r
				normal.Set(row, col, normal.At(row, col)+1)
			}
		}
	}
	inv, err := linalg.PseudoInverse(normal)
	if err != nil {
		return nil, err
	}
	var r mat.Dense
	r.Mul(inv, right)
	out := make([]*mat.Dense, d.classes)
	for class := range out {
		out[class] = mat.DenseCopyOf(r.Slice(class*d.length, (class+1)*d.length, 0, channels).T())
	}
	return out, nil
}

// superpose adds the response at every onset of the class.
func (d *design) superpose(response *mat.Dense, class int) *mat.Dense {
	channels, cols := d.signal.Dims()
	out := mat.NewDense(channels, cols, nil)
	for i, s := range d.onsets {
		if d.labels[i] != class {
			continue
		}
		for c := range channels {
			dst := out.RawRowView(c)
			for lag := max(0, -s); lag < d.length; lag++ {
				dst[s+lag] += response.At(c, lag)
			}
		}
	}
	return out
}
