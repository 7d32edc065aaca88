package diag

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/source"
	"github.com/google/go-cmp/cmp"
)

// at is the span of the n-th occurrence of a text, counted from zero.
func at(f *source.File, text string, n int) source.Span {
	start := 0
	for ; ; n-- {
		i := strings.Index(f.Text[start:], text)
		if n == 0 {
			return source.Span{File: f, Start: start + i, End: start + i + len(text)}
		}
		start += i + len(text)
	}
}

// The look of the manual.
func TestRenderManual(t *testing.T) {
	f := source.NewFile("mi.eegp", strings.Repeat("\n", 7)+
		"  data = bnci2014_001 |> zscore(per: channel) |> trials(0..4 s)\n")
	d := Diagnostic{
		Code: "E401", At: at(f, "zscore(per: channel)", 0),
		Message: "`zscore` learns, but `data` is shared by every fold",
		Label:   "Recordings ~> Recordings",
		Rule:    "its mean would be computed from trials it is later tested on",
		Fix:     &Fix{Text: "start each method with it\n  csp_lda: zscore(per: channel) |> csp(6) |> lda"},
	}
	want := "error[E401] `zscore` learns, but `data` is shared by every fold\n" +
		`   mi.eegp:8:26
 8 |   data = bnci2014_001 |> zscore(per: channel) |> trials(0..4 s)
   |                          ^^^^^^^^^^^^^^^^^^^^ Recordings ~> Recordings
   = its mean would be computed from trials it is later tested on
fix: start each method with it
   |   csp_lda: zscore(per: channel) |> csp(6) |> lda
`
	if diff := cmp.Diff(want, Text([]Diagnostic{d})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRenderLines(t *testing.T) {
	for _, c := range []struct {
		name, text, mark string
		width            int
		want             string
	}{
		{"tabs become spaces", "\tlet\tx = 1", "x", 0, `
 1 |     let x = 1
   |         ^ here`},
		{"wide characters take two columns", `let 脑电 = "波" + x`, "x", 0, `
 1 | let 脑电 = "波" + x
   |                   ^ here`},
		{"combining marks take none", "let e\u0301e\u0301 = x", "x", 0, `
 1 | let e` + "\u0301e\u0301" + ` = x
   |          ^ here`},
		{"what steers a terminal is shown as a mark", "a \x1b[31m x", "x", 0, `
 1 | a ` + "\ufffd" + `[31m x
   |         ^ here`},
		{"a span over two lines", "let x = {\n  a: 1\n}", "{\n  a: 1\n}", 0, `
 1 | let x = {
   |         ^
 2 |   a: 1
   |   ^^^^
 3 | }
   | ^ here`},
		{"a long span shows its ends", "{\n 1\n 2\n 3\n}", "{\n 1\n 2\n 3\n}", 0, `
 1 | {
   | ^
..
 5 | }
   | ^ here`},
		{"a long line is cut around the span", strings.Repeat("a + ", 30) + "x" + strings.Repeat(" + b", 30), "x", 50, `
 1 | …a + a + a + a + a + a + a + a + x + b + b +…
   |                                  ^ here`},
		{"a long span is cut", "let x = " + strings.Repeat("a", 90), strings.Repeat("a", 90), 50, `
 1 | let x = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
   |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ here`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := source.NewFile("a", c.text)
			var b strings.Builder
			if err := Render(&b, []Diagnostic{{Code: "E001", At: at(f, c.mark, 0), Label: "here"}}, Options{Width: c.width}); err != nil {
				t.Fatal(err)
			}
			_, got, _ := strings.Cut(b.String(), "\n")
			_, got, _ = strings.Cut(got, "\n")
			if d := cmp.Diff(strings.TrimPrefix(c.want, "\n")+"\n", got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestRenderEmptySpanAtTheEnd(t *testing.T) {
	f := source.NewFile("a", "let x =\n")
	got := Text([]Diagnostic{{Code: "E020", At: source.Span{File: f, Start: 7, End: 7}, Message: "m"}})
	want := "error[E020] m\n   a:1:8\n 1 | let x =\n   |        ^\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestRenderWithoutPlace(t *testing.T) {
	got := Text([]Diagnostic{{Code: "W601", Severity: Warning, Message: "m", Rule: "r", Hint: "h"}})
	if want := "warning[W601] m\n   = r\nhint: h\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

// Colour changes nothing but colour.
func TestRenderColor(t *testing.T) {
	f := source.NewFile("a", "let x = 1\n")
	ds := []Diagnostic{{
		Code: "E001", At: at(f, "x", 0), Message: "m", Label: "l", Rule: "r", Hint: "h",
		Fix: &Fix{Text: "f"}, Related: []Related{{At: at(f, "1", 0), Text: "t"}},
	}, {Code: "W001", Severity: Warning, Message: "m"}}
	var b strings.Builder
	if err := Render(&b, ds, Options{Color: true}); err != nil {
		t.Fatal(err)
	}
	colored := b.String()
	for _, want := range []string{red + "error[E001]" + reset, yellow + "warning[W001]" + reset} {
		if !strings.Contains(colored, want) {
			t.Errorf("lacks %q", want)
		}
	}
	for _, c := range []string{bold, red, yellow, green, blue, reset} {
		colored = strings.ReplaceAll(colored, c, "")
	}
	if d := cmp.Diff(Text(ds), colored); d != "" {
		t.Errorf("(-plain +colour):\n%s", d)
	}
}

func TestJSON(t *testing.T) {
	f := source.NewFile("a.eegp", "eegp 1\nlet µ = x\n")
	where := at(f, "x", 0)
	ds := []Diagnostic{{
		Code: "E101", At: where, Message: "m", Label: "l", Rule: "r", Hint: "h",
		Fix: &Fix{Text: "y", Edits: []Edit{{where, "y"}}},
	}}
	var got []Data
	if err := json.Unmarshal(JSON(ds), &got); err != nil {
		t.Fatal(err)
	}
	place := DataRange{Bytes: DataBytes{16, 17}, Start: DataPosition{2, 9}, End: DataPosition{2, 10}}
	want := []Data{{
		Code: "E101", Severity: "error", File: "a.eegp", Range: &place,
		Message: "m", Label: "l", Rule: "r", Hint: "h",
		Fix: &DataFix{Text: "y", Edits: []DataEdit{{File: "a.eegp", Range: place, New: "y"}}},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if s := string(JSON(nil)); s != "[]\n" {
		t.Errorf("no diagnostics are %q", s)
	}
}

func TestNearest(t *testing.T) {
	words := []string{"channel", "time", "bandpass", "csp", "covariances", "eegnet", "C3", "kfold"}
	for word, want := range map[string]string{
		"chanel":    "channel",
		"chanenl":   "channel",
		"Channel":   "channel",
		"bandpas":   "bandpass",
		"band_pass": "bandpass",
		"cps":       "csp",
		"c3":        "C3",
		"covarance": "covariances",
		"kflod":     "kfold",
		"q":         "",
		"xyzzy":     "",
		"lda":       "",
		"time":      "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
}

func TestApply(t *testing.T) {
	f := source.NewFile("a", "abcdef")
	s := func(i, j int) source.Span { return source.Span{File: f, Start: i, End: j} }
	if got, ok := Apply(f, []Edit{{s(4, 5), "E"}, {s(0, 1), ""}, {s(2, 2), "-"}}); !ok || got != "b-cdEf" {
		t.Errorf("got %q, %v", got, ok)
	}
	for _, bad := range [][]Edit{{{s(0, 3), ""}, {s(2, 4), ""}}, {{s(5, 9), ""}}, {{source.Span{}, ""}}} {
		if _, ok := Apply(f, bad); ok {
			t.Errorf("%v applied", bad)
		}
	}
}

func TestListKeepsOneOfACodeAtAPlace(t *testing.T) {
	f := source.NewFile("a", "abc")
	span := source.Span{File: f, Start: 1, End: 2}
	var l List
	l.Add(Diagnostic{Code: "E2", At: span}, Diagnostic{Code: "E1"}, Diagnostic{Code: "E2", At: span, Message: "again"})
	l.Add(Diagnostic{Code: "E3", At: source.Span{File: f}})
	l.Sort()
	var codes []string
	for _, d := range l.All() {
		codes = append(codes, d.Code)
	}
	if d := cmp.Diff([]string{"E3", "E2", "E1"}, codes); d != "" {
		t.Error(d)
	}
}
