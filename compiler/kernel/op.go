// Package kernel describes what a device runs: loops of maps and reductions, sums
// of products, moves and scans over values that lie in memory. It knows no graph
// node and no device.
package kernel

// An Op is one instruction of a loop over registers.
type Op uint8

// Instructions. Comparisons and Positive (a > 0) give 0 or 1; Select is b where a is not zero, else c;
// MulAdd is a*b+c.
const (
	Neg Op = iota
	Recip
	Exp
	Expm1
	Log
	Log1p
	Sin
	Cos
	Sqrt
	Tanh
	Erf
	Sigmoid
	Floor
	Sign
	Positive
	Abs
	Add
	Sub
	Mul
	Div
	Max
	Min
	Pow
	Less
	Equal
	Select
	MulAdd
)

// An opRow is what is known of an instruction: the code of the primitive that it
// carries out, its operands, and its price in units of an addition.
type opRow struct {
	code  string
	arity int
	price int
}

var opRows = [...]opRow{
	Neg: {"-a", 1, 1}, Recip: {"1/a", 1, 3}, Exp: {"exp(a)", 1, 8}, Expm1: {"expm1(a)", 1, 10},
	Log: {"log(a)", 1, 8}, Log1p: {"log1p(a)", 1, 10}, Sin: {"sin(a)", 1, 8}, Cos: {"cos(a)", 1, 8},
	Sqrt: {"sqrt(a)", 1, 3}, Tanh: {"tanh(a)", 1, 10}, Erf: {"erf(a)", 1, 12}, Sigmoid: {"sigmoid(a)", 1, 10},
	Floor: {"floor(a)", 1, 1}, Sign: {"sign(a)", 1, 1}, Positive: {"step(a)", 1, 1}, Abs: {"abs(a)", 1, 1},
	Add: {"a+b", 2, 1}, Sub: {"a-b", 2, 1}, Mul: {"a*b", 2, 1}, Div: {"a/b", 2, 3},
	Max: {"max(a,b)", 2, 1}, Min: {"min(a,b)", 2, 1}, Pow: {"pow(a,b)", 2, 20},
	Less: {"a<b", 2, 1}, Equal: {"a==b", 2, 1}, Select: {"select(a,b,c)", 3, 1}, MulAdd: {"a*b+c", 3, 1},
}

// Code of the instruction, as the primitive table writes it.
func (o Op) Code() string { return opRows[o].code }

// Arity is the number of operands.
func (o Op) Arity() int { return opRows[o].arity }

// Price is about what one element costs, an addition being 1.
func (o Op) Price() int { return opRows[o].price }

// OpOf the code of a map; ok is false for a code that is no single instruction.
func OpOf(code string) (Op, bool) {
	for o, row := range opRows {
		if row.code == code {
			return Op(o), true
		}
	}
	return 0, false
}
