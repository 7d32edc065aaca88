package op

import (
	"math"

	"golang.org/x/sync/errgroup"

	"github.com/eegp-lang/eegp/compiler/ref/signal"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

const filterNotes = `A Butterworth filter as second-order sections. By default it runs forward and
backward (phase: zero), as MNE's method "iir" does: the phase cancels, the order
doubles, the gain at an edge is -6 dB, and both ends are padded by point
reflection over the filter's ringing time. phase: causal runs once, forward,
starting at rest in the first sample. The order is that of the prototype: a
band-pass of order 4 has 8 poles. Filters belong before trials are cut; on a
trial they see only its own samples.`

var filters = []Row{
	{
		Sig: `bandpass(band: Range Hz, order: Int in 1..12 = 4, phase in [zero, causal] = zero) : [..r, time] u -> [..r, time] u`,
		Doc: "Keeps the frequencies of a band.", Notes: filterNotes,
		Try:     `bandpass([3, 3, 3, 3], 8..30 Hz) == [0, 0, 0, 0]`,
		Does:    filterBy(bandOf),
		Ahead:   ahead(bandOf),
		Inspect: func(c Call, in types.Type) []diag.Problem { return edgesBelowNyquist(c, "band", in) },
	},
	{
		Sig: `highpass(edge: Hz, order: Int in 1..12 = 4, phase in [zero, causal] = zero) : [..r, time] u -> [..r, time] u`,
		Doc: "Keeps the frequencies above an edge.", Notes: filterNotes,
		Try:     `highpass([3, 3, 3, 3], 1 Hz) == [0, 0, 0, 0]`,
		Does:    filterBy(aboveEdge),
		Ahead:   ahead(aboveEdge),
		Inspect: func(c Call, in types.Type) []diag.Problem { return edgesBelowNyquist(c, "edge", in) },
	},
	{
		Sig: `lowpass(edge: Hz, order: Int in 1..12 = 4, phase in [zero, causal] = zero) : [..r, time] u -> [..r, time] u`,
		Doc: "Keeps the frequencies below an edge.", Notes: filterNotes,
		Try:     `lowpass([3, 3, 3, 3], 40 Hz) == [3, 3, 3, 3]`,
		Does:    filterBy(belowEdge),
		Ahead:   ahead(belowEdge),
		Inspect: func(c Call, in types.Type) []diag.Problem { return edgesBelowNyquist(c, "edge", in) },
	},
	{
		Sig: `notch(at: Hz, width: Hz = 0 Hz, order: Int in 1..12 = 4, phase in [zero, causal] = zero) : [..r, time] u -> [..r, time] u`,
		Doc: "Removes a narrow band, such as the mains.",
		Notes: "A Butterworth band-stop around the frequency: the width, 0 Hz for a two-hundredth of the " +
			"frequency, and half a hertz of transition on each side, as MNE's IIR notch takes it.\n" + filterNotes,
		Try:     `notch([3, 3, 3, 3], 40 Hz) == [3, 3, 3, 3]`,
		Does:    filterBy(notchBand),
		Ahead:   ahead(notchBand),
		Inspect: func(c Call, in types.Type) []diag.Problem { return edgesBelowNyquist(c, "at", in) },
	},
	{
		Sig: `resample(rate: Hz) : [..r, time] u -> [..r, time] u`,
		Doc: "Changes the sampling rate.",
		Notes: `In the frequency domain, as MNE does: recordings are padded to a power of two by
limited point reflection, trials by their edge values. n samples become
round(n · new / old). Frequencies above half of the new rate are removed. Events
keep their times.`,
		Try:     `resample([1, 1, 1, 1], 50 Hz) == [1, 1]`,
		Does:    Signal(resample),
		Ahead:   func(Call, float64) float64 { return 0 },
		Result:  resampled,
		Inspect: resampleInspect,
	},
	{
		Sig: `detrend(trend in [constant, linear] = constant) : [..r, time] u -> [..r, time] u`,
		Doc: "Subtracts the mean or the least-squares line of each channel along time.",
		Try: `detrend([1, 2, 3, 4], linear) == [0, 0, 0, 0]`,
		Does: Signal(func(c Call, s Series) (Series, error) {
			trend := signal.ConstantTrend
			if c.Choice("trend") == "linear" {
				trend = signal.LinearTrend
			}
			for _, ch := range s.X {
				signal.Detrend(ch, trend)
			}
			return s, nil
		}),
	},
	{
		Sig:   `scale(by: Real) : [..r] u -> [..r] u`,
		Doc:   "Multiplies every value by a number.",
		Notes: "For recordings whose file states the wrong unit. A change of unit never needs it: units convert by themselves.",
		Try:   `scale([1, 2], 0.5) == [0.5, 1]`,
		Does: Signal(func(c Call, s Series) (Series, error) {
			signal.Scale(s.X, c.Float("by"))
			return s, nil
		}),
	},
	{
		Sig: `standardize : [..r, time] u -> [..r, time]`,
		Doc: "Gives each channel of each trial mean 0 and standard deviation 1 along time.",
		Notes: "A map: it uses the trial's own samples only (population standard deviation; a constant channel " +
			"becomes 0). zscore learns the statistics from the training trials instead.",
		Try: `standardize([1, 3, 1, 3]) == [-1, 1, -1, 1]`,
		Does: Signal(func(c Call, s Series) (Series, error) {
			signal.Standardize(s.X)
			return s, nil
		}),
	},
}

func bandOf(c Call) signal.Band {
	r, _ := c.Range("band")
	return passBand(r.Lo.Float(), r.Hi.Float())
}

func aboveEdge(c Call) signal.Band { return passBand(c.Float("edge"), math.Inf(1)) }

func belowEdge(c Call) signal.Band { return passBand(0, c.Float("edge")) }

// passBand of two edges; the checker has already refused edges that leave no band.
func passBand(low, high float64) signal.Band {
	switch {
	case low <= 0:
		return signal.Band{Kind: signal.LowPass, High: high}
	case math.IsInf(high, 1):
		return signal.Band{Kind: signal.HighPass, Low: low}
	}
	return signal.Band{Kind: signal.BandPass, Low: low, High: high}
}

func notchBand(c Call) signal.Band {
	return signal.LineNoise{Hz: c.Float("at"), Width: c.Float("width")}.Band()
}

func filterBy(band func(Call) signal.Band) Signal {
	return func(c Call, s Series) (Series, error) {
		sos, err := signal.Butterworth(c.Int("order"), band(c), s.Rate)
		if err != nil {
			return s, err
		}
		causal := c.Choice("phase") == "causal"
		return s, byChannels(s, func(x [][]float64) error {
			if causal {
				return signal.NewCausal(sos, len(x), true).Process(x)
			}
			return signal.ZeroPhase(x, sos)
		})
	}
}

// byChannels lets the threads of a series each work on some of its channels, four at
// a time as filters take them. f must treat every channel by itself.
func byChannels(s Series, f func(x [][]float64) error) error {
	const group = 4
	groups := (len(s.X) + group - 1) / group
	threads := min(s.Threads, groups)
	if threads < 2 {
		return f(s.X)
	}
	var work errgroup.Group
	for t := range threads {
		first, end := t*groups/threads*group, min((t+1)*groups/threads*group, len(s.X))
		work.Go(func() error { return f(s.X[first:end]) })
	}
	return work.Wait()
}

// ahead is how far a zero-phase filter looks into the future.
func ahead(band func(Call) signal.Band) func(Call, float64) float64 {
	return func(c Call, rate float64) float64 {
		if c.Choice("phase") == "causal" || rate <= 0 {
			return 0
		}
		sos, err := signal.Butterworth(c.Int("order"), band(c), rate)
		if err != nil {
			return 0
		}
		return signal.Reach(sos, rate)
	}
}

func resample(c Call, s Series) (Series, error) {
	to := c.Float("rate")
	method := signal.ResampleEpochs
	if s.Whole {
		method = signal.Resample
	}
	y, err := method(s.X, s.Rate, to)
	return Series{X: y, Rate: to, Whole: s.Whole}, err
}
