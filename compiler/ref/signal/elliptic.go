package signal

import (
	"math"
	"math/cmplx"
)

// ellipPrototype places the zeros and poles with Jacobi's functions of the
// modulus k that the order and the two ripples determine (Orfanidis, Lecture
// notes on elliptic filter design, 2006).
func ellipPrototype(order int, ripple, stop float64) ZPK {
	epsPass := math.Sqrt(math.Pow(10, ripple/10) - 1)
	epsStop := math.Sqrt(math.Pow(10, stop/10) - 1)
	if order == 1 {
		return ZPK{Poles: []complex128{complex(-1/epsPass, 0)}, Gain: 1 / epsPass}
	}
	k1 := epsPass / epsStop
	k := degreeModulus(order, k1)
	shift := inverseSn(complex(0, 1/epsPass), k1) / complex(0, float64(order))
	var f ZPK
	for i := 1; i <= order/2; i++ {
		u := complex(float64(2*i-1)/float64(order), 0)
		z := 1 / (complex(k, 0) * jacobiCd(u, k))
		p := complex(0, 1) * jacobiCd(u-complex(0, real(shift)), k)
		f.Zeros = append(f.Zeros, complex(0, real(z)), complex(0, -real(z)))
		f.Poles = append(f.Poles, p, cmplx.Conj(p))
	}
	if order%2 == 1 {
		p := complex(0, 1) * jacobiCd(complex(1, -real(shift)), k)
		f.Poles = append(f.Poles, complex(real(p), 0))
	}
	f.Gain = real(product(f.Poles, negate) / product(f.Zeros, negate))
	if order%2 == 0 {
		f.Gain /= math.Sqrt(1 + epsPass*epsPass)
	}
	return f
}

// landen is the descending sequence of moduli that ends where the elliptic
// functions are circular ones.
func landen(k float64) []float64 {
	var seq []float64
	for k > 1e-18 && len(seq) < 16 {
		kc := math.Sqrt((1 - k) * (1 + k))
		k = (k / (1 + kc)) * (k / (1 + kc))
		seq = append(seq, k)
	}
	return seq
}

// ascend carries the value of a circular function up to the modulus k.
func ascend(w complex128, k float64) complex128 {
	seq := landen(k)
	for i := len(seq) - 1; i >= 0; i-- {
		v := complex(seq[i], 0)
		w = (1 + v) * w / (1 + v*w*w)
	}
	return w
}

// jacobiCd is cd(uK, k), with u in units of the quarter period K.
func jacobiCd(u complex128, k float64) complex128 {
	return ascend(cmplx.Cos(u*complex(math.Pi/2, 0)), k)
}

// jacobiSn is sn(uK, k) for real u in units of the quarter period K.
func jacobiSn(u, k float64) float64 {
	return real(ascend(complex(math.Sin(u*math.Pi/2), 0), k))
}

// inverseSn solves sn(uK, k) = w for u.
func inverseSn(w complex128, k float64) complex128 {
	for _, next := range landen(k) {
		root := cmplx.Sqrt(1 - w*w*complex(k*k, 0))
		w = 2 * w / (complex(1+next, 0) * (1 + root))
		k = next
	}
	return cmplx.Asin(w) * complex(2/math.Pi, 0)
}

// degreeModulus solves the degree equation N K'/K = K1'/K1 for k.
func degreeModulus(order int, k1 float64) float64 {
	kc1 := math.Sqrt((1 - k1) * (1 + k1))
	kc := math.Pow(kc1, float64(order))
	for i := 1; i <= order/2; i++ {
		s := jacobiSn(float64(2*i-1)/float64(order), kc1)
		kc *= s * s * s * s
	}
	return math.Sqrt((1 - kc) * (1 + kc))
}

// completeK is the complete elliptic integral of the first kind, given the
// complementary modulus k' = sqrt(1-k²).
func completeK(complementary float64) float64 {
	a, b := 1.0, complementary
	for range 60 {
		a, b = (a+b)/2, math.Sqrt(a*b)
		if math.Abs(a-b) <= 1e-16*a {
			break
		}
	}
	return math.Pi / (a + b)
}
