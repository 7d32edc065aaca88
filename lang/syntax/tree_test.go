package syntax

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/google/go-cmp/cmp"
)

func TestPrecedence(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a |> b |> c", "(|> (|> a b) c)"},
		{"a or b and not c == d", "(or a (and b (not (== c d))))"},
		{"a + b .. c * d", "(.. (+ a b) (* c d))"},
		{"a - b - c", "(- (- a b) c)"},
		{"a ^ b ^ c", "(^ a (^ b c))"},
		{"-a ^ 2", "(- (^ a 2))"},
		{"-a * b", "(* (- a) b)"},
		{"a * -b + c", "(+ (* a (- b)) c)"},
		{"n ^ -1.25 + 0.25", "(+ (^ n (- 1.25)) 0.25)"},
		{"a < b + 1", "(< a (+ b 1))"},
		{"adapt a |> b", "(|> (adapt a) b)"},
		{"adapt a(b) ^ c", "(^ (adapt (call a (args (arg (value b))))) c)"},
		{"-100..800 ms", "(.. (- 100) (quantity 800 ms))"},
		{"8 Hz * n .. 88 Hz", "(.. (* (quantity 8 Hz) n) (quantity 88 Hz))"},
		{"(a + b) * c", "(* (paren (+ a b)) c)"},
		{"fn(x) => x |> a", "(lambda (params x) (plain (|> x a)))"},
	} {
		if got := show(t, c.text); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestExpressions(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"0..4", "(.. 0 4)"},
		{"10.5", "10.5"},
		{"57_476", "57_476"},
		{"3e-4", "3e-4"},
		{"250ms", "(quantity 250 ms)"},
		{"50%", "(quantity 50 %)"},
		{`"a\"b\\{c}"`, `"a\"b\\{c}"`},
		{
			"f(1, b: 2, to: axis=3, [x=4 @ 5 Hz])",
			"(call f (args (arg (value 1)) (arg (label b) (value 2)) (arg (label to) (axis axis) (value 3))" +
				" (arg (value (list (items (arg (axis x) (value 4) (rate (quantity 5 Hz)))))))))",
		},
		{"rename(time'=time)", "(call rename (args (arg (axis time') (value time))))"},
		{"f(..rest)", "(call f (args (arg (rest rest))))"},
		{"a.b[1].c", "(. (index (. a b) 1) c)"},
		{
			"[for n in 1..5, m in ns if n < m => n, m]",
			"(list (for n (.. 1 5) m ns (if (< n m))) (items (arg (value n)) (arg (value m))))",
		},
		{`{ for d in ds => "n_{d}": d }`, `(record (for d ds) (entries (entry "n_{d}" d)))`},
		{"{ a: 1, \"b\": 2, }", `(record (entries (entry a 1) (entry "b" 2)))`},
		{"{}", "(record)"},
		{
			"fn(v, i) => {\n let u = v\n { a: u }\n}",
			"(lambda (params v i) (braced (lets (let u v)) (record (entries (entry a u)))))",
		},
		{"study(test: let, seed: axis)", "(call study (args (arg (label test) (value let)) (arg (label seed) (value axis))))"},
	} {
		if got := show(t, c.text); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func show(t *testing.T, text string) string {
	t.Helper()
	var report diag.List
	e := ParseExpr(source.NewFile("expr", text), &report)
	if e == nil || report.HasErrors() {
		t.Errorf("%s: %s", text, diag.Text(report.All()))
		return ""
	}
	return Show(e)
}

func TestSignatureTree(t *testing.T) {
	s, err := ParseSignature("pool(how in [mean, max] = mean, by: Extent) : [..r, over=n/by, channel'] u^2 ~> Trials t")
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join([]string{s.Name.Name, Show(s.Params[0]), Show(s.Params[1]), Show(s.In), s.Arrow, Show(s.Out)}, "\n")
	want := `pool
(param how (in (list (items (arg (value mean)) (arg (value max))))) (default mean))
(param by (type (type Extent)))
(tensor (axes (arg (rest r)) (arg (axis over) (value (/ n by))) (arg (value channel'))) "u^2")
~>
(type Trials (of (type t)))`
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Broken declarations cost themselves only.
func TestOthersStillGiveTrees(t *testing.T) {
	text := "eegp 1\nseed 3\n\nlet a = (1\nlet b = 2\nstudy s {\n  data = f(\nlet c = 3\nfn f( = 1\nlet d = 4\n"
	var report diag.List
	f := Parse(source.NewFile("a", text), &report)
	want := "(eegp 1)\n(seed 3)\n(let b 2)\n(let c 3)\n(let d 4)\n"
	if got := ShowFile(f); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if n := len(report.All()); n != 3 {
		t.Errorf("%d faults, want 3:\n%s", n, diag.Text(report.All()))
	}
}

func TestDocComments(t *testing.T) {
	text := `eegp 1
# not this

# One line,
#  and two.
let a = 1 # nor this
# this one
fn f() = 1
let b = 2
`
	var report diag.List
	f := Parse(source.NewFile("a", text), &report)
	var got []string
	for _, d := range f.Decls {
		got = append(got, d.Doc())
	}
	if d := cmp.Diff([]string{"One line,\n and two.", "this one", ""}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(f.Comments) != 5 || f.Comments[3].OwnLine || !f.Comments[4].OwnLine {
		t.Errorf("comments %+v", f.Comments)
	}
}

// Line ends of other systems, tabs and a byte order mark make no difference.
func TestOtherLineEnds(t *testing.T) {
	text := "eegp 1\n\nstudy s {\n  data = a\n    |> b\n  methods = {\n    c: d, # note\n    e: f,\n  }\n}\n"
	want := tree(t, text)
	for name, other := range map[string]string{
		"CRLF":            strings.ReplaceAll(text, "\n", "\r\n"),
		"tabs":            strings.ReplaceAll(text, "  ", "\t"),
		"byte order mark": "\ufeff" + text,
		"no last line":    strings.TrimSuffix(text, "\n"),
	} {
		if got := tree(t, other); got != want {
			t.Errorf("%s: got\n%swant\n%s", name, got, want)
		}
	}
}

func tree(t *testing.T, text string) string {
	t.Helper()
	var report diag.List
	f := Parse(source.NewFile("a", text), &report)
	if report.HasErrors() {
		t.Errorf("%s", diag.Text(report.All()))
	}
	return ShowFile(f)
}

func TestSpans(t *testing.T) {
	text := "eegp 1\nlet x: [a, time] uV^2 = f(b: 250 ms, c).d[1] |> not (g)\n"
	var report diag.List
	f := Parse(source.NewFile("a", text), &report)
	var got []string
	WalkFile(f, func(n Node) bool {
		got = append(got, n.Span().Text())
		return true
	})
	want := []string{
		"let x: [a, time] uV^2 = f(b: 250 ms, c).d[1] |> not (g)",
		"[a, time] uV^2", "a", "a", "time", "time",
		"f(b: 250 ms, c).d[1] |> not (g)", "f(b: 250 ms, c).d[1]", "f(b: 250 ms, c).d", "f(b: 250 ms, c)", "f",
		"b: 250 ms", "250 ms", "c", "c", "1", "not (g)", "(g)", "g",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestParseExprRefusesMore(t *testing.T) {
	for _, text := range []string{"", "a b", "let x = 3", "a +", "(a"} {
		var report diag.List
		if e := ParseExpr(source.NewFile("expr", text), &report); e != nil || !report.HasErrors() {
			t.Errorf("%q was read", text)
		}
	}
}
