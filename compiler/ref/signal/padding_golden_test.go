package signal

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

// goldenPadding reads the padding from the name of each output, as in
// sosfiltfilt_even_pad40.
func goldenPadding(t *testing.T, c *golden.Case) {
	fs := number(t, c, "fs")
	sos := must(writtenButter(t, c.Text("sos")).Sections(fs))(t)
	tf := must(writtenButter(t, c.Text("ba")).Design(fs))(t).Transfer()
	for name := range c.Outputs {
		t.Run(name, func(t *testing.T) {
			x := matrix(c.In(t, "x"))
			words := strings.Split(name, "_")
			how, pad := Odd, -1
			for _, w := range words[1:] {
				switch {
				case w == "even":
					how = Even
				case w == "constant":
					how = Constant
				case w == "nopad":
					pad = 0
				case strings.HasPrefix(w, "pad"):
					pad, _ = strconv.Atoi(w[3:])
				}
			}
			switch words[0] {
			case "sosfiltfilt":
				if pad < 0 {
					pad = sos.DefaultPad()
				}
				noError(t, ZeroPhasePad(x, sos, pad, how))
			case "filtfilt":
				if pad < 0 {
					pad = tf.DefaultPad()
				}
				for _, ch := range x {
					noError(t, tf.ZeroPhase(ch, pad, how))
				}
			default:
				t.Skipf("no operator needs it, so it is not judged: %s", name)
			}
			c.Check(t, name, flat(x))
		})
	}
}

// writtenButter reads a design such as "butter(4, [8, 30], bandpass)".
func writtenButter(t *testing.T, text string) IIR {
	t.Helper()
	d := IIR{Family: Butter}
	var kind string
	plain := strings.NewReplacer("[", " ", "]", " ", ",", " ", "(", " ", ")", " ").Replace(text)
	if n, _ := fmt.Sscanf(plain, "butter %d %g %g %s", &d.Order, &d.Band.Low, &d.Band.High, &kind); n == 4 {
		d.Band.Kind = BandPass
		if kind == "bandstop" {
			d.Band.Kind = BandStop
		}
		return d
	}
	var edge float64
	if n, err := fmt.Sscanf(plain, "butter %d %g %s", &d.Order, &edge, &kind); n != 3 {
		t.Fatalf("cannot read the design %q: %v", text, err)
	}
	d.Band = Band{Kind: LowPass, High: edge}
	if kind == "highpass" {
		d.Band = Band{Kind: HighPass, Low: edge}
	}
	return d
}
