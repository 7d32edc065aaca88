package signal

import (
	"errors"
	"math"
	"math/cmplx"
	"testing"
)

func allKinds(low, high float64) []Band {
	return []Band{
		{Kind: LowPass, High: high},
		{Kind: HighPass, Low: low},
		{Kind: BandPass, Low: low, High: high},
		{Kind: BandStop, Low: low, High: high},
	}
}

func TestButterworthLosesThreeDecibelsAtItsEdges(t *testing.T) {
	for _, band := range allKinds(8, 30) {
		for order := 1; order <= 10; order++ {
			sos := must(Butterworth(order, band, 128))(t)
			for i, h := range sos.Response(band.edges(), 128) {
				if g := cmplx.Abs(h); math.Abs(g-math.Sqrt(0.5)) > 1e-8 {
					t.Errorf("%s of order %d: gain %g at edge %d", band.Kind, order, g, i)
				}
			}
		}
	}
}

func TestDesignsAreStable(t *testing.T) {
	for _, family := range []Family{Butter, Cheby1, Cheby2, Ellip, Bessel} {
		for _, band := range allKinds(0.5, 40) {
			for order := 1; order <= 8; order++ {
				zpk := must(IIR{Family: family, Order: order, Band: band, Ripple: 0.5, Stop: 40}.Design(250))(t)
				for _, p := range zpk.Poles {
					if cmplx.Abs(p) >= 1 {
						t.Errorf("%s %s of order %d has the pole %v", family, band.Kind, order, p)
					}
				}
				sos := must(zpk.Sections())(t)
				tf := zpk.Transfer()
				for _, f := range []float64{3, 17, 90} {
					z := cmplx.Rect(1, -2*math.Pi*f/250)
					num, den := horner(tf.B, z), horner(tf.A, z)
					if d := cmplx.Abs(sos.Response([]float64{f}, 250)[0] - num/den); order <= 3 && d > 1e-6 {
						t.Errorf("%s %s of order %d: sections and polynomials differ by %g at %g Hz", family, band.Kind, order, d, f)
					}
				}
			}
		}
	}
}

func horner(p []float64, z complex128) complex128 {
	v := complex(0, 0)
	for i := len(p) - 1; i >= 0; i-- {
		v = v*z + complex(p[i], 0)
	}
	return v
}

func TestElliptic(t *testing.T) {
	const ripple, stop = 0.5, 40.0
	for order := 1; order <= 8; order++ {
		sos := must(IIR{Family: Ellip, Order: order, Band: Band{Kind: LowPass, High: 30}, Ripple: ripple, Stop: stop}.Sections(250))(t)
		least, most := math.Inf(1), 0.0
		for f := 0.0; f <= 30; f += 0.01 {
			g := cmplx.Abs(sos.Response([]float64{f}, 250)[0])
			least, most = min(least, g), max(most, g)
		}
		if floor := math.Pow(10, -ripple/20); math.Abs(least-floor) > 1e-4 || most > 1+1e-9 {
			t.Errorf("order %d: pass band from %g to %g, want %g to 1", order, least, most, floor)
		}
	}
}

func TestDesignErrors(t *testing.T) {
	good := Band{Kind: BandPass, Low: 8, High: 30}
	for name, c := range map[string]struct {
		band  Band
		order int
		fs    float64
		want  string
	}{
		"above half the rate": {
			Band{Kind: BandPass, Low: 8, High: 70},
			4, 128,
			"the frequency 70 Hz is not between 0 and 64 Hz, half the sampling rate of 128 Hz",
		},
		"at half the rate": {
			Band{Kind: LowPass, High: 64},
			4, 128,
			"the frequency 64 Hz is not between 0 and 64 Hz, half the sampling rate of 128 Hz",
		},
		"zero":      {Band{Kind: HighPass, Low: 0}, 4, 128, "the frequency 0 Hz is not between 0 and 64 Hz, half the sampling rate of 128 Hz"},
		"negative":  {Band{Kind: HighPass, Low: -1}, 4, 128, "the frequency -1 Hz is not between 0 and 64 Hz, half the sampling rate of 128 Hz"},
		"swapped":   {Band{Kind: BandPass, Low: 30, High: 8}, 4, 128, "the edges 30 Hz and 8 Hz leave no band"},
		"no order":  {good, 0, 128, "a filter order of 0 is not possible; it must be 1 or more"},
		"no rate":   {good, 4, 0, "the sampling rate must be a positive number of Hz, not 0"},
		"NaN rate":  {good, 4, math.NaN(), "the sampling rate must be a positive number of Hz, not NaN"},
		"NaN edge":  {Band{Kind: LowPass, High: math.NaN()}, 4, 128, "the frequency NaN Hz is not between 0 and 64 Hz, half the sampling rate of 128 Hz"},
		"Inf order": {good, -3, 128, "a filter order of -3 is not possible; it must be 1 or more"},
	} {
		if _, err := Butterworth(c.order, c.band, c.fs); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	var unstable *UnstableError
	if _, err := Butterworth(12, Band{Kind: HighPass, Low: 1e-6}, 20000); !errors.As(err, &unstable) {
		t.Errorf("a pole on the unit circle: %v", err)
	}
	var edge *EdgeError
	_, err := Butterworth(4, Band{Kind: LowPass, High: 99}, 128)
	if !errors.As(err, &edge) || edge.Edge != 99 || edge.Rate != 128 {
		t.Errorf("no facts in %v", err)
	}
	for _, family := range []Family{Cheby1, Cheby2, Ellip, "square"} {
		if _, err := (IIR{Family: family, Order: 3, Band: good}).Sections(128); err == nil {
			t.Errorf("%s without its parameters was designed", family)
		}
	}
	if _, err := Pass(0, 0); err == nil {
		t.Error("a filter without edges was accepted")
	}
}

// Filtering channels side by side must not mix them.
func TestChannelsAreIndependent(t *testing.T) {
	sos := must(Butterworth(4, Band{Kind: BandPass, Low: 8, High: 30}, 250))(t)
	for channels := 1; channels <= 9; channels++ {
		x := testSignal(channels, 700)
		together := cloned(x)
		noError(t, ZeroPhase(together, sos))
		for c := range x {
			alone := cloned(x[c : c+1])
			noError(t, ZeroPhase(alone, sos))
			for i, v := range alone[0] {
				if together[c][i] != v {
					t.Fatalf("%d channels: channel %d sample %d is %g, alone %g", channels, c, i, together[c][i], v)
				}
			}
		}
	}
}

func TestZeroPhaseOfConstants(t *testing.T) {
	low := must(Butterworth(4, Band{Kind: LowPass, High: 40}, 250))(t)
	high := must(Butterworth(4, Band{Kind: HighPass, Low: 1}, 250))(t)
	for n := 1; n <= 600; n += 37 {
		x := [][]float64{make([]float64, n), make([]float64, n)}
		for i := range n {
			x[0][i], x[1][i] = 7, 7
		}
		noError(t, ZeroPhase(x[:1], low))
		noError(t, ZeroPhase(x[1:], high))
		for i := range n {
			if math.Abs(x[0][i]-7) > 1e-9 || math.Abs(x[1][i]) > 1e-6 {
				t.Fatalf("n=%d sample %d: low-pass %g, high-pass %g", n, i, x[0][i], x[1][i])
			}
		}
	}
}

// A zero-phase filter's response to a pulse is symmetric and has died away
// beyond its reach.
func TestZeroPhaseReach(t *testing.T) {
	const fs, n = 250.0, 4001
	sos := must(Butterworth(4, Band{Kind: BandPass, Low: 8, High: 30}, fs))(t)
	x := [][]float64{make([]float64, n)}
	x[0][n/2] = 1
	noError(t, ZeroPhase(x, sos))
	reach := int(math.Round(Reach(sos, fs) * fs))
	if reach != sos.Ringing() {
		t.Fatalf("reach of %d samples, ringing of %d", reach, sos.Ringing())
	}
	for k := range n / 2 {
		a, b := x[0][n/2-k], x[0][n/2+k]
		if math.Abs(a-b) > 1e-12 {
			t.Fatalf("%g before and %g after the pulse at distance %d", a, b, k)
		}
		if k > 2*reach && math.Abs(a) > 1e-3*x[0][n/2] {
			t.Fatalf("%g at distance %d, reach %d", a, k, reach)
		}
	}
}

func TestSignalErrors(t *testing.T) {
	sos := must(Butterworth(2, Band{Kind: LowPass, High: 30}, 250))(t)
	ragged := [][]float64{make([]float64, 10), make([]float64, 9)}
	for name, err := range map[string]error{
		"channel 1 has 9 samples where channel 0 has 10":                             ZeroPhase(ragged, sos),
		"a zero-phase filter needs at least 1 sample; the signal has 0":              ZeroPhase([][]float64{{}}, sos),
		"this padding needs at least 11 samples; the signal has 10":                  ZeroPhasePad(ragged[:1], sos, 10, Odd),
		"samples 4 to 11 are not a part of the 10 samples of the signal":             ZeroPhaseSegments(ragged[:1], sos, []Segment{{4, 11}}),
		"the signal has 1 channel where 2 are expected":                              NewCausal(sos, 2, false).Process(ragged[:1]),
		"an FIR filter needs at least 1 sample; the signal has 0":                    ApplyFIR(ragged[:1], nil, FIRZero),
		"there is no channel 2; the signal has 1":                                    Rereference(ragged[:1], []int{2}, nil),
		"a reference needs at least one channel that is not bad":                     AverageReference(ragged[:1], []int{0}),
		"the baseline from sample 4 to 12 is not within the 10 samples of the epoch": Baseline(ragged[:1], 4, 12, BaselineMean),
	} {
		if err == nil || err.Error() != name {
			t.Errorf("%v, want %s", err, name)
		}
	}
	if err := ZeroPhase(nil, sos); err != nil {
		t.Errorf("no channels: %v", err)
	}
}

func TestFIRErrors(t *testing.T) {
	stop := Band{Kind: BandStop, Low: 45, High: 65}
	pass := Band{Kind: BandPass, Low: 8, High: 30}
	for name, c := range map[string]struct {
		band Band
		o    FIROptions
		want string
	}{
		"overlap": {stop, FIROptions{}, "the transitions of the filter overlap between 48.75 Hz and 56.25 Hz"},
		"short":   {pass, FIROptions{Taps: 101}, "a filter of 101 taps cannot have the transition from 6 Hz to 8 Hz; that takes 413"},
		"window":  {pass, FIROptions{Window: "square"}, `an FIR filter's window is hamming, hann or blackman, not "square"`},
		"wide":    {pass, FIROptions{UpperHz: 100}, "a transition of the filter leaves the range from 0 to 125 Hz, half the sampling rate"},
		"edge":    {Band{Kind: LowPass, High: 130}, FIROptions{}, "the frequency 130 Hz is not between 0 and 125 Hz, half the sampling rate of 250 Hz"},
	} {
		if _, err := FIR(c.band, 250, c.o); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := NotchFIR(Lines(125), 250, FIROptions{}); err == nil {
		t.Error("a notch at half the rate was designed")
	}
}
