package signal

import (
	"fmt"
	"math"
)

// A Specification asks for a filter with at most PassLoss dB lost in the pass
// band and at least StopLoss dB in the stop band. Pass and Stop are of one
// kind: low-pass, high-pass or band-pass.
type Specification struct {
	Pass, Stop         Band
	PassLoss, StopLoss float64
}

// SmallestOrder finds the least prototype order of a family that meets the
// specification, and the band to design it with (scipy's buttord, cheb1ord,
// cheb2ord and ellipord).
func (s Specification) SmallestOrder(family Family, fs float64) (int, Band, error) {
	if err := s.check(fs); err != nil {
		return 0, Band{}, err
	}
	pass, stop := warped(s.Pass, fs), warped(s.Stop, fs)
	ratio := selectivity(s.Pass.Kind, pass, stop)
	passPower := math.Pow(10, s.PassLoss/10) - 1
	stopPower := math.Pow(10, s.StopLoss/10) - 1
	discrimination := math.Sqrt(stopPower / passPower)
	order := 0.0
	scale := 1.0
	switch family {
	case Butter:
		order = math.Ceil(math.Log10(stopPower/passPower) / (2 * math.Log10(ratio)))
		scale = math.Pow(passPower, -1/(2*order))
	case Cheby1:
		order = math.Ceil(math.Acosh(discrimination) / math.Acosh(ratio))
	case Cheby2:
		order = math.Ceil(math.Acosh(discrimination) / math.Acosh(ratio))
		scale = math.Cosh(math.Acosh(discrimination) / order)
	case Ellip:
		k, k1 := 1/ratio, 1/discrimination
		order = math.Ceil(completeK(math.Sqrt(1-k*k)) * completeK(k1) /
			(completeK(k) * completeK(math.Sqrt(1-k1*k1))))
	default:
		return 0, Band{}, fmt.Errorf("the order of a %s filter cannot be chosen by loss", family)
	}
	return int(order), widened(s.Pass.Kind, pass, scale, fs), nil
}

func (s Specification) check(fs float64) error {
	for _, b := range []Band{s.Pass, s.Stop} {
		if err := b.check(fs); err != nil {
			return err
		}
	}
	if s.Pass.Kind == BandStop || s.Pass.Kind != s.Stop.Kind {
		return fmt.Errorf("an order can be chosen for a lowpass, highpass or bandpass, not for %s with %s", s.Pass.Kind, s.Stop.Kind)
	}
	if !(s.PassLoss > 0 && s.StopLoss > s.PassLoss) {
		return fmt.Errorf("the stop band must lose more than the pass band, and that more than 0 dB; %g dB and %g dB do not",
			s.StopLoss, s.PassLoss)
	}
	if r := selectivity(s.Pass.Kind, warped(s.Pass, fs), warped(s.Stop, fs)); !(r > 1) {
		return fmt.Errorf("the stop band must lie outside the pass band")
	}
	return nil
}

// warped are the edges as the bilinear transform sees them.
func warped(b Band, fs float64) []float64 {
	e := b.edges()
	for i := range e {
		e[i] = math.Tan(math.Pi * e[i] / fs)
	}
	return e
}

// selectivity is the frequency of the prototype at which the stop band begins.
func selectivity(kind Kind, pass, stop []float64) float64 {
	switch kind {
	case LowPass:
		return stop[0] / pass[0]
	case HighPass:
		return pass[0] / stop[0]
	}
	least := math.Inf(1)
	for _, w := range stop {
		least = min(least, math.Abs((w*w-pass[0]*pass[1])/(w*(pass[1]-pass[0]))))
	}
	return least
}

// widened is the band whose prototype edge lies at scale.
func widened(kind Kind, pass []float64, scale, fs float64) Band {
	hz := func(w float64) float64 { return math.Atan(w) * fs / math.Pi }
	switch kind {
	case LowPass:
		return Band{Kind: kind, High: hz(pass[0] * scale)}
	case HighPass:
		return Band{Kind: kind, Low: hz(pass[0] / scale)}
	}
	half := scale * (pass[1] - pass[0]) / 2
	root := math.Sqrt(half*half + pass[0]*pass[1])
	return Band{Kind: kind, Low: hz(root - half), High: hz(root + half)}
}
