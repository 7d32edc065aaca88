package lock

import (
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
)

func hash(t *testing.T, text string) string {
	t.Helper()
	var report diag.List
	f := syntax.Parse(source.NewFile("a.eegp", text), &report)
	if report.HasErrors() {
		t.Fatal(report.All()[0].Message)
	}
	return Text(f)
}

func TestTextHashesMeaningNotLayout(t *testing.T) {
	canonical := hash(t, "eegp 1\n\nlet rate = 128 Hz\n")
	if len(canonical) != len("h1:")+64 || canonical[:3] != "h1:" {
		t.Errorf("hash %q is not h1: and 64 digits", canonical)
	}
	if got := hash(t, "eegp 1\r\n\r\n\r\nlet   rate=128Hz"); got != canonical {
		t.Errorf("another layout gives %s, want %s", got, canonical)
	}
	if got := hash(t, "eegp 1\n\n# Half of what was measured.\nlet rate = 128 Hz # enough\n"); got != canonical {
		t.Errorf("a comment gives %s, want %s", got, canonical)
	}
	if got := hash(t, "eegp 1\n\nlet rate = 129 Hz\n"); got == canonical {
		t.Error("another value gives the same hash")
	}
}
