package exec_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/runtime/report"
)

// Two studies read one file otherwise: other events, another channel, another
// unit. Work that they have in common is none of these.
func TestSourcesOfOneFileShareNothing(t *testing.T) {
	var text strings.Builder
	text.WriteString("C3,C4,Marker\n")
	for i := range 400 {
		mark := 0
		if i%10 == 5 {
			mark = 1 + i/10%3
		}
		fmt.Fprintf(&text, "%d,%d,%d\n", i*i%17+mark, i*i%13, mark)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	plans := plansOf(t, `eegp 1

study one {
  data =
    files("a.csv", signal: [C3, C4], trigger: Marker, rate: 10 Hz, events: { "1": a, "2": b })
    |> trials(0..0.4 s)
  methods = { it: log_variance |> lda }
}

study other {
  data =
    files("a.csv", signal: [C3, C4], trigger: Marker, rate: 10 Hz, events: { "1": a, "2": b, "3": c }, unit: mV)
    |> trials(0..0.4 s)
  methods = { it: log_variance |> lda }
}
`)
	cache, open := exec.NewCache(), exec.Opener{Roots: []string{dir}}.Open
	for i, p := range plans {
		shared := exec.Run(t.Context(), p, exec.Options{Open: open, Cache: cache})
		alone := exec.Run(t.Context(), p, exec.Options{Open: open})
		if report.Text(shared) != report.Text(alone) {
			t.Errorf("%s scores otherwise when it shares work", p.Study)
		}
		if want := []int{27, 40}[i]; shared.Data.Trials != want {
			t.Errorf("%s has %d trials, want %d", p.Study, shared.Data.Trials, want)
		}
	}
}
