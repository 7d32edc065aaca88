package kernel

// A UnaryOp names a map of one operand.
type UnaryOp uint8

// The maps of one operand. Sign is 0 at zero and at NaN; Step is 1 where x > 0,
// else 0.
const (
	Neg UnaryOp = iota
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
	Step
	Abs
	unaryOps
)

// A BinaryOp names a map of two operands.
type BinaryOp uint8

// The maps of two operands. Max and Min are NaN where either operand is; Less and
// Equal are 1 or 0.
const (
	Add BinaryOp = iota
	Sub
	Mul
	Div
	Max
	Min
	Less
	Equal
	Pow
	binaryOps
)

// A TernaryOp names a map of three operands.
type TernaryOp uint8

// Select is b where a is not zero (NaN counts as not zero), else c; MulAdd is a*b+c,
// fused where the set can.
const (
	Select TernaryOp = iota
	MulAdd
	ternaryOps
)
