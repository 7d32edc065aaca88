package syntax

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata/errors.txt")

// testdata/errors.txt holds broken texts, each with the diagnostics it gets
// (code, line, column, message and fix) in lines that begin with >>. A text that
// does not name its edition has the line put before it.
func TestErrors(t *testing.T) {
	const path = "testdata/errors.txt"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, section := range strings.Split(string(data), "----\n") {
		text := withoutAnswers(section)
		got := text + answers(t, text)
		if d := cmp.Diff(section, got); d != "" && !*update {
			t.Errorf("(-want +got):\n%s", d)
		}
		out = append(out, got)
	}
	if *update {
		if err := os.WriteFile(path, []byte(strings.Join(out, "----\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func withoutAnswers(section string) string {
	text, _, _ := strings.Cut(section, ">>")
	return text
}

func answers(t *testing.T, text string) string {
	t.Helper()
	full := text
	if !strings.HasPrefix(text, "eegp") && !strings.HasPrefix(text, "#first") {
		full = "eegp 1\n" + text
	}
	f := source.NewFile("errors", full)
	var report diag.List
	Parse(f, &report)
	var b strings.Builder
	for _, d := range report.All() {
		p := f.Position(d.At.Start)
		fmt.Fprintf(&b, ">> %s %d:%d %s", d.Code, p.Line, p.Column, d.Message)
		if d.Fix != nil {
			fmt.Fprintf(&b, "; fix: %s", d.Fix.Text)
			if _, ok := diag.Apply(f, d.Fix.Edits); !ok {
				t.Errorf("the edits of %q do not apply", d.Fix.Text)
			}
		}
		b.WriteByte('\n')
	}
	if len(report.All()) == 0 {
		b.WriteString(">> fine\n")
	}
	return b.String()
}
