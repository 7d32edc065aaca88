package format

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/google/go-cmp/cmp"
)

func parse(tb testing.TB, name, text string) *syntax.File {
	tb.Helper()
	var report diag.List
	f := syntax.Parse(source.NewFile(name, text), &report)
	for _, d := range report.All() {
		tb.Fatalf("%s:%v: %s", name, f.Source.Position(d.At.Start), d.Message)
	}
	return f
}

// The programs of the manual are canonical, and so is every other file here.
func TestCanonicalFilesStay(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.eegp")
	if err != nil || len(paths) < 7 {
		t.Fatalf("%v, %d files", err, len(paths))
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := File(parse(t, path, string(text)))
			if d := cmp.Diff(string(text), got); d != "" {
				t.Errorf("changed (-want +got):\n%s", d)
			}
		})
	}
}

// Every rule of layout at once: a text in loose form and its canonical one.
func TestLayout(t *testing.T) {
	loose, err := os.ReadFile("testdata/layout.input")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/layout.eegp")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), File(parse(t, "layout", string(loose)))); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestExpr(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"8..32Hz", "8..32 Hz"},
		{"-100..800   ms", "-100..800 ms"},
		{"135 ms..135 ms+length", "135 ms .. 135 ms + length"},
		{"8Hz*n..88Hz", "8 Hz * n .. 88 Hz"},
		{"csp( )|>lda()", "csp |> lda"},
		{"f()(x)", "f()(x)"},
		{"{a:1,b:[1,2,],}", "{ a: 1, b: [1, 2] }"},
		{"{}", "{}"},
		{"[channel=22,time=1000@250 Hz]", "[channel=22, time=1000 @ 250 Hz]"},
		{"rename(time'=time)", "rename(time'=time)"},
		{"-sum(a*(1-p)^2)", "-sum(a * (1 - p) ^ 2)"},
		{"2^-1", "2 ^ -1"},
		{"not a==b and c", "not a == b and c"},
		{"adapt recenter(riemann)|>lda", "adapt recenter(riemann) |> lda"},
		{"[for n in 1..5,m in ns if n>m=>n^m]", "[for n in 1..5, m in ns if n > m => n ^ m]"},
		{"fn(x)=>x+1", "fn(x) => x + 1"},
		{"net.layers [1..2] . stem", "net.layers[1..2].stem"},
		{`"a \"b\" \\ {c}\n"`, `"a \"b\" \\ {c}\n"`},
		{"50%", "50 %"},
	} {
		var report diag.List
		e := syntax.ParseExpr(source.NewFile("expr", c.text), &report)
		if e == nil || report.HasErrors() {
			t.Errorf("%s: %v", c.text, report.All())
			continue
		}
		if got := Expr(e); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}

// Trees made by the compiler have no parentheses of their own.
func TestExprAddsParentheses(t *testing.T) {
	name := func(s string) syntax.Expr { return &syntax.Name{Name: s} }
	sum := &syntax.Binary{Op: "+", L: name("a"), R: name("b")}
	for _, c := range []struct {
		e    syntax.Expr
		want string
	}{
		{&syntax.Binary{Op: "*", L: sum, R: name("c")}, "(a + b) * c"},
		{&syntax.Binary{Op: "-", L: name("c"), R: sum}, "c - (a + b)"},
		{&syntax.Binary{Op: "^", L: name("c"), R: &syntax.Binary{Op: "^", L: name("a"), R: name("b")}}, "c ^ a ^ b"},
		{&syntax.Unary{Op: "-", X: sum}, "-(a + b)"},
		{&syntax.Select{X: sum, Name: syntax.Ident{Name: "stem"}}, "(a + b).stem"},
	} {
		if got := Expr(c.e); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
