package lock

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

var example = Script{
	Imports:   map[string]Import{"std.models": {Hash: "h1:ab", Origin: Std}, "a.eegp": {Hash: "h1:cd", Origin: Project}},
	Operators: map[string]int{"lda": 1, "csp": 2},
	Sources: map[string]Source{`files("raw/{run}.edf", events: { "<T1>": a })`: {
		Channels: 3, Rate: 100, Classes: []string{"a"}, Recordings: map[string]string{"raw/2.edf": "22", "raw/1.edf": "11"},
	}},
}

func TestFileIsTextThatReadsBack(t *testing.T) {
	f := File{Format: Format, Scripts: map[string]Script{"b.eegp": example, "a.eegp": {}}}
	text := string(f.Bytes())
	want := `{
  "lock": 1,
  "scripts": {
    "a.eegp": {},
    "b.eegp": {
      "imports": {
        "a.eegp": {
          "hash": "h1:cd",
          "origin": "project"
        },
        "std.models": {
          "hash": "h1:ab",
          "origin": "std"
        }
      },
      "operators": {
        "csp": 2,
        "lda": 1
      },
      "sources": {
        "files(\"raw/{run}.edf\", events: { \"<T1>\": a })": {
          "channels": 3,
          "classes": [
            "a"
          ],
          "rate_hz": 100,
          "recordings": {
            "raw/1.edf": "11",
            "raw/2.edf": "22"
          }
        }
      }
    }
  }
}
`
	if d := cmp.Diff(want, text); d != "" {
		t.Error(d)
	}
	back, problem := Read(source.NewFile(Name, strings.ReplaceAll(text, "\n", "\r\n")))
	if problem != nil {
		t.Fatal(problem.Diagnose().Message)
	}
	if d := cmp.Diff(f, back); d != "" {
		t.Error(d)
	}
}

func TestBrokenLocksAreDiagnosed(t *testing.T) {
	for _, c := range []struct{ name, text, says, at string }{
		{"empty", "", "ends too early", ""},
		{"cut", `{"lock": 1, "scripts": {"a.eegp": {`, "ends too early", ""},
		{"merge", "{\n<<<<<<< HEAD\n", "no JSON from here on", "<"},
		{"more follows", `{"lock": 1, "scripts": {}} x`, "no JSON from here on", "x"},
		{"a list", `[]`, "cannot stand here", ""},
		{"no format", `{"scripts": {}}`, "no format number", ""},
		{"format zero", `{"lock": 0}`, "no format number", ""},
		{"format of words", `{"lock": "one"}`, "(string) cannot stand here", `"`},
		{"null", `null`, "no format number", ""},
		{"newer", `{"lock": 2, "scripts": 5, "bundle": {}}`, "has format 2; this eegp reads up to 1", ""},
		{"unknown field", `{"lock": 1, "scripts": {"a.eegp": {"hash": 1}}}`, `unknown field "hash"`, ""},
		{"scripts are a list", `{"lock": 1, "scripts": []}`, "cannot stand here", ""},
		{"half a version", `{"lock": 1, "scripts": {"a": {"operators": {"csp": 1.5}}}}`, "cannot stand here", ""},
		{"deep", strings.Repeat("[", 100_000), "no JSON", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problem := Read(source.NewFile(Name, c.text))
			if problem == nil {
				t.Fatal("it is read")
			}
			d := problem.Diagnose()
			if !strings.Contains(d.Message, c.says) || c.at != "" && d.At.Text() != c.at || d.Code != "E606" || d.Hint == "" {
				t.Errorf("%s, at %q", diag.Text([]diag.Diagnostic{d}), d.At.Text())
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(string(File{Scripts: map[string]Script{"a": example}}.Bytes()))
	f.Add(`{"lock": 1, "scripts": {"a": null}}`)
	f.Fuzz(func(t *testing.T, text string) {
		lock, problem := Read(source.NewFile(Name, text))
		if problem != nil {
			_ = diag.Text([]diag.Diagnostic{problem.Diagnose()})
			return
		}
		again, problem := Read(source.NewFile(Name, string(lock.Bytes())))
		if problem != nil {
			t.Fatal(problem.Diagnose().Message)
		}
		if d := cmp.Diff(string(lock.Bytes()), string(again.Bytes())); d != "" {
			t.Error(d)
		}
	})
}
