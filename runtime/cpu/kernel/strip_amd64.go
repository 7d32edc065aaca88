package kernel

// callStrip bounds the elements of one call into assembly.
const callStrip = 1 << 15

// trigNear bounds what the sine and cosine of the assembly reduce.
const trigNear = 1e5

func unaryAVX2(op UnaryOp, dst, x []float32) bool {
	for len(dst) > 0 {
		n := min(callStrip, len(dst))
		d, s := dst[:n], x[:n]
		if (op == Sin || op == Cos) && farthest(s) > trigNear {
			unaryPortable(op, d, s)
		} else {
			unaryCall(op, &d[0], &s[0], n)
		}
		dst, x = dst[n:], x[n:]
	}
	return true
}

// farthest is the greatest magnitude in x, NaN aside.
func farthest(x []float32) float32 {
	if len(x) >= vector {
		return maxAbsStripe(&x[0], len(x))
	}
	var m float32
	for _, v := range x {
		if v > m || -v > m {
			m = max(v, -v)
		}
	}
	return m
}

func unaryCall(op UnaryOp, dst, x *float32, n int) {
	switch op {
	case Neg:
		negStrip(dst, x, n)
	case Recip:
		recipStrip(dst, x, n)
	case Exp:
		expStrip(dst, x, n)
	case Expm1:
		expm1Strip(dst, x, n)
	case Log:
		logStrip(dst, x, n)
	case Log1p:
		log1pStrip(dst, x, n)
	case Sin:
		sinStrip(dst, x, n)
	case Cos:
		cosStrip(dst, x, n)
	case Sqrt:
		sqrtStrip(dst, x, n)
	case Tanh:
		tanhStrip(dst, x, n)
	case Erf:
		erfStrip(dst, x, n)
	case Sigmoid:
		sigmoidStrip(dst, x, n)
	case Floor:
		floorStrip(dst, x, n)
	case Sign:
		signStrip(dst, x, n)
	case Step:
		stepStrip(dst, x, n)
	case Abs:
		absStrip(dst, x, n)
	}
}

// spread gives where an operand begins and its step in bytes; a scalar is repeated
// in lanes and does not advance.
func spread(lanes *[vector]float32, x []float32, n int) (at *float32, step int) {
	if len(x) == n {
		return &x[0], 4 * vector
	}
	for i := range lanes {
		lanes[i] = x[0]
	}
	return &lanes[0], 0
}

func binaryAVX2(op BinaryOp, dst, a, b []float32) bool {
	if op == Pow {
		powAVX2(dst, a, b)
		return true
	}
	var as, bs [vector]float32
	// Scalars are copied before the destination, which may hold them, is written.
	pa, sa := spread(&as, a, len(dst))
	pb, sb := spread(&bs, b, len(dst))
	for i := 0; i < len(dst); i += callStrip {
		if sa != 0 {
			pa = &a[i]
		}
		if sb != 0 {
			pb = &b[i]
		}
		binaryCall(op, &dst[i], pa, pb, sa, sb, min(callStrip, len(dst)-i))
	}
	return true
}

func binaryCall(op BinaryOp, dst, a, b *float32, sa, sb, n int) {
	switch op {
	case Add:
		addStrip(dst, a, b, sa, sb, n)
	case Sub:
		subStrip(dst, a, b, sa, sb, n)
	case Mul:
		mulStrip(dst, a, b, sa, sb, n)
	case Div:
		divStrip(dst, a, b, sa, sb, n)
	case Max:
		maxStrip(dst, a, b, sa, sb, n)
	case Min:
		minStrip(dst, a, b, sa, sb, n)
	case Less:
		lessStrip(dst, a, b, sa, sb, n)
	case Equal:
		equalStrip(dst, a, b, sa, sb, n)
	}
}

// powAVX2 works beside the destination, which may be an operand, so that elements
// outside of the assembly's domain can be done again.
func powAVX2(dst, a, b []float32) {
	var p, q, r [wide]float32
	n := len(dst)
	fill(p[:], a, n)
	fill(q[:], b, n)
	for i := 0; i < n; i += wide {
		d := dst[i:min(i+wide, n)]
		l, m := chunk(a, p[:], i, len(d), n), chunk(b, q[:], i, len(d), n)
		whole := (len(d) + vector - 1) / vector
		if len(d) < whole*vector {
			l, m = ones(&p, l), ones(&q, m)
		}
		if powBlock(&r[0], &l[0], &m[0], whole) != 0 {
			powStrip(r[:len(d)], l, m)
		}
		copy(d, r[:])
	}
}

// ones copies x and goes on with ones to the end of its last vector.
func ones(to *[wide]float32, x []float32) []float32 {
	n := copy(to[:], x)
	for i := n; i%vector != 0; i++ {
		to[i] = 1
	}
	return to[:n]
}

func ternaryAVX2(op TernaryOp, dst, a, b, c []float32) bool {
	var as, bs, cs [vector]float32
	pa, sa := spread(&as, a, len(dst))
	pb, sb := spread(&bs, b, len(dst))
	pc, sc := spread(&cs, c, len(dst))
	for i := 0; i < len(dst); i += callStrip {
		if sa != 0 {
			pa = &a[i]
		}
		if sb != 0 {
			pb = &b[i]
		}
		if sc != 0 {
			pc = &c[i]
		}
		n := min(callStrip, len(dst)-i)
		switch op {
		case Select:
			selectStrip(&dst[i], pa, pb, pc, sa, sb, sc, n)
		case MulAdd:
			mulAddStrip(&dst[i], pa, pb, pc, sa, sb, sc, n)
		}
	}
	return true
}

func axpyAVX2(y, x []float32, a float32) {
	if len(y) > 0 {
		ternaryAVX2(MulAdd, y, []float32{a}, x, y)
	}
}

func sumBlockAVX2(x *[blockSum]float32, n int) float32    { return sumBlock(&x[0], n) }
func dotBlockAVX2(x, y *[blockSum]float32, n int) float32 { return dotBlock(&x[0], &y[0], n) }

// maxAVX2 takes at least a vector; a last piece shorter than that reaches back.
func maxAVX2(x []float32) float32 {
	m := maxStripe(&x[0], min(callStrip, len(x)))
	for i := callStrip; i < len(x); i += callStrip {
		piece := x[min(i, len(x)-vector):min(i+callStrip, len(x))]
		m = max(m, maxStripe(&piece[0], len(piece)))
	}
	return m
}

// callTurns bounds the blocks of eight columns of one call into assembly.
const callTurns = 256

func transposeAVX2(dst []float32, dstStep int, src []float32, srcStep, cols int) {
	for j := 0; j < cols; j += 8 * callTurns {
		transposeRows(&dst[j*dstStep], 4*dstStep, &src[j], 4*srcStep, min(callTurns, (cols-j)/8))
	}
}

func packRowsAVX2(dst, src []float32, rowStep, cols int) {
	for j := 0; j < cols; j += 8 * callTurns {
		packRows(&dst[MR*j], &src[j], 4*rowStep, min(callTurns, (cols-j)/8))
	}
}

func adamAVX2(w, g, m, v []float32, c *[9]float32) {
	for i := 0; i < len(w); i += callStrip {
		adamStrip(&w[i], &g[i], &m[i], &v[i], c, min(callStrip, len(w)-i))
	}
}
