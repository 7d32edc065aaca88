package check_test

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// The errors that the manual shows in its section 6, word for word.
func TestErrorsOfTheManual(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a learner in data", `eegp 1

use std.datasets (bnci2014_001)

study mi {
  # One of the most common leaks.

  data = bnci2014_001 |> zscore(per: channel) |> trials(0..4 s)
  methods = {
    csp_lda: csp(6) |> lda,
  }
}
`, `error[E401] ` + "`zscore` learns, but `data`" + ` is shared by every fold
   mi.eegp:8:26
 8 |   data = bnci2014_001 |> zscore(per: channel) |> trials(0..4 s)
   |                          ^^^^^^^^^^^^^^^^^^^^ Recordings ~> Recordings
   = its mean would be computed from trials it is later tested on
fix: start each method with it
`},
		{"a time for a frequency", "eegp 1\n\nlet f = bandpass(8..32 ms)\n", `error[E203] a frequency is needed, this is a time
   mi.eegp:3:18
 3 | let f = bandpass(8..32 ms)
   |                  ^^^^^^^^ time
fix: 8..32 Hz
`},
		{"nothing to mix", `eegp 1

use std.datasets (bnci2014_001)

block net() : [channel, time] uV -> [class] {
  let y = x |> conv(over: time, kernel: 64, mix: filter, to: filter=8)
  y |> dense(class)
}

study mi {
  data = bnci2014_001 |> trials(0..4 s, ends: half_open)
  methods = { net: train(net) }
}
`, "error[E302] nothing left to mix: there is no `filter` axis yet" + `
   mi.eegp:6:50
 6 |   let y = x |> conv(over: time, kernel: 64, mix: filter, to: filter=8)
   |                                                  ^^^^^^ x is [channel=22, time=1000 @ 250 Hz]
hint: drop ` + "`mix`; the first convolution runs on each channel alone\n"},
		{"a misspelt axis", "eegp 1\n\nlet f = zscore(per: chanel)\n", "error[E104] unknown axis `chanel`" + `
   mi.eegp:3:21
 3 | let f = zscore(per: chanel)
   |                     ^^^^^^
fix: channel
`},
		{"a filter that looks ahead", `eegp 1

use std.datasets (bnci2014_001)

study mi {
  data = bnci2014_001 |> bandpass(8..30 Hz)
  split = online(train: first(1, of: session), window: 1 s, step: 100 ms)
  methods = { csp_lda: csp(6) |> log_variance |> lda }
}
`, "error[E501] this filter looks 544 ms ahead, but `online` only has the past" + `
   mi.eegp:6:26
 6 |   data = bnci2014_001 |> bandpass(8..30 Hz)
   |                          ^^^^^^^^^^^^^^^^^^ zero phase
fix: bandpass(8..30 Hz, phase: causal)
`},
		{
			"another text than locked", "eegp 1\n\nuse lab.protocols (bnci_4class)\n\nstudy s {\n  protocol = bnci_4class\n  methods = { mdm: covariances |> min_distance }\n}\n",
			"error[E602] `lab.protocols` is not the text that was locked" + `
   mi.eegp:3:5
 3 | use lab.protocols (bnci_4class)
   |     ^^^^^^^^^^^^^
   = 1 change in meaning: bnci_4class.data, bandpass upper edge 38 Hz -> 40 Hz
hint: compare it with the text of then; to accept it: eegp lock mi.eegp
`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := environment(t)
			env.Locked = func(path string, _ *source.File) ([]string, bool) {
				return []string{"bnci_4class.data, bandpass upper edge 38 Hz -> 40 Hz"}, path != "lab.protocols"
			}
			_, report := checktest.Program(env, "mi.eegp", c.text)
			var errors []diag.Diagnostic
			for _, d := range report.All() {
				if d.Severity == diag.Error {
					errors = append(errors, d)
				}
			}
			if len(errors) != 1 {
				t.Fatalf("%d errors:\n%s", len(errors), diag.Text(errors))
			}
			if got := diag.Text(errors); !strings.HasPrefix(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
