package signal

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

func TestGoldenFilters(t *testing.T) {
	runFamily(t, "filters", map[string]handler{
		"scipy.signal.iirfilter":                                   goldenDesign,
		"scipy.signal.iirnotch / iirpeak":                          goldenNotchDesign,
		"scipy.signal.iirnotch + filtfilt / lfilter":               goldenNotchApply,
		"scipy.signal.sosfilt":                                     goldenCausal,
		"scipy.signal.sosfiltfilt / filtfilt":                      goldenPadding,
		"mne.filter.filter_data(method=\"iir\", phase=\"zero\")":   goldenZeroPhase,
		"mne.filter.filter_data(method=\"iir\")":                   goldenZeroPhase,
		"mne.filter.filter_data(method=\"iir\") on epochs":         goldenZeroPhase,
		"mne.io.Raw.filter(method=\"iir\")":                        goldenSegments,
		"mne.filter.notch_filter(method=\"iir\")":                  goldenNotchZeroPhase,
		"mne Raw.resample / Epochs.resample / mne.filter.resample": goldenResample,
		"mne stim channel resampling":                              goldenTrigger,
		"mne.filter.next_fast_len":                                 goldenFastLen,
		"scipy.signal.buttord/cheb1ord/cheb2ord/ellipord":          goldenOrders,
		"mne.filter.filter_data(method=\"fir\")":                   goldenFIR,
		"mne.filter.notch_filter(method=\"fir\")":                  goldenNotchFIR,
		"scipy.signal.firwin":                                      goldenWindowedSinc,
		"scipy.signal.get_window":                                  goldenTapers,
		"scipy.signal.savgol_filter":                               goldenSavitzkyGolay,
		"scipy.signal.hilbert":                                     goldenHilbert,
		"scipy.signal.resample_poly / resample / decimate":         goldenScipyResample,
		"scipy.signal.detrend":                                     goldenDetrend,
	})
}

func familyBand(t *testing.T, c *golden.Case) Band {
	t.Helper()
	edges := numbers(c.Params["band_hz"])
	switch c.Text("btype") {
	case "lowpass":
		return Band{Kind: LowPass, High: edges[0]}
	case "highpass":
		return Band{Kind: HighPass, Low: edges[0]}
	case "bandpass":
		return Band{Kind: BandPass, Low: edges[0], High: edges[1]}
	case "bandstop":
		return Band{Kind: BandStop, Low: edges[0], High: edges[1]}
	}
	t.Fatalf("unknown band %q", c.Text("btype"))
	return Band{}
}

func goldenDesign(t *testing.T, c *golden.Case) {
	fs := number(t, c, "fs")
	d := IIR{
		Family: Family(c.Text("ftype")), Order: int(number(t, c, "order")),
		Band: familyBand(t, c), Ripple: orZero(c, "rp"), Stop: orZero(c, "rs"),
	}
	zpk := must(d.Design(fs))(t)
	sos := must(zpk.Sections())(t)
	var table, zi []float64
	for _, q := range sos {
		table = append(table, q.B0, q.B1, q.B2, 1, q.A1, q.A2)
	}
	for _, z := range sos.StepState() {
		zi = append(zi, z[0], z[1])
	}
	c.Check(t, "sos", table)
	c.Check(t, "zi", zi)
	c.Check(t, "gain", []float64{zpk.Gain})
	c.Check(t, "padlen_mne", []float64{float64(sos.Ringing())})
	c.Check(t, "padlen_scipy", []float64{float64(sos.DefaultPad())})
	re, im := parts(sos.Response(c.Out(t, "freqs").Data, fs))
	c.Check(t, "response_re", re)
	c.Check(t, "response_im", im)
	re, im = parts(sortedRoots(zpk.Poles))
	c.Check(t, "poles_re", re)
	c.Check(t, "poles_im", im)
	if c.Has("b") {
		tf := zpk.Transfer()
		c.Check(t, "b", tf.B)
		c.Check(t, "a", tf.A)
	}
}

func parts(z []complex128) (re, im []float64) {
	for _, v := range z {
		re, im = append(re, real(v)), append(im, imag(v))
	}
	return re, im
}

func goldenNotchDesign(t *testing.T, c *golden.Case) {
	var nb, na, pb, pa []float64
	for _, row := range matrix(c.In(t, "f0_q_fs")) {
		notch := must(Notch(row[0], row[1], row[2]))(t).Transfer()
		peak := must(Peak(row[0], row[1], row[2]))(t).Transfer()
		nb, na = append(nb, notch.B...), append(na, notch.A...)
		pb, pa = append(pb, peak.B...), append(pa, peak.A...)
	}
	c.Check(t, "notch_b", nb)
	c.Check(t, "notch_a", na)
	c.Check(t, "peak_b", pb)
	c.Check(t, "peak_a", pa)
}

func goldenNotchApply(t *testing.T, c *golden.Case) {
	q := must(Notch(number(t, c, "f0"), number(t, c, "Q"), number(t, c, "fs")))(t)
	tf := q.Transfer()
	x := matrix(c.In(t, "x"))
	both, once := cloned(x), cloned(x)
	for i := range x {
		noError(t, tf.ZeroPhase(both[i], tf.DefaultPad(), Odd))
		tf.Filter(once[i], nil)
	}
	c.Check(t, "filtfilt", flat(both))
	c.Check(t, "lfilter", flat(once))
}

func goldenCausal(t *testing.T, c *golden.Case) {
	sos := must(Butterworth(int(number(t, c, "order")), familyBand(t, c), number(t, c, "fs")))(t)
	x := matrix(c.In(t, "x"))
	whole, chunks, settled := cloned(x), cloned(x), cloned(x)
	noError(t, NewCausal(sos, len(x), false).Process(whole))
	c.Check(t, "y", flat(whole))
	noError(t, NewCausal(sos, len(x), true).Process(settled))
	c.Check(t, "y_step_init", flat(settled))

	running := NewCausal(sos, len(x), false)
	bounds := toInts(numbers(c.Params["chunk_bounds"]))
	for i := 1; i < len(bounds); i++ {
		part := make([][]float64, len(x))
		for ch := range part {
			part[ch] = chunks[ch][bounds[i-1]:bounds[i]]
		}
		noError(t, running.Process(part))
	}
	for ch := range x {
		for i, v := range whole[ch] {
			if chunks[ch][i] != v {
				t.Fatalf("channel %d, sample %d: %g by chunks, %g at once", ch, i, chunks[ch][i], v)
			}
		}
	}
	var state []float64
	for s := range sos {
		for ch := range x {
			z := running.State(ch)[s]
			state = append(state, z[0], z[1])
		}
	}
	c.Check(t, "final_state", state)
}

func goldenZeroPhase(t *testing.T, c *golden.Case) {
	fs := number(t, c, "fs")
	iir, _ := c.Params["iir_params"].(map[string]any)
	d := IIR{Family: Butter, Order: 4}
	if f, ok := iir["ftype"].(string); ok {
		d.Family = Family(f)
	}
	if n, ok := iir["order"].(float64); ok {
		d.Order = int(n)
	}
	d.Ripple, _ = iir["rp"].(float64)
	d.Stop, _ = iir["rs"].(float64)
	d.Band = must(Pass(orZero(c, "l_freq"), orZero(c, "h_freq")))(t)
	zpk := must(d.Design(fs))(t)
	x := matrix(c.In(t, "x"))
	n := len(x[0])
	if iir["output"] == "ba" {
		tf := zpk.Transfer()
		pad := min(tf.Ringing(), n-1)
		if v, ok := iir["padlen"].(float64); ok {
			pad = int(v)
		}
		for _, ch := range x {
			noError(t, tf.ZeroPhase(ch, pad, Odd))
		}
		c.Check(t, "y", flat(x))
		return
	}
	sos := must(zpk.Sections())(t)
	if pad, ok := iir["padlen"].(float64); ok {
		noError(t, ZeroPhasePad(x, sos, int(pad), Odd))
	} else {
		noError(t, ZeroPhase(x, sos))
		if want, ok := c.Number("padlen_used"); ok && min(sos.Ringing(), n-1) != int(want) {
			t.Errorf("padded by %d samples, want %g", min(sos.Ringing(), n-1), want)
		}
	}
	c.Check(t, "y", flat(x))
}

func goldenNotchZeroPhase(t *testing.T, c *golden.Case) {
	x := matrix(c.In(t, "x"))
	noError(t, NotchZeroPhase(x, lines(c), number(t, c, "fs")))
	c.Check(t, "y", flat(x))
}

func goldenSegments(t *testing.T, c *golden.Case) {
	fs := number(t, c, "fs")
	sos := must(Butterworth(4, must(Pass(orZero(c, "l_freq"), orZero(c, "h_freq")))(t), fs))(t)
	durations := numbers(c.Params["skip_duration_s"])
	var gaps []Span
	for i, onset := range numbers(c.Params["skip_onset_s"]) {
		gaps = append(gaps, Span{onset, durations[i]})
	}
	x := matrix(c.In(t, "x"))
	segments := Contiguous(len(x[0]), gaps, fs)
	var start, stop []int
	for _, s := range segments {
		start, stop = append(start, s.Start), append(stop, s.Stop)
	}
	c.Check(t, "segment_start", ints(start))
	c.Check(t, "segment_stop", ints(stop))
	noError(t, ZeroPhaseSegments(x, sos, segments))
	c.Check(t, "y", flat(x))
}
