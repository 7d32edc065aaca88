package exec_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/runtime/exec"
)

// TestStagesMendRecordings runs recordings that do not agree with each other:
// each is refused as it is, and runs once the stage that the message offers is in
// its place.
func TestStagesMendRecordings(t *testing.T) {
	for _, c := range []struct {
		name   string
		stages string
		spoil  func(rec *value.Recording)
		want   string
	}{
		{"other rate", "", halveRate, "E714"},
		{"other rate, resampled", "|> resample(64 Hz)", halveRate, ""},
		{"other channels", "", loseChannel, "E715"},
		{"other channels, the common ones picked", "|> pick([C3, Cz, C4])", loseChannel, ""},
		{"no number", "", loseContact, "E717"},
		{"no number, left out", `|> drop(["Fz"])`, loseContact, ""},
		{"no number, picked", "|> pick([Fz, C3])", loseContact, "E717"},
		{"no number, spread by a reference", "|> reference(average)", loseContact, "E717"},
		{"no channel", "", func(rec *value.Recording) { rec.Channels, rec.X, rec.Rate = nil, nil, 0 }, "E815"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := only(t, fmt.Sprintf(`eegp 1

study hands {
  data = simulated.motor_imagery(1, sessions: 2, trials: 5) %s |> detrend |> trials(0.5..3.5 s)
  methods = { power: log_variance |> lda }
}
`, c.stages))
			recs, problems := exec.Opener{}.Open(t.Context(), p.Source, 0)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			c.spoil(recs[1])
			r := exec.Run(context.Background(), p, exec.Options{Open: given(recs)})
			var got []string
			for _, d := range r.Problems {
				if d.Severity == diag.Error {
					got = append(got, d.Code)
				}
			}
			switch {
			case c.want == "" && len(got) > 0 || c.want != "" && !slices.Equal(got, []string{c.want}):
				t.Errorf("got %v, want %q:\n%s", got, c.want, diag.Text(r.Problems))
			case c.want == "" && len(r.Splits[0].Folds) == 0:
				t.Error("nothing was judged")
			}
		})
	}
}

func halveRate(rec *value.Recording) {
	for i, row := range rec.X {
		half := make([]float64, len(row)/2)
		for k := range half {
			half[k] = row[2*k]
		}
		rec.X[i] = half
	}
	rec.Rate /= 2
	rec.Segments = []value.Segment{{End: len(rec.X[0])}}
}

func loseChannel(rec *value.Recording) {
	last := len(rec.X) - 1
	rec.X, rec.Channels = rec.X[:last], rec.Channels[:last]
}

// loseContact writes NaN where the first channel, Fz, lost its contact.
func loseContact(rec *value.Recording) {
	for i := 100; i < 200; i++ {
		rec.X[0][i] = math.NaN()
	}
}
