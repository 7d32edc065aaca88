package check_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/check/checktest"
	"github.com/eegp-lang/eegp/lang/diag"
)

// FuzzCheck: whatever the text, checking ends soon and does not panic, and what
// it reports can be shown.
func FuzzCheck(f *testing.F) {
	env := environment(f)
	for _, pattern := range []string{"testdata/programs/*.eegp"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text))
		}
	}
	stories, err := diag.Stories()
	if err == nil {
		for _, s := range stories {
			for _, file := range append(s.Bad, s.Good...) {
				f.Add(file.Text)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		p, report := checktest.Program(env, "fuzz.eegp", text)
		diag.Text(report.All())
		check.Explain(p)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("checking took %s", took)
		}
	})
}

// Texts made to blow up: each is reported and ends soon.
func TestHostilePrograms(t *testing.T) {
	env := environment(t)
	paths, err := filepath.Glob("testdata/hostile/*.eegp")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			p, report := checktest.Program(env, "hostile.eegp", string(text))
			check.Explain(p)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("checking took %s", took)
			}
			if !report.HasErrors() {
				t.Error("nothing is reported")
			}
		})
	}
}

func BenchmarkCheckFirstLook(b *testing.B) {
	env := environment(b)
	text, err := os.ReadFile("testdata/programs/first_look.eegp")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		checktest.Program(env, "first_look.eegp", string(text))
	}
}

func BenchmarkCheckClassical(b *testing.B) {
	env := environment(b)
	const text = `eegp 1

study hands {
  data = simulated.motor_imagery |> bandpass(8..30 Hz) |> trials(0.5..3.5 s)
  methods = {
    csp_lda: csp(4) |> log_variance |> lda,
    ts_lr: covariances(oas) |> tangent_space |> logistic,
  }
}
`
	for b.Loop() {
		checktest.Program(env, "hands.eegp", text)
	}
}
