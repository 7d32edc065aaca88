package syntax

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// programs are the files of the language manual.
func programs(tb testing.TB) map[string]string {
	tb.Helper()
	paths, err := filepath.Glob("../format/testdata/*.eegp")
	if err != nil || len(paths) < 7 {
		tb.Fatalf("programs: %v, %d files", err, len(paths))
	}
	out := map[string]string{}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			tb.Fatal(err)
		}
		out[filepath.Base(p)] = string(text)
	}
	return out
}

func TestProgramsParse(t *testing.T) {
	for name, text := range programs(t) {
		t.Run(name, func(t *testing.T) {
			var report diag.List
			f := Parse(source.NewFile(name, text), &report)
			for _, d := range report.All() {
				t.Errorf("%v %s: %s", f.Source.Position(d.At.Start), d.Code, d.Message)
			}
			if want := strings.Count(text, "\nstudy ") + strings.Count(text, "\nblock "); want > len(f.Decls) {
				t.Errorf("%d declarations, want at least %d", len(f.Decls), want)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	text := programs(b)["eegnex.eegp"]
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		var report diag.List
		Parse(source.NewFile("eegnex.eegp", text), &report)
	}
}

func TestSignatures(t *testing.T) {
	for _, text := range []string{
		`bandpass(band: Range Hz, order = 4, phase in [zero, causal] = zero) : Recordings -> Recordings`,
		`pool(how in [mean, max] = mean, over: Axis, by: Extent, pad in [same, valid] = same) : [..r] u -> [..r] u`,
		`csp(count = 4, shrink in 0..1 = 0) : Trials t ~> [component]`,
		`frames(over = time, by: Extent) : [..r, over=n/by, channel'] u^2 -> [..r] u^2/Hz`,
		`kfold(n: Int, of: Key = trial) : Split`,
		`accuracy : Score`,
		`elu`,
		`conv(over: Axis) : -> [..r]`,
	} {
		s, err := ParseSignature(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if s.Out == nil && text != "elu" {
			t.Errorf("%s: no result", text)
		}
	}
	if _, err := ParseSignature("bandpass(band: "); err == nil {
		t.Error("an unclosed signature was read")
	}
}
