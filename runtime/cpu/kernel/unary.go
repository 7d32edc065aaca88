package kernel

import "math"

// Unary computes dst[i] = op(x[i]) over len(dst). Denormals, infinities and NaN are
// honoured; the sign of a zero result is unspecified. UnaryBound tells the errors.
func (s *Set) Unary(op UnaryOp, dst, x []float32) {
	x = x[:len(dst)]
	if s.avx2 && unaryAVX2(op, dst, x) {
		return
	}
	unaryPortable(op, dst, x)
}

// UnaryBound is the largest error of the op in any set, in units in the last place
// of float32, measured on 116 million floats spread over all bit patterns and rounded
// up; the tests hold the sets to it. The portable set stays within 0.53 everywhere.
func UnaryBound(op UnaryOp) float64 {
	switch op {
	case Recip, Sqrt:
		return 0.5
	case Log:
		return 0.8
	case Exp:
		return 1.1
	case Erf:
		return 1.3
	case Expm1, Log1p:
		return 1.5
	case Sin, Cos:
		return 1.6
	case Tanh, Sigmoid:
		return 2.4
	}
	return 0 // exact
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

// curve computes the transcendental ops, strip by strip in float64.
func curve(op UnaryOp, dst, x []float32) {
	var w [wide]float64
	for len(x) > 0 {
		n := min(wide, len(x))
		widen(&w, x[:n])
		curve64(op, w[:n])
		narrow(dst[:n], &w)
		dst, x = dst[n:], x[n:]
	}
}

func curve64(op UnaryOp, w []float64) {
	switch op {
	case Exp:
		for i, v := range w {
			w[i] = exp64(v)
		}
	case Expm1:
		for i, v := range w {
			w[i] = expm164(v)
		}
	case Tanh:
		for i, v := range w {
			t := expm164(2 * v)
			w[i] = t / (t + 2)
		}
	case Sigmoid:
		for i, v := range w {
			w[i] = 1 / (1 + exp64(-v))
		}
	case Erf:
		for i, v := range w {
			w[i] = erf64(v)
		}
	case Log:
		log64Strip(w)
	case Log1p:
		log1p64Strip(w)
	case Sin:
		trig64Strip(w, 0, math.Sin)
	case Cos:
		trig64Strip(w, 1, math.Cos)
	}
}

func log64Strip(w []float64) {
	for i, v := range w {
		if v > 0 && v <= math.MaxFloat32 {
			w[i] = log64(v)
		} else {
			w[i] = math.Log(v)
		}
	}
}

// log1p64Strip adds back what rounding 1+x lost.
func log1p64Strip(w []float64) {
	for i, v := range w {
		if v > -1 && v <= math.MaxFloat32 {
			u := 1 + v
			w[i] = log64(u) + (v - (u - 1))
		} else {
			w[i] = math.Log1p(v)
		}
	}
}

func trig64Strip(w []float64, quarter uint64, far func(float64) float64) {
	for i, v := range w {
		if v <= trigLimit && v >= -trigLimit {
			w[i] = sinCos(v, quarter)
		} else {
			w[i] = far(v)
		}
	}
}

// wide is how many elements are held in float64 at a time.
const wide = 64

// widen converts in a loop of its own, four at a time: on amd64 a conversion waits
// for the last result in its target register, which inside a long formula would
// chain the elements one after the other.
func widen(w *[wide]float64, x []float32) {
	i := 0
	for ; i+4 <= len(x) && i+4 <= wide; i += 4 {
		p, q := (*[4]float64)(w[i:]), (*[4]float32)(x[i:])
		p[0], p[1], p[2], p[3] = float64(q[0]), float64(q[1]), float64(q[2]), float64(q[3])
	}
	for ; i < len(x); i++ {
		w[i] = float64(x[i])
	}
}

func narrow(x []float32, w *[wide]float64) {
	i := 0
	for ; i+4 <= len(x) && i+4 <= wide; i += 4 {
		p, q := (*[4]float64)(w[i:]), (*[4]float32)(x[i:])
		q[0], q[1], q[2], q[3] = float32(p[0]), float32(p[1]), float32(p[2]), float32(p[3])
	}
	for ; i < len(x); i++ {
		x[i] = float32(w[i])
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
