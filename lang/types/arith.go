package types

import (
	"math"
	"math/big"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// Arith computes l op r for + - * / ^ by the rules of units: only equal
// dimensions add, products multiply dimensions, and only a plain number may be
// an exponent. The problem is nil when the result stands.
func Arith(op string, l, r Num, at source.Span) (Num, diag.Problem) {
	d, p := ArithDim(op, l.Dim, r.Dim, &r, at)
	if p != nil {
		return Num{}, p
	}
	n := compute(op, l, r)
	n.Dim = d
	n.Unit = keepUnit(op, l, r, d)
	n = n.settle()
	if !n.Finite() {
		return Num{}, diag.NoResult{At: at, Op: op, Left: l.Show(), Right: r.Show()}
	}
	return n, nil
}

// ArithDim is the dimension of l op r; exponent is the right side of ^ when it
// is known.
func ArithDim(op string, l, r Dim, exponent *Num, at source.Span) (Dim, diag.Problem) {
	var d Dim
	switch op {
	case "+", "-":
		if l != r {
			return None, diag.UnlikeUnits{At: at, Op: op, Left: l.Article(), Right: r.Article()}
		}
		return l, nil
	case "*":
		d = l.Times(r)
	case "/":
		d = l.Over(r)
	case "^":
		if r != None {
			return None, diag.BadPower{At: at, Base: l.Article(), Exponent: r.Article()}
		}
		if l == None {
			return None, nil
		}
		whole, ok := int64(0), false
		if exponent != nil {
			whole, ok = exponent.Whole()
		}
		if !ok || whole > maxExponent || whole < -maxExponent {
			return None, diag.BadPower{At: at, Base: l.Article(), Exponent: "not a small whole number"}
		}
		d = l.Power(int(whole))
	}
	if !d.fits() {
		return None, diag.BadPower{At: at, Base: l.Article(), Exponent: "too large"}
	}
	return d, nil
}

func compute(op string, l, r Num) Num {
	if l.exact != nil && r.exact != nil {
		if n, ok := computeExact(op, l, r); ok {
			return n
		}
	}
	a, b := l.Float(), r.Float()
	switch op {
	case "+":
		return Num{apx: a + b}
	case "-":
		return Num{apx: a - b}
	case "*":
		return Num{apx: a * b}
	case "/":
		return Num{apx: a / b}
	}
	return Num{apx: math.Pow(a, b)}
}

func computeExact(op string, l, r Num) (Num, bool) {
	out := new(big.Rat)
	whole := l.Int && r.Int
	switch op {
	case "+":
		out.Add(l.exact, r.exact)
	case "-":
		out.Sub(l.exact, r.exact)
	case "*":
		out.Mul(l.exact, r.exact)
	case "/":
		if r.exact.Sign() == 0 {
			return Num{}, false
		}
		out.Quo(l.exact, r.exact)
	case "^":
		n, ok := r.Whole()
		size := int64(l.exact.Num().BitLen() + l.exact.Denom().BitLen())
		if !ok || max(n, -n) > 4096 || max(n, -n)*size > 8*exactBits || (n < 0 && l.exact.Sign() == 0) {
			return Num{}, false
		}
		out = ratPower(l.exact, int(n))
	}
	return Num{exact: out, Int: whole && out.IsInt()}, true
}

// keepUnit keeps the writer's unit where the result has the same dimension.
func keepUnit(op string, l, r Num, d Dim) string {
	switch {
	case op == "^" || d == None && op != "+" && op != "-":
		return ""
	case l.Dim == d && l.Unit != "":
		return l.Unit
	case r.Dim == d:
		return r.Unit
	}
	return ""
}

// Neg is -n.
func (n Num) Neg() Num {
	if n.exact != nil {
		n.exact = new(big.Rat).Neg(n.exact)
	}
	n.apx = -n.apx
	return n
}

// Rescale gives a bare number the unit of another: 8..32 Hz means 8 Hz..32 Hz.
func Rescale(bare, like Num) (Num, bool) {
	unit := like.Unit
	if unit == "" {
		unit = like.Dim.BaseUnit()
	}
	u, ok := ParseUnit(unit)
	if !ok {
		return bare, false
	}
	n := compute("*", bare, Num{exact: u.Factor})
	n.Dim, n.Unit, n.Int = u.Dim, u.Name, false
	return n.settle(), true
}
