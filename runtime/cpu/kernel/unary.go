package kernel

import "math"

// Unary computes dst[i] = op(x[i]) over len(dst). Denormals, infinities and NaN are
// honoured; the sign of a zero result is unspecified. Errors against the exact
// value, in units in the last place, measured over every exponent, are in
// UnaryBound.
func (s *Set) Unary(op UnaryOp, dst, x []float32) {
	x = x[:len(dst)]
	if s.avx2 && unaryAVX2(op, dst, x) {
		return
	}
	unaryPortable(op, dst, x)
}

// UnaryBound is the largest error of the op in any set, in units in the last place
// of float32. The tests hold the sets to it.
func UnaryBound(op UnaryOp) float64 {
	switch op {
	case Neg, Abs, Floor, Sign, Step:
		return 0
	case Recip, Sqrt:
		return 0.5
	}
	return 2.5
}

func unaryPortable(op UnaryOp, dst, x []float32) {
	switch op {
	case Neg:
		for i, v := range x {
			dst[i] = -v
		}
	case Recip:
		for i, v := range x {
			dst[i] = 1 / v
		}
	case Sqrt:
		for i, v := range x {
			dst[i] = float32(math.Sqrt(float64(v)))
		}
	case Floor:
		for i, v := range x {
			dst[i] = float32(math.Floor(float64(v)))
		}
	case Abs:
		for i, v := range x {
			dst[i] = math.Float32frombits(math.Float32bits(v) &^ (1 << 31))
		}
	case Sign:
		for i, v := range x {
			dst[i] = truth(v > 0) - truth(v < 0)
		}
	case Step:
		for i, v := range x {
			dst[i] = truth(v > 0)
		}
	default:
		curve(op, dst, x)
	}
}

// curve computes the transcendental ops.
func curve(op UnaryOp, dst, x []float32) {
	switch op {
	case Exp:
		for i, v := range x {
			dst[i] = float32(exp64(float64(v)))
		}
	case Expm1:
		for i, v := range x {
			dst[i] = float32(expm164(float64(v)))
		}
	case Tanh:
		for i, v := range x {
			t := expm164(2 * float64(v))
			dst[i] = float32(t / (t + 2))
		}
	case Sigmoid:
		for i, v := range x {
			dst[i] = float32(1 / (1 + exp64(-float64(v))))
		}
	case Erf:
		for i, v := range x {
			dst[i] = float32(erf64(float64(v)))
		}
	case Log:
		logStrip(dst, x)
	case Log1p:
		log1pStrip(dst, x)
	case Sin:
		trigStrip(dst, x, 0, math.Sin)
	case Cos:
		trigStrip(dst, x, 1, math.Cos)
	}
}

func logStrip(dst, x []float32) {
	for i, v := range x {
		if v > 0 && v <= math.MaxFloat32 {
			dst[i] = float32(log64(float64(v)))
		} else {
			dst[i] = float32(math.Log(float64(v)))
		}
	}
}

// log1pStrip adds back what rounding 1+x lost.
func log1pStrip(dst, x []float32) {
	for i, v := range x {
		if v > -1 && v <= math.MaxFloat32 {
			w := float64(v)
			u := 1 + w
			dst[i] = float32(log64(u) + (w - (u - 1)))
		} else {
			dst[i] = float32(math.Log1p(float64(v)))
		}
	}
}

func trigStrip(dst, x []float32, quarter uint64, far func(float64) float64) {
	for i, v := range x {
		if v <= trigLimit && v >= -trigLimit {
			dst[i] = float32(sinCos(float64(v), quarter))
		} else {
			dst[i] = float32(far(float64(v)))
		}
	}
}

// truth is 1 for true; the compiler makes it branchless.
func truth(b bool) float32 {
	var n uint32
	if b {
		n = 0x3F800000
	}
	return math.Float32frombits(n)
}
