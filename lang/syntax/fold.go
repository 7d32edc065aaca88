package syntax

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// Binding powers, loosest first. Unary minus stands between * and ^; not stands
// between and and the comparisons; adapt binds to its operand alone.
const (
	powerNone = iota
	powerPipe
	powerOr
	powerAnd
	powerNot
	powerCompare
	powerRange
	powerSum
	powerProduct
	powerMinus
	powerPower
)

// Power is how tightly a binary operator binds; a greater one binds tighter.
func Power(op string) int {
	switch op {
	case "|>":
		return powerPipe
	case "or":
		return powerOr
	case "and":
		return powerAnd
	case "==", "!=", "<", "<=", ">", ">=":
		return powerCompare
	case "..":
		return powerRange
	case "+", "-":
		return powerSum
	case "*", "/":
		return powerProduct
	case "^":
		return powerPower
	}
	return powerNone
}

// UnaryPower is how tightly a prefix holds its operand.
func UnaryPower(op string) int {
	switch op {
	case "-":
		return powerMinus
	case "not":
		return powerNot
	}
	return powerPower + 1
}

// A folding walks the flat operator list of one expression.
type folding struct {
	b    *builder
	rest []*gRest
	next int
}

// expr folds a flat list into a tree by precedence.
func (b *builder) expr(g *gExpr) Expr {
	if g == nil {
		return nil
	}
	f := folding{b: b, rest: g.Rest}
	return f.climb(f.operand(g.First), powerNone)
}

// climb extends left by the operators that bind tighter than floor. All are
// left-associative but ^.
func (f *folding) climb(left Expr, floor int) Expr {
	for f.next < len(f.rest) {
		g := f.rest[f.next]
		power := Power(g.Op.Value)
		if power <= floor {
			return left
		}
		f.next++
		inner := power
		if g.Op.Value == "^" {
			inner--
		}
		right := f.climb(f.operand(g.X), inner)
		op := &Binary{Op: g.Op.Value, OpAt: f.b.tokenSpan(g.Op), L: left, R: right}
		op.Place = left.Span().To(right.Span())
		f.b.checkChain(op)
		left = op
	}
	return left
}

// operand is a value with its postfixes and its prefix, which may hold
// operators that bind tighter than itself.
func (f *folding) operand(g *gUnary) Expr {
	x := f.b.postfix(g)
	if len(g.Prefix) == 0 {
		return x
	}
	op := g.Prefix[0]
	x = f.climb(x, UnaryPower(op.Value))
	u := &Unary{Op: op.Value, OpAt: f.b.tokenSpan(op), X: x}
	u.Place = u.OpAt.To(x.Span())
	return u
}

// checkChain reports a < b < c and a..b..c, which mean nothing here.
func (b *builder) checkChain(op *Binary) {
	power := Power(op.Op)
	left, ok := op.L.(*Binary)
	if !ok || Power(left.Op) != power || power != powerCompare && power != powerRange {
		return
	}
	if power == powerRange {
		b.report.Report(diag.ChainedRange{At: op.OpAt})
		return
	}
	b.report.Report(diag.ChainedComparison{
		At: op.Place, Left: left.Place.Text(), Middle: left.R.Span().Text(), Right: textFrom(op.OpAt, op.Place),
	})
}

// textFrom is the source from the start of a to the end of b.
func textFrom(a, b source.Span) string {
	return source.Span{File: a.File, Start: a.Start, End: b.End}.Text()
}
