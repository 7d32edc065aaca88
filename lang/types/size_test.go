package types

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSizesPrint(t *testing.T) {
	time := LengthOf("time")
	for _, c := range []struct {
		size Size
		want string
	}{
		{Known(1000), "1000"},
		{time, "time"},
		{time.Over(4), "time/4"},
		{time.Times(Known(2)).Plus(Known(3)), "2*time + 3"},
		{time.Plus(Known(-63)), "time - 63"},
		{time.Over(4).Times(Known(4)), "time"},
		{time.Plus(time.Neg()), "0"},
		{time.Plus(LengthOf("channel")), "?"},
		{time.Times(time), "?"},
		{Known(1 << 30).Times(Known(4)), "?"},
		{Known(250).Over(4), "63"},
		{Known(4).Over(0), "?"},
	} {
		if got := c.size.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// Arithmetic on symbolic sizes agrees with arithmetic on the number that the
// symbol turns out to be.
func TestSizesAreLinear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 5000).Draw(t, "n")
		symbolic, known := LengthOf("time"), Known(n)
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			k := rapid.Int64Range(-20, 20).Draw(t, "k")
			if rapid.Bool().Draw(t, "times") {
				symbolic, known = symbolic.Times(Known(k)), known.Times(Known(k))
			} else {
				symbolic, known = symbolic.Plus(Known(k)), known.Plus(Known(k))
			}
		}
		if symbolic.Open || known.Open {
			return
		}
		if got := symbolic.Num*n/symbolic.denominator() + symbolic.Add; got != known.Add {
			t.Fatalf("%s at %d is %d, want %d", symbolic, n, got, known.Add)
		}
	})
}

func (s Size) denominator() int64 { return max(s.Den, 1) }

func TestEqualValues(t *testing.T) {
	ms, _ := NewQuantity(1500, "ms")
	s, _ := NewQuantity(1.5, "s")
	shape := func(axes ...Axis) Value { return ShapeValue{Tensor{Axes: axes}} }
	a, b := Axis{Name: "time", Size: Known(5), Rate: 10}, Axis{Name: "channel", Size: Known(2)}
	plain := Axis{Name: "time", Size: Known(5)}
	for _, c := range []struct {
		a, b       Value
		equal, can bool
	}{
		{ms, s, true, true},
		{IntNum(1), RealNum(1), true, true},
		{NameValue("a"), TextValue("a"), true, true},
		{BoolValue(true), NameValue("yes"), false, false},
		{List{ms, ms}, List{s, s}, true, true},
		{List{ms}, List{s, s}, false, true},
		{shape(a, b), shape(b, a), true, true},
		{shape(a, b), shape(b, plain), true, true},
		{shape(a), shape(b), false, true},
		{shape(a), shape(Axis{Name: "time", Size: LengthOf("time")}), false, false},
		{&Closure{}, &Closure{}, false, false},
	} {
		equal, can := Equal(c.a, c.b)
		if can != c.can || can && equal != c.equal {
			t.Errorf("%s == %s: %v, %v; want %v, %v", Show(c.a), Show(c.b), equal, can, c.equal, c.can)
		}
	}
}

func TestRangesPrintAsWritten(t *testing.T) {
	hz := func(x float64) Num { n, _ := NewQuantity(x, "Hz"); return n }
	sec := func(x float64, unit string) Num { n, _ := NewQuantity(x, unit); return n }
	for _, c := range []struct {
		r    Range
		want string
	}{
		{Range{hz(4), hz(38)}, "4..38 Hz"},
		{Range{sec(135, "ms"), sec(1.135, "s")}, "135 ms .. 1.135 s"},
		{Range{IntNum(1), IntNum(5)}, "1..5"},
		{Range{sec(-100, "ms"), sec(800, "ms")}, "-100..800 ms"},
	} {
		if got := c.r.Show(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestAnExtentIsSamplesOrADuration(t *testing.T) {
	ms, _ := NewQuantity(250, "ms")
	for _, c := range []struct {
		n    Num
		rate float64
		want int
		ok   bool
	}{
		{IntNum(64), 0, 64, true},
		{ms, 128, 32, true},
		{ms, 250, 63, true},
		{ms, 0, 0, false},
		{ms.Neg(), 128, -32, true},
		{RealNum(2.5), 128, 0, false},
	} {
		if got, ok := c.n.Samples(c.rate); got != c.want || ok != c.ok {
			t.Errorf("%s at %g Hz: %d, %v", c.n.Show(), c.rate, got, ok)
		}
	}
}
