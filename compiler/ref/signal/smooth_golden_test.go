package signal

import (
	"fmt"
	"math/cmplx"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

// goldenSavitzkyGolay reads window, degree, derivative and ends from the name
// of each output.
func goldenSavitzkyGolay(t *testing.T, c *golden.Case) {
	ends := map[string]Extension{"mirror": Even, "nearest": Constant, "constant": Zeros, "wrap": Periodic}
	for output := range c.Outputs {
		var g SavitzkyGolay
		var mode string
		plain := strings.ReplaceAll(output, "_", " ")
		switch {
		case output == "mne":
			x := matrix(c.In(t, "x_volt"))
			g = SmoothBelow(number(t, c, "h_freq"), number(t, c, "fs"))
			if want := int(number(t, c, "mne_window")); g.Length != want {
				t.Errorf("window of %d samples, want %d", g.Length, want)
			}
			for _, ch := range x {
				noError(t, g.Apply(ch))
			}
			c.Check(t, output, flat(x))
		case scan(plain, "coef w%d p%d d%d", &g.Length, &g.Order, &g.Deriv):
			c.Check(t, output, must(g.Coefficients())(t))
		case scan(plain, "w%d p%d d%d %s", &g.Length, &g.Order, &g.Deriv, &mode):
			x := matrix(c.In(t, "x"))
			for _, ch := range x {
				if mode == "interp" {
					noError(t, g.Apply(ch))
				} else {
					noError(t, g.ApplyExtended(ch, ends[mode]))
				}
			}
			c.Check(t, output, flat(x))
		default:
			t.Errorf("cannot read the name %q", output)
		}
	}
}

func scan(text, format string, into ...any) bool {
	n, err := fmt.Sscanf(text, format, into...)
	return err == nil && n == len(into)
}

func goldenHilbert(t *testing.T, c *golden.Case) {
	x := matrix(c.In(t, "x"))
	var envelope, envelopeMNE, phase, re, im []float64
	for _, ch := range x {
		start := len(phase)
		for _, z := range Analytic(ch, len(ch)) {
			envelope = append(envelope, cmplx.Abs(z))
			phase = append(phase, cmplx.Phase(z))
			re, im = append(re, real(z)), append(im, imag(z))
		}
		Unwrap(phase[start:])
		n := NextFastLen(len(ch))
		if want := int(number(t, c, "n_fft_mne")); n != want {
			t.Errorf("transform of %d samples, want %d", n, want)
		}
		for _, z := range Analytic(ch, n) {
			envelopeMNE = append(envelopeMNE, cmplx.Abs(z))
		}
	}
	c.Check(t, "envelope", envelope)
	c.Check(t, "envelope_mne", envelopeMNE)
	c.Check(t, "phase", phase)
	c.Check(t, "analytic_re", re)
	c.Check(t, "analytic_im", im)
}

// goldenScipyResample reads the method and its numbers from the name of each
// output.
func goldenScipyResample(t *testing.T, c *golden.Case) {
	for output := range c.Outputs {
		var up, down, n, q int
		var window string
		var run func(x []float64) ([]float64, error)
		plain := strings.ReplaceAll(output, "_", " ")
		switch {
		case scan(plain, "poly line %d %d", &up, &down):
			run = func(x []float64) ([]float64, error) { return ResamplePoly(x, up, down, nil, true) }
		case scan(plain, "poly %d %d", &up, &down):
			run = func(x []float64) ([]float64, error) { return ResamplePoly(x, up, down, nil, false) }
		case scan(plain, "fft %d %s", &n, &window):
			run = func(x []float64) ([]float64, error) {
				// scipy takes the periodic window here.
				taper, err := Taper(window, len(x), true)
				if err != nil {
					return nil, err
				}
				return ResampleTo(x, n, taper)
			}
		case scan(plain, "fft %d", &n):
			run = func(x []float64) ([]float64, error) { return ResampleTo(x, n, nil) }
		case scan(plain, "decimate iir causal %d", &q):
			run = func(x []float64) ([]float64, error) { return Decimate(x, q, ChebyshevCausal) }
		case scan(plain, "decimate iir %d", &q):
			run = func(x []float64) ([]float64, error) { return Decimate(x, q, ChebyshevZeroPhase) }
		case scan(plain, "decimate fir %d", &q):
			run = func(x []float64) ([]float64, error) { return Decimate(x, q, HammingFIR) }
		default:
			t.Errorf("cannot read the name %q", output)
			continue
		}
		var y [][]float64
		for _, ch := range matrix(c.In(t, "x")) {
			y = append(y, must(run(ch))(t))
		}
		c.Check(t, output, flat(y))
	}
}
