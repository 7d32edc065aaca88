package signal

import (
	"math"
	"slices"
)

// ResampledLen is the number of samples after resampling n of them: n·to/from,
// rounded half to even.
func ResampledLen(n int, from, to float64) int {
	return int(math.RoundToEven(to / from * float64(n)))
}

// AutoPad is MNE's npad="auto": samples to add left and right so that the
// padded length is a power of two.
func AutoPad(n int) (left, right int) {
	add := 2 * min(n/8, 100)
	pad := powerOfTwo(n+add) - n
	return pad / 2, pad - pad/2
}

// Resample changes the rate of a continuous recording from one rate to another
// (Hz) in the frequency domain, as MNE's Raw.resample: point-reflected ends, a
// padded length that is a power of two. The result has ResampledLen samples.
func Resample(x [][]float64, from, to float64) ([][]float64, error) {
	return resamplePadded(x, from, to, ReflectLimited)
}

// ResampleEpochs is Resample for one epoch, whose ends are padded with the edge
// value, as MNE's Epochs.resample.
func ResampleEpochs(x [][]float64, from, to float64) ([][]float64, error) {
	return resamplePadded(x, from, to, Constant)
}

func resamplePadded(x [][]float64, from, to float64, how Extension) ([][]float64, error) {
	n, err := samples(x)
	if err != nil {
		return nil, err
	}
	left, right := AutoPad(n)
	return ResamplePad(x, from, to, left, right, how)
}

// ResamplePad is Resample with the given numbers of samples added at the ends
// (MNE's npad).
func ResamplePad(x [][]float64, from, to float64, left, right int, how Extension) ([][]float64, error) {
	n, err := samples(x)
	if err != nil || len(x) == 0 {
		return nil, err
	}
	for _, rate := range []float64{from, to} {
		if !(rate > 0) || math.IsInf(rate, 1) {
			return nil, &RateError{rate}
		}
	}
	if n == 0 {
		return nil, &LengthError{What: "resampling", Need: 1}
	}
	out := make([][]float64, len(x))
	if from == to {
		for c, ch := range x {
			out[c] = slices.Clone(ch)
		}
		return out, nil
	}
	ratio := to / from
	padded := left + n + right
	length := max(int(math.RoundToEven(ratio*float64(padded))), 1)
	skip := int(math.RoundToEven(ratio * float64(left)))
	final := ResampledLen(n, from, to)
	if final < 1 {
		return nil, &LengthError{What: "resampling at this ratio", Have: n, Need: int(math.Ceil(0.5/ratio)) + 1}
	}
	r := newResampler(padded, length, nil)
	for c := 0; c < len(x); c += 2 {
		group := x[c:min(c+2, len(x))]
		for k, ch := range group {
			extendInto(r.in, ch, left, right, how)
			r.shape(k)
		}
		r.finish(len(group))
		for k := range group {
			out[c+k] = slices.Clone(r.out[k][skip : skip+final])
		}
	}
	return out, nil
}

// ResampleTo changes the number of samples of one channel to n in the frequency
// domain without padding (scipy.signal.resample). A window, when given, weights
// the spectrum: as many points as x has, the middle one at frequency 0.
func ResampleTo(x []float64, n int, window []float64) ([]float64, error) {
	if len(x) == 0 || n < 1 {
		return nil, &LengthError{What: "resampling", Have: min(len(x), n), Need: 1}
	}
	r := newResampler(len(x), n, window)
	copy(r.in, x)
	r.shape(0)
	r.finish(1)
	return r.out[0], nil
}

// A resampler turns from samples into to samples, two channels at a time.
type resampler struct {
	from, to *transform
	weight   []float64
	in       []float64
	coef     []complex128
	spec     [2][]complex128
	out      [2][]float64
}

func newResampler(from, to int, window []float64) *resampler {
	r := &resampler{from: newTransform(from), to: newTransform(to)}
	r.in, r.coef = make([]float64, from), make([]complex128, from/2+1)
	for k := range r.out {
		r.spec[k], r.out[k] = make([]complex128, to/2+1), make([]float64, to)
	}
	keep := min(from, to)
	r.weight = make([]float64, keep/2+1)
	for k := range r.weight {
		r.weight[k] = float64(to) / float64(from)
		if window != nil {
			r.weight[k] *= spectralWeight(window, k)
		}
	}
	// Two conjugate halves meet at the last frequency of an even length: both
	// fold into one when shortened, one parts into both when lengthened.
	if keep%2 == 0 && from != to {
		if to < from {
			r.weight[keep/2] *= 2
		} else {
			r.weight[keep/2] *= 0.5
		}
	}
	return r
}

// spectralWeight is the mean of the window at the frequencies k and -k.
func spectralWeight(window []float64, k int) float64 {
	n := len(window)
	at := func(k int) float64 { return window[((k+n/2)%n+n)%n] }
	if k == 0 {
		return at(0)
	}
	return (at(k) + at(-k)) / 2
}

// shape gives the channel in r.in its new spectrum, as channel k of the pair.
func (r *resampler) shape(k int) {
	r.from.forward(r.coef, r.in)
	for f, w := range r.weight {
		r.spec[k][f] = r.coef[f] * complex(w, 0)
	}
}

// finish writes the shaped channels, one or two, to r.out.
func (r *resampler) finish(n int) {
	if n == 1 {
		r.to.inverse(r.out[0], r.spec[0])
		return
	}
	r.to.inversePair(r.out[0], r.out[1], r.spec[0], r.spec[1])
}

// ResampleEvents moves sample numbers to the new rate, rounding half to even,
// none past the last of n samples.
func ResampleEvents(at []int, from, to float64, n int) []int {
	out := make([]int, len(at))
	for i, s := range at {
		out[i] = min(int(math.RoundToEven(float64(s)*(to/from))), n-1)
	}
	return out
}

// ResampleTrigger changes a trigger channel to n samples. Each takes the first
// value other than zero among the samples it covers, so no trigger is lost to
// the new grid, nor is a value invented.
func ResampleTrigger(stim []float64, n int) []float64 {
	out := make([]float64, n)
	if len(stim) == 0 {
		return out
	}
	ratio := float64(n) / float64(len(stim))
	for i := range out {
		lo := min(int(float64(i)/ratio), len(stim)-1)
		hi := min(max(int(float64(i+1)/ratio), lo+1), len(stim))
		out[i] = stim[lo]
		for _, v := range stim[lo:hi] {
			if v != 0 {
				out[i] = v
				break
			}
		}
	}
	return out
}
