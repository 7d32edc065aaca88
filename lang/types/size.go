package types

import (
	"fmt"
	"math"
	"strings"
)

// A Size is the length of an axis: a known whole number, or a linear term over
// the length of some axis that only the data will tell (time/4 - 3), or
// entirely open.
type Size struct {
	Of       string // the axis whose length is meant; "" when the size is known
	Num, Den int64  // rational coefficient of Of
	Add      int64  // the known part
	Open     bool   // nothing is known
}

// Known is a size that is a number.
func Known(n int64) Size { return Size{Add: n} }

// LengthOf is the yet unknown length of an axis.
func LengthOf(axis string) Size { return Size{Of: axis, Num: 1, Den: 1} }

// OpenSize is a size of which nothing is known.
func OpenSize() Size { return Size{Open: true} }

// Int is the size as a number; ok is false while it is symbolic.
func (s Size) Int() (n int64, ok bool) { return s.Add, !s.Open && s.Of == "" }

// maxSize bounds what arithmetic on sizes may reach; beyond, a size is open.
const maxSize = math.MaxInt32

func (s Size) settle() Size {
	big := func(n int64) bool { return n > maxSize || n < -maxSize }
	if s.Open || big(s.Num) || big(s.Den) || big(s.Add) {
		return OpenSize()
	}
	if s.Of == "" || s.Num == 0 {
		return Known(s.Add)
	}
	g := gcd(s.Num, s.Den)
	s.Num, s.Den = s.Num/g, s.Den/g
	return s
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// Plus is the sum; two different unknown lengths add to an open size.
func (s Size) Plus(t Size) Size {
	switch {
	case s.Open || t.Open:
		return OpenSize()
	case s.Of == "":
		t.Add += s.Add
		return t.settle()
	case t.Of == "":
		s.Add += t.Add
		return s.settle()
	case s.Of == t.Of:
		s.Num, s.Den, s.Add = s.Num*t.Den+t.Num*s.Den, s.Den*t.Den, s.Add+t.Add
		return s.settle()
	}
	return OpenSize()
}

// Times multiplies; the product of two unknown lengths is open.
func (s Size) Times(t Size) Size {
	if n, ok := t.Int(); ok {
		return Size{Of: s.Of, Num: s.Num * n, Den: s.Den, Add: s.Add * n, Open: s.Open}.settle()
	}
	if _, ok := s.Int(); ok {
		return t.Times(s)
	}
	return OpenSize()
}

// Over divides, rounding a known size up: the last, partial window counts.
// Operators that drop it say so in their own rule.
func (s Size) Over(n int64) Size {
	if n <= 0 || s.Open {
		return OpenSize()
	}
	if k, ok := s.Int(); ok {
		return Known((k + n - 1) / n)
	}
	if s.Add%n != 0 {
		return OpenSize()
	}
	return Size{Of: s.Of, Num: s.Num, Den: s.Den * n, Add: s.Add / n}.settle()
}

// Neg is -s.
func (s Size) Neg() Size {
	s.Num, s.Add = -s.Num, -s.Add
	return s
}

// Differs reports whether the two sizes are certainly different.
func (s Size) Differs(t Size) bool {
	if s.Open || t.Open || s.Of != t.Of {
		return false
	}
	return s.Num*t.Den == t.Num*s.Den && s.Add != t.Add
}

// String prints 1000, time/4 - 3, or ? when open.
func (s Size) String() string {
	if s.Open {
		return "?"
	}
	if s.Of == "" {
		return fmt.Sprint(s.Add)
	}
	var b strings.Builder
	switch s.Num {
	case 1:
	case -1:
		b.WriteByte('-')
	default:
		fmt.Fprintf(&b, "%d*", s.Num)
	}
	b.WriteString(s.Of)
	if s.Den != 1 {
		fmt.Fprintf(&b, "/%d", s.Den)
	}
	switch {
	case s.Add > 0:
		fmt.Fprintf(&b, " + %d", s.Add)
	case s.Add < 0:
		fmt.Fprintf(&b, " - %d", -s.Add)
	}
	return b.String()
}
