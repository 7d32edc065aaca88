package kernel

// stripSize is how many copies of a scalar operand the portable set keeps.
const stripSize = 128

// Binary computes dst[i] = op(a[i], b[i]) over len(dst). An operand of length one
// is a scalar: its value goes with every element.
func (s *Set) Binary(op BinaryOp, dst, a, b []float32) {
	if len(dst) == 0 {
		return
	}
	a, b = operand(a, len(dst)), operand(b, len(dst))
	if s.avx2 && binaryAVX2(op, dst, a, b) {
		return
	}
	var as, bs [stripSize]float32
	step := min(stripSize, len(dst))
	fill(as[:step], a, len(dst))
	fill(bs[:step], b, len(dst))
	if len(a) == len(dst) && len(b) == len(dst) {
		step = len(dst)
	}
	for i := 0; i < len(dst); i += step {
		d := dst[i:min(i+step, len(dst))]
		binaryPortable(op, d, chunk(a, as[:], i, len(d), len(dst)), chunk(b, bs[:], i, len(d), len(dst)))
	}
}

// Ternary computes dst[i] = op(a[i], b[i], c[i]) over len(dst); operands of length
// one are scalars.
func (s *Set) Ternary(op TernaryOp, dst, a, b, c []float32) {
	if len(dst) == 0 {
		return
	}
	a, b, c = operand(a, len(dst)), operand(b, len(dst)), operand(c, len(dst))
	if s.avx2 && ternaryAVX2(op, dst, a, b, c) {
		return
	}
	var as, bs, cs [stripSize]float32
	step := min(stripSize, len(dst))
	fill(as[:step], a, len(dst))
	fill(bs[:step], b, len(dst))
	fill(cs[:step], c, len(dst))
	for i := 0; i < len(dst); i += step {
		d := dst[i:min(i+step, len(dst))]
		ternaryPortable(op, d,
			chunk(a, as[:], i, len(d), len(dst)), chunk(b, bs[:], i, len(d), len(dst)), chunk(c, cs[:], i, len(d), len(dst)))
	}
}

// operand cuts a strip to n, and leaves a scalar.
func operand(x []float32, n int) []float32 {
	if len(x) == 1 {
		return x
	}
	return x[:n]
}

// fill repeats a scalar operand of a strip of n.
func fill(copies, x []float32, n int) {
	if len(x) == n {
		return
	}
	for i := range copies {
		copies[i] = x[0]
	}
}

// chunk is n elements of x from i on, or the copies if x is a scalar of a strip of
// total elements.
func chunk(x, copies []float32, i, n, total int) []float32 {
	if len(x) == total {
		return x[i : i+n]
	}
	return copies[:n]
}

func binaryPortable(op BinaryOp, dst, a, b []float32) {
	a, b = a[:len(dst)], b[:len(dst)]
	switch op {
	case Add:
		for i := range dst {
			dst[i] = a[i] + b[i]
		}
	case Sub:
		for i := range dst {
			dst[i] = a[i] - b[i]
		}
	case Mul:
		for i := range dst {
			dst[i] = a[i] * b[i]
		}
	case Div:
		for i := range dst {
			dst[i] = a[i] / b[i]
		}
	case Max:
		for i := range dst {
			dst[i] = max(a[i], b[i])
		}
	case Min:
		for i := range dst {
			dst[i] = min(a[i], b[i])
		}
	case Less:
		for i := range dst {
			dst[i] = truth(a[i] < b[i])
		}
	case Equal:
		for i := range dst {
			dst[i] = truth(a[i] == b[i])
		}
	case Pow:
		powStrip(dst, a, b)
	}
}

func ternaryPortable(op TernaryOp, dst, a, b, c []float32) {
	a, b, c = a[:len(dst)], b[:len(dst)], c[:len(dst)]
	switch op {
	case Select:
		for i := range dst {
			if a[i] != 0 {
				dst[i] = b[i]
			} else {
				dst[i] = c[i]
			}
		}
	case MulAdd:
		for i := range dst {
			dst[i] = a[i]*b[i] + c[i]
		}
	}
}

func powStrip(dst, a, b []float32) {
	var p, q [wide]float64
	for len(dst) > 0 {
		n := min(wide, len(dst))
		widen(&p, a[:n])
		widen(&q, b[:n])
		for i, v := range p[:n] {
			p[i] = pow64(v, q[i])
		}
		narrow(dst[:n], &p)
		dst, a, b = dst[n:], a[n:], b[n:]
	}
}
