package signal

import (
	"fmt"
	"math"
)

// ResamplePoly changes the number of samples of one channel by up/down with an
// FIR filter whose middle tap stays in place (scipy's resample_poly). nil taps
// are a Kaiser-windowed (5.0) low-pass that reaches ten samples of the slower
// rate to each side. Beyond its ends the signal is zero, or goes on along the
// line through its first and last samples.
func ResamplePoly(x []float64, up, down int, taps []float64, line bool) ([]float64, error) {
	if up < 1 || down < 1 || len(x) == 0 {
		return nil, fmt.Errorf("resampling %d samples by %d/%d is not possible", len(x), up, down)
	}
	g := gcd(up, down)
	up, down = up/g, down/g
	if up == 1 && down == 1 {
		return append([]float64(nil), x...), nil
	}
	if taps == nil {
		slower := max(up, down)
		taper, err := Taper("kaiser", 20*slower+1, false, 5)
		if err != nil {
			return nil, err
		}
		taps, err = WindowedSinc([]float64{1 / float64(slower)}, 2, true, taper)
		if err != nil {
			return nil, err
		}
	}
	half := (len(taps) - 1) / 2
	out := make([]float64, (len(x)*up+down-1)/down)
	for k := range out {
		// Output k lies at k·down on the fine grid, input m at m·up.
		at := k*down + half
		first := int(math.Ceil(float64(at-len(taps)+1) / float64(up)))
		sum := 0.0
		for m := first; m*up <= at; m++ {
			sum += outside(x, m, line) * taps[at-m*up]
		}
		out[k] = sum * float64(up)
	}
	return out, nil
}

// outside is sample m of x, which may lie beyond its ends.
func outside(x []float64, m int, line bool) float64 {
	last := len(x) - 1
	switch {
	case m >= 0 && m <= last:
		return x[m]
	case !line:
		return 0
	case last == 0:
		return x[0]
	}
	return x[0] + float64(m)*(x[last]-x[0])/float64(last)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// An AntiAlias filter goes before samples are left out.
type AntiAlias int

const (
	ChebyshevZeroPhase AntiAlias = iota // order 8, 0.05 dB, edge at 0.8 of the new half rate
	ChebyshevCausal
	HammingFIR // 20 taps for each sample left out, zero phase
)

// Decimate keeps every q-th sample of one channel after an anti-aliasing filter
// (scipy's decimate).
func Decimate(x []float64, q int, filter AntiAlias) ([]float64, error) {
	if q < 1 {
		return nil, fmt.Errorf("every %d-th sample cannot be kept", q)
	}
	if q == 1 {
		return append([]float64(nil), x...), nil
	}
	if filter == HammingFIR {
		taper, err := Taper("hamming", 20*q+1, false)
		if err != nil {
			return nil, err
		}
		taps, err := WindowedSinc([]float64{1 / float64(q)}, 2, true, taper)
		if err != nil {
			return nil, err
		}
		return ResamplePoly(x, 1, q, taps, false)
	}
	sos, err := IIR{
		Family: Cheby1, Order: 8, Ripple: 0.05, Band: Band{Kind: LowPass, High: 0.8 / float64(q)},
	}.Sections(2)
	if err != nil {
		return nil, err
	}
	y := [][]float64{append([]float64(nil), x...)}
	if filter == ChebyshevCausal {
		err = NewCausal(sos, 1, false).Process(y)
	} else {
		err = ZeroPhasePad(y, sos, sos.DefaultPad(), Odd)
	}
	if err != nil {
		return nil, err
	}
	var out []float64
	for i := 0; i < len(x); i += q {
		out = append(out, y[0][i])
	}
	return out, nil
}
