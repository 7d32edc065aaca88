package types

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// A Num is a number with its dimension. It is exact while it can be: decimals
// as written and their sums, products and quotients are fractions; roots and
// values that would grow beyond exactBits are float64.
type Num struct {
	exact *big.Rat // in base units; nil when only approx holds
	apx   float64
	Dim   Dim
	Unit  string // as written, for display; "" prints in the base unit
	Int   bool   // written or computed as a whole number without a unit
}

// exactBits bounds the size of fractions, so that no program makes them explode.
const exactBits = 1024

// IntNum is a whole number.
func IntNum(n int64) Num { return Num{exact: big.NewRat(n, 1), Int: true} }

// RealNum is a plain number known only as float64.
func RealNum(x float64) Num { return Num{apx: x} }

// Quantity is x of a unit, exact when x is a short decimal; ok is false when
// the unit is unknown.
func NewQuantity(x float64, unit string) (Num, bool) {
	return ParseNum(strconv.FormatFloat(x, 'g', -1, 64), unit)
}

// ParseNum reads a literal as the lexer gives it (57_476, 3e-4) with a unit or "".
// ok is false when the unit is unknown or the number is not finite.
func ParseNum(text, unit string) (Num, bool) {
	text = strings.ReplaceAll(text, "_", "")
	n := Num{Int: unit == "" && !strings.ContainsAny(text, ".eE")}
	factor := big.NewRat(1, 1)
	if unit != "" {
		u, ok := ParseUnit(unit)
		if !ok {
			return Num{}, false
		}
		n.Dim, n.Unit, factor = u.Dim, u.Name, u.Factor
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) {
		return Num{}, false
	}
	// A fraction of a literal such as 1e300 has a thousand bits: keep the float.
	if len(text) < 40 && (x == 0 || math.Abs(math.Log10(math.Abs(x))) < 60) {
		if r, ok := new(big.Rat).SetString(text); ok {
			n.exact = r.Mul(r, factor)
			return n.settle(), true
		}
	}
	f, _ := factor.Float64()
	n.apx = x * f
	return n.settle(), true
}

// settle gives up exactness when the fraction has grown too large.
func (n Num) settle() Num {
	if n.exact != nil && n.exact.Num().BitLen()+n.exact.Denom().BitLen() > exactBits {
		n.apx, _ = n.exact.Float64()
		n.exact = nil
	}
	if n.Int && (n.exact == nil || !n.exact.IsInt()) {
		n.Int = false
	}
	return n
}

// Float is the value in base units: seconds, hertz, volts, metres, decibels, ratio.
func (n Num) Float() float64 {
	if n.exact == nil {
		return n.apx
	}
	f, _ := n.exact.Float64()
	return f
}

// In is the value in a unit of the same dimension; NaN for any other unit.
func (n Num) In(unit string) float64 {
	u, ok := ParseUnit(unit)
	if !ok || u.Dim != n.Dim {
		return math.NaN()
	}
	if n.exact == nil {
		f, _ := u.Factor.Float64()
		return n.apx / f
	}
	f, _ := new(big.Rat).Quo(n.exact, u.Factor).Float64()
	return f
}

// Whole is the value as int64 when the number is a plain whole number.
func (n Num) Whole() (int64, bool) {
	if n.Dim != None {
		return 0, false
	}
	if n.exact != nil {
		if !n.exact.IsInt() || !n.exact.Num().IsInt64() {
			return 0, false
		}
		return n.exact.Num().Int64(), true
	}
	if n.apx != math.Trunc(n.apx) || math.Abs(n.apx) >= 1<<53 {
		return 0, false
	}
	return int64(n.apx), true
}

// Exact is the value in base units as a fraction; ok is false when only a
// float64 is known.
func (n Num) Exact() (r *big.Rat, ok bool) {
	if n.exact == nil {
		return nil, false
	}
	return new(big.Rat).Set(n.exact), true
}

// Finite reports whether the number is neither infinite nor not-a-number.
func (n Num) Finite() bool {
	return n.exact != nil || !(math.IsInf(n.apx, 0) || math.IsNaN(n.apx))
}

// Cmp compares two numbers of equal dimension; exactly when both are exact.
func (n Num) Cmp(m Num) int {
	if n.exact != nil && m.exact != nil {
		return n.exact.Cmp(m.exact)
	}
	a, b := n.Float(), m.Float()
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Sign is -1, 0 or 1.
func (n Num) Sign() int { return n.Cmp(Num{exact: new(big.Rat)}) }

// As shows the number in the given unit of its own dimension from now on.
func (n Num) As(unit string) Num {
	if u, ok := ParseUnit(unit); ok && u.Dim == n.Dim {
		n.Unit = u.Name
	}
	return n
}

// Show prints the shortest text that reads back as the same number.
func (n Num) Show() string {
	unit := n.Unit
	if unit == "" {
		unit = n.Dim.BaseUnit()
	}
	if unit == "" {
		return n.digits(big.NewRat(1, 1))
	}
	u, ok := ParseUnit(unit)
	if !ok { // a product such as 1/s^2 that no literal can write
		return n.digits(big.NewRat(1, 1)) + " " + unit
	}
	return n.digits(u.Factor) + " " + unit
}

// digits prints the value divided by a factor.
func (n Num) digits(factor *big.Rat) string {
	if n.exact == nil {
		f, _ := factor.Float64()
		return shortest(n.apx / f)
	}
	r := new(big.Rat).Quo(n.exact, factor)
	if r.IsInt() && r.Num().BitLen() < 64 {
		return r.Num().String()
	}
	f, _ := r.Float64()
	return shortest(f)
}

// shortest avoids exponents where a person would write digits.
func shortest(f float64) string {
	if a := math.Abs(f); a == 0 || (a >= 1e-6 && a < 1e15) {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
