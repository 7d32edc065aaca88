package format

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

var programs = flag.Int("programs", 200, "random programs to format")

// Random programs with comments and line breaks wherever they may stand: the
// tree and the comments stay, the second formatting changes nothing.
func TestRandomProgramsStay(t *testing.T) {
	for seed := range *programs {
		w := &writer{r: rand.New(rand.NewPCG(uint64(seed), 1))}
		w.program()
		text := w.out.String()
		if _, ok := quiet(text); !ok {
			parse(t, fmt.Sprintf("program %d", seed), text)
		}
		checkStable(t, text)
		if t.Failed() {
			return
		}
	}
}

// A writer makes up a program token by token.
type writer struct {
	r     *rand.Rand
	out   strings.Builder
	open  []string // brackets around here
	joins bool     // the last token lets the item go on below
	depth int
	notes int
}

func (w *writer) one(of ...string) string { return of[w.r.IntN(len(of))] }

func (w *writer) chance(percent int) bool { return w.r.IntN(100) < percent }

// gap writes what stands before a token: a space, or a line break if the item
// goes on after it.
func (w *writer) gap(breaks bool) {
	if !breaks || w.chance(70) {
		w.out.WriteString(" ")
		return
	}
	w.lines()
}

// lines writes a line break with comments and empty lines around it.
func (w *writer) lines() {
	if w.chance(30) {
		w.out.WriteString(w.comment())
	}
	w.out.WriteString("\n")
	for w.chance(25) {
		if w.chance(50) {
			w.out.WriteString(strings.Repeat(" ", w.r.IntN(5)) + w.comment())
		}
		w.out.WriteString("\n")
	}
	w.out.WriteString(strings.Repeat(" ", 1+w.r.IntN(7)))
}

func (w *writer) comment() string {
	w.notes++
	return fmt.Sprintf("# note %d", w.notes)
}

// put writes a token; the break before it is free inside ( and [, behind a
// token that joins, and before |>.
func (w *writer) put(token string) {
	inner := len(w.open) > 0 && w.open[len(w.open)-1] != "{"
	w.gap(inner || w.joins || token == "|>")
	w.out.WriteString(token)
	w.joins = strings.HasSuffix(token, "(") || strings.HasSuffix(token, "[") || strings.HasSuffix(token, "{") ||
		strings.Contains(" |> or and == != < <= > >= .. + - * / ^ = : , => -> @ not adapt in if for ", " "+token+" ")
	switch token {
	case "(", "[", "{":
		w.open = append(w.open, token)
	case ")", "]", "}":
		w.open = w.open[:len(w.open)-1]
	}
}

func (w *writer) puts(tokens ...string) {
	for _, t := range tokens {
		w.put(t)
	}
}

func (w *writer) eol() {
	w.lines()
	w.joins = false
}

func (w *writer) name() string {
	return w.one("x", "data", "csp", "time'", "kernel_width", "channel", "bnci2014_001", "a_rather_long_name_for_a_stage")
}

func (w *writer) program() {
	if w.chance(20) {
		w.out.WriteString(w.comment() + "\n")
	}
	w.out.WriteString("eegp 1")
	w.atTop()
	for range 1 + w.r.IntN(6) {
		w.decl()
		w.atTop()
	}
}

// atTop ends an item outside brackets.
func (w *writer) atTop() {
	w.lines()
	w.joins = false
}

func (w *writer) decl() {
	switch w.r.IntN(9) {
	case 0:
		w.puts("seed", "2024")
	case 1, 2:
		w.use()
	case 3:
		w.axes()
	case 4:
		w.let()
	case 5:
		w.puts("fn", w.name())
		w.params()
		w.body()
	case 6:
		w.puts("block", w.name())
		w.params()
		w.put(":")
		w.typ()
		w.put("->")
		w.typ()
		w.body()
	case 7:
		w.puts("study", w.name())
		w.fields()
	default:
		w.test()
	}
}

func (w *writer) use() {
	w.put("use")
	w.puts(w.one("std", "lab"), ".", w.one("models", "datasets", "signal"))
	w.puts("(", w.name())
	for w.chance(50) {
		w.puts(",", w.name())
	}
	w.put(")")
}

func (w *writer) axes() {
	w.puts("axis", w.name())
	for w.chance(40) {
		w.puts(",", w.name())
	}
}

func (w *writer) let() {
	w.puts("let", w.name())
	if w.chance(20) {
		w.put(":")
		w.typ()
	}
	w.put("=")
	w.expr()
}

func (w *writer) params() {
	w.put("(")
	for i := range w.r.IntN(4) {
		if i > 0 {
			w.put(",")
		}
		w.put(w.name())
		if w.chance(20) {
			w.put("in")
			w.expr()
		}
		if w.chance(60) {
			w.put("=")
			w.expr()
		}
	}
	w.put(")")
}

func (w *writer) typ() {
	if w.chance(20) {
		w.puts("Trials", "Real")
		return
	}
	w.puts("[", "..", "rest", ",", "time", "=", "size", "/", "4", "@", "250", "]")
	if w.chance(50) {
		w.put(w.one("uV", "uV^2", "uV^2/Hz"))
	}
}

func (w *writer) body() {
	if w.chance(50) {
		w.put("=")
		w.expr()
		return
	}
	w.braced()
}

func (w *writer) braced() {
	w.put("{")
	for range 1 + w.r.IntN(2) {
		w.let()
		w.eol()
	}
	w.expr()
	if w.chance(70) {
		w.eol()
	}
	w.put("}")
}

func (w *writer) fields() {
	w.put("{")
	for range w.r.IntN(4) {
		w.puts(w.one("data", "split", "methods"), "=")
		w.expr()
		w.eol()
	}
	w.put("}")
}

func (w *writer) test() {
	w.puts("test", `"a title"`, "{")
	for range w.r.IntN(3) {
		if w.chance(50) {
			w.let()
		} else {
			w.out.WriteString(" expect ")
			w.joins = false
			w.expr()
		}
		w.eol()
	}
	w.put("}")
}

func (w *writer) expr() {
	w.depth++
	defer func() { w.depth-- }()
	w.unary()
	if w.chance(15) {
		w.puts(w.one("==", "<", ".."))
		w.unary()
		return
	}
	for w.depth < 5 && w.chance(45) {
		w.put(w.one("|>", "|>", "|>", "|>", "+", "-", "*", "/", "^", "or", "and"))
		w.unary()
	}
}

func (w *writer) unary() {
	if w.chance(12) {
		w.put(w.one("-", "adapt", "not"))
	}
	named := w.primary()
	for named && w.depth < 5 && w.chance(30) {
		switch w.r.IntN(5) {
		case 0:
			w.puts(".", w.name())
		case 1:
			w.put("[")
			w.expr()
			w.put("]")
		default:
			w.args()
		}
	}
}

func (w *writer) args() {
	w.put("(")
	w.items(func() { w.arg() })
	w.put(")")
}

func (w *writer) items(item func()) {
	n := w.r.IntN(4)
	for i := range n {
		item()
		if i < n-1 || w.chance(20) {
			w.put(",")
		}
	}
}

func (w *writer) arg() {
	if w.chance(40) {
		w.puts(w.name(), ":")
	}
	if w.chance(15) {
		w.puts(w.name(), "=")
	}
	w.expr()
	if w.chance(8) {
		w.put("@")
		w.expr()
	}
}

// primary reports whether a call or an index may follow.
func (w *writer) primary() bool {
	deep := w.depth >= 4
	switch n := w.r.IntN(14); {
	case n < 2:
		w.put(w.one("57_476", "3e-4", "10.5", "0"))
		return false
	case n < 4:
		w.put(w.one("250 ms", "50 %", "8 Hz"))
		return false
	case n < 5:
		w.put(w.one(`"text"`, `"a # sign \" and {braces}"`))
	case n < 9 || deep:
		w.put(w.name())
	case n < 10:
		w.put("(")
		w.expr()
		w.put(")")
	case n < 11:
		w.lambda()
	case n < 12:
		w.record()
	default:
		w.put("[")
		if w.chance(30) {
			w.gen()
		}
		w.items(func() { w.arg() })
		w.put("]")
	}
	return true
}

// lambda writes a function in parentheses, so that what follows is not its own.
func (w *writer) lambda() {
	w.puts("(", "fn", "(", w.name(), ")", "=>")
	if w.chance(50) {
		w.braced()
	} else {
		w.expr()
	}
	w.put(")")
}

func (w *writer) record() {
	w.put("{")
	if w.chance(25) {
		w.gen()
		w.puts(w.one("name", `"n_{x}"`), ":")
		w.expr()
	} else {
		w.items(func() {
			w.puts(w.one("name", "other", `"n_{x}"`), ":")
			w.expr()
		})
	}
	w.put("}")
}

func (w *writer) gen() {
	w.puts("for", w.name(), "in")
	w.expr()
	if w.chance(30) {
		w.puts(",", w.name(), "in")
		w.expr()
	}
	if w.chance(30) && w.open[len(w.open)-1] == "[" {
		w.put("if")
		w.expr()
	}
	w.put("=>")
}
