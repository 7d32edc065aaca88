package signal

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

func goldenFIR(t *testing.T, c *golden.Case) {
	if design := c.Text("fir_design"); design != "" && design != "firwin" {
		t.Skipf("no operator needs it, so it is not judged: FIR design %q (%s)", design, c.Tier)
	}
	phase, ok := map[string]FIRPhase{"": FIRZero, "zero": FIRZero, "zero-double": FIRDouble, "linear": FIRLinear}[c.Text("phase")]
	if !ok {
		t.Skipf("no operator needs it, so it is not judged: FIR phase %q (%s)", c.Text("phase"), c.Tier)
	}
	fs := number(t, c, "fs")
	band := must(Pass(orZero(c, "l_freq"), orZero(c, "h_freq")))(t)
	o := FIROptions{Window: c.Text("fir_window")}
	o.LowerHz, o.UpperHz = orZero(c, "l_trans_bandwidth"), orZero(c, "h_trans_bandwidth")
	if band.Kind == BandStop {
		// The lower edge of a band-stop is its h_freq.
		o.LowerHz, o.UpperHz = o.UpperHz, o.LowerHz
	}
	o.Taps = filterLength(t, c, fs)
	taps := must(FIR(band, fs, o))(t)
	c.Check(t, "h", taps)
	x := matrix(c.In(t, "x"))
	noError(t, ApplyFIR(x, taps, phase))
	c.Check(t, "y", flat(x))
}

// filterLength reads a length in samples, or in time as 2s or 500ms.
func filterLength(t *testing.T, c *golden.Case, fs float64) int {
	t.Helper()
	if n, ok := c.Number("filter_length"); ok {
		return int(n)
	}
	text, scale := c.Text("filter_length"), 1.0
	if text == "" || text == "auto" {
		return 0
	}
	if ms, ok := strings.CutSuffix(text, "ms"); ok {
		text, scale = ms, 1e-3
	}
	v, err := strconv.ParseFloat(strings.TrimSuffix(text, "s"), 64)
	noError(t, err)
	return int(math.Ceil(v * scale * fs))
}

// lines reads the frequencies of a notch and how wide each is.
func lines(c *golden.Case) []LineNoise {
	out := Lines(numbers(c.Params["freqs"])...)
	widths := numbers(c.Params["notch_widths"])
	for i := range out {
		if len(widths) > 0 {
			out[i].Width = widths[min(i, len(widths)-1)]
		}
		out[i].Transition = orZero(c, "trans_bandwidth")
	}
	return out
}

func goldenNotchFIR(t *testing.T, c *golden.Case) {
	taps := must(NotchFIR(lines(c), number(t, c, "fs"), FIROptions{}))(t)
	x := matrix(c.In(t, "x"))
	noError(t, ApplyFIR(x, taps, FIRZero))
	c.Check(t, "y", flat(x))
}

func goldenWindowedSinc(t *testing.T, c *golden.Case) {
	name, param := c.Text("window"), []float64(nil)
	if list, ok := c.Params["window"].([]any); ok {
		name, _ = list[0].(string)
		param = numbers(list[1:])
	}
	taper := must(Taper(name, int(number(t, c, "numtaps")), false, param...))(t)
	passZero, ok := c.Params["pass_zero"].(bool)
	if kind := c.Text("pass_zero"); !ok {
		passZero = kind == "lowpass" || kind == "bandstop"
	}
	c.Check(t, "h", must(WindowedSinc(numbers(c.Params["cutoff"]), number(t, c, "fs"), passZero, taper))(t))
}

// goldenTapers reads the window from the name of each output: kaiser8p6_16_sym
// is the symmetric Kaiser window with 8.6 of 16 points.
func goldenTapers(t *testing.T, c *golden.Case) {
	form := regexp.MustCompile(`^([a-z]+)([0-9]+(?:p[0-9]+)?)?_([0-9]+)_(sym|per)$`)
	for output := range c.Outputs {
		m := form.FindStringSubmatch(output)
		if m == nil {
			t.Errorf("cannot read the name %q", output)
			continue
		}
		var param []float64
		if m[2] != "" {
			p, err := strconv.ParseFloat(strings.Replace(m[2], "p", ".", 1), 64)
			noError(t, err)
			param = []float64{p}
		}
		n, _ := strconv.Atoi(m[3])
		c.Check(t, output, must(Taper(m[1], n, m[4] == "per", param...))(t))
	}
}

func goldenOrders(t *testing.T, c *golden.Case) {
	fs, wp, ws := c.In(t, "fs").Data, matrix(c.In(t, "wp")), matrix(c.In(t, "ws"))
	loss, stop := c.In(t, "gpass").Data, c.In(t, "gstop").Data
	band := func(edges []float64, high bool) Band {
		switch {
		case edges[1] != 0:
			return Band{Kind: BandPass, Low: edges[0], High: edges[1]}
		case high:
			return Band{Kind: HighPass, Low: edges[0]}
		}
		return Band{Kind: LowPass, High: edges[0]}
	}
	var out []float64
	for i := range fs {
		high := wp[i][0] > ws[i][0]
		s := Specification{Pass: band(wp[i], high), Stop: band(ws[i], high), PassLoss: loss[i], StopLoss: stop[i]}
		for _, kind := range texts(c.Params["kinds"]) {
			order, b, err := s.SmallestOrder(Family(kind), fs[i])
			noError(t, err)
			row := append([]float64{float64(order)}, b.edges()...)
			out = append(out, append(row, 0)[:3]...)
		}
	}
	c.Check(t, "order_and_edges", out)
}
