package types

import (
	"testing"

	"github.com/eegp-lang/eegp/lang/source"
)

func num(t *testing.T, text, unit string) Num {
	t.Helper()
	n, ok := ParseNum(text, unit)
	if !ok {
		t.Fatalf("ParseNum(%q, %q) failed", text, unit)
	}
	return n
}

func TestUnitsConvertExactly(t *testing.T) {
	for _, c := range []struct {
		text, unit string
		base       float64
		in         string
		want       float64
	}{
		{"250", "ms", 0.25, "s", 0.25},
		{"100", "uV", 1e-4, "uV", 100},
		{"100", "µV", 1e-4, "mV", 0.1},
		{"50", "%", 0.5, "%", 50},
		{"1", "kHz", 1000, "Hz", 1000},
		{"57_476", "", 57476, "", 57476},
		{"3", "uV^2/Hz", 3e-12, "uV^2/Hz", 3},
	} {
		n := num(t, c.text, c.unit)
		if n.Float() != c.base {
			t.Errorf("%s %s is %g in base units, want %g", c.text, c.unit, n.Float(), c.base)
		}
		if c.in != "" && n.In(c.in) != c.want {
			t.Errorf("%s %s is %g %s, want %g", c.text, c.unit, n.In(c.in), c.in, c.want)
		}
	}
}

func TestArithmetic(t *testing.T) {
	for _, c := range []struct {
		a, ua, op, b, ub string
		want             string // "" for a problem
	}{
		{"8", "Hz", "*", "3", "", "24 Hz"},
		{"135", "ms", "+", "1", "s", "1135 ms"},
		{"1", "s", "/", "20", "ms", "50"},
		{"0.1", "", "+", "0.2", "", "0.3"},
		{"1", "", "/", "4", "ms", "250 Hz"},
		{"8", "", "^", "0.5", "", "2.8284271247461903"},
		{"2", "", "^", "-2", "", "0.25"},
		{"3", "uV", "^", "2", "", "9e-12 V^2"},
		{"1", "s", "+", "1", "Hz", ""},
		{"1", "", "+", "1", "Hz", ""},
		{"2", "s", "^", "0.5", "", ""},
		{"2", "", "^", "1", "s", ""},
		{"1", "", "/", "0", "", ""},
	} {
		a := num(t, c.a, c.ua)
		var b Num
		if c.b[0] == '-' {
			b = num(t, c.b[1:], c.ub).Neg()
		} else {
			b = num(t, c.b, c.ub)
		}
		got, p := Arith(c.op, a, b, source.Span{})
		if (p != nil) != (c.want == "") {
			t.Errorf("%s %s %s: problem %v", a.Show(), c.op, b.Show(), p)
		}
		if p == nil && got.Show() != c.want {
			t.Errorf("%s %s %s = %s, want %s", a.Show(), c.op, b.Show(), got.Show(), c.want)
		}
	}
}

func TestNumbersStayBounded(t *testing.T) {
	n := num(t, "1.000001", "")
	for range 40 {
		var p any
		n, p = Arith("*", n, n, source.Span{})
		if p != nil && !n.Finite() {
			break
		}
	}
	if _, exact := n.Exact(); exact {
		t.Error("a number of a trillion digits is still exact")
	}
	if _, ok := ParseNum("1e999999999", ""); ok {
		t.Error("an infinite literal is a number")
	}
}
