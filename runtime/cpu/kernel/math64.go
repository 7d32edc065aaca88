package kernel

import "math"

// The transcendental functions of the portable set work in float64, where short
// polynomials give float32 results to about half a unit in the last place.
// Coefficients are minimax fits of relative error below 2^-30, by exchange.

const (
	log2e = 1.4426950408889634
	ln2   = 0.6931471805599453
	// shifter rounds to a whole number when added: that number is then in the low
	// bits of the sum.
	shifter = 3 << 51
	// expClamp is beyond what overflows or vanishes in float32.
	expClamp = 120
)

// expParts gives exp(x) = s*(1+q) with s a power of two; q is exp(r)-1 for the
// remainder r of x by ln 2.
func expParts(x float64) (s, q float64) {
	t := x*log2e + shifter
	r := x - (t-shifter)*ln2
	q = 0.0013941652474281322 + r*0.00019845962230107751
	q = 0.04166634871127356 + r*(0.008333391632984341+r*q)
	q = 0.5000000046819475 + r*(0.16666666352388243+r*q)
	return math.Float64frombits((math.Float64bits(t) + 1023) << 52), r + r*r*q
}

func exp64(x float64) float64 {
	s, q := expParts(expClamped(x))
	return s + s*q
}

func expm164(x float64) float64 {
	s, q := expParts(expClamped(x))
	return s*q + (s - 1)
}

func expClamped(x float64) float64 {
	if x > expClamp {
		return expClamp
	}
	if x < -expClamp {
		return -expClamp
	}
	return x
}

// log64 is the logarithm of a positive, finite x that is normal in float64.
func log64(x float64) float64 {
	const sqrtHalf = 0x3FE6A09E667F3BCD
	b := math.Float64bits(x)
	e := int64(b-sqrtHalf) >> 52
	f := math.Float64frombits(b-uint64(e)<<52) - 1
	p := 0.11888168556918037 + f*(-0.11675594641369119+f*0.067465650271228958)
	p = 0.14219552921190431 + f*(-0.12405600410818042+f*p)
	p = 0.20002118608806244 + f*(-0.16667995130157715+f*p)
	p = 0.33333312604510412 + f*(-0.25000009613265628+f*p)
	return float64(e)*ln2 + (f + f*f*(f*p-0.5))
}

// logFine is log64 to a relative error of 1e-12, for powers: the atanh series in
// (m-1)/(m+1).
func logFine(x float64) float64 {
	const sqrtHalf = 0x3FE6A09E667F3BCD
	b := math.Float64bits(x)
	e := int64(b-sqrtHalf) >> 52
	m := math.Float64frombits(b - uint64(e)<<52)
	s := (m - 1) / (m + 1)
	z := s * s
	p := 1.0/9 + z*(1.0/11+z*(1.0/13+z*(1.0/15)))
	p = 1.0/3 + z*(1.0/5+z*(1.0/7+z*p))
	return float64(e)*ln2 + 2*(s+s*z*p)
}

// trigLimit bounds what sinCos reduces itself: beyond it k times the first part of
// pi/2 is no longer exact.
const trigLimit = 1 << 20

// sinCos gives sin(x + quarter*pi/2) for |x| up to trigLimit.
func sinCos(x float64, quarter uint64) float64 {
	const (
		pio2Head = 1.57079632673412561417e+00 // 33 bits of pi/2
		pio2Tail = 6.07710050650619224932e-11
	)
	t := x*(2/math.Pi) + shifter
	k := t - shifter
	r := (x - k*pio2Head) - k*pio2Tail
	z := r * r
	s := -0.16666666638640706 + z*(0.0083333290560774001+z*(-0.00019839232659024991+z*2.717366710095291e-06))
	c := 0.041666666615509759 + z*(-0.0013888883163493883+z*(2.4799373738214542e-05+z*-2.7198628710044415e-07))
	sb, cb := math.Float64bits(r+r*z*s), math.Float64bits(1-z*0.5+z*z*c)
	q := math.Float64bits(t) + quarter
	odd := -(q & 1)
	return math.Float64frombits((sb&^odd | cb&odd) ^ (q&2)<<62)
}

// erf64 is the error function: a polynomial up to 1, beyond that one minus the
// exponential of a polynomial for log(erfc).
func erf64(x float64) float64 {
	a := min(math.Abs(x), 4)
	if a <= 1 {
		z := a * a
		p := 0.0051883136921169765 + z*(-0.00080100831814722382+z*7.8535253539480974e-05)
		p = 0.11283584895023901 + z*(-0.026853803403217563+z*p)
		return x + x*(0.1283791657147825+z*(-0.37612625791817822+z*p))
	}
	p := 0.00046036924564801915 + a*(-2.4756211812069167e-05+a*2.1223225622161645e-07)
	p = 0.025348998378688186 + a*(-0.0042706731524828007+a*p)
	p = -0.63306566569803224 + a*(-0.10860668987858361+a*p)
	p = 0.00020207101294651808 + a*(-1.1296493757713992+a*p)
	return math.Copysign(1-exp64(p), x)
}

// pow64 is math.Pow for float32 operands and results, fast for finite ones: a
// negative base has whole powers only, of the sign that the last bit tells.
func pow64(a, b float64) float64 {
	if !(math.Abs(a) <= math.MaxFloat32 && math.Abs(b) <= 1<<31) || a == 0 {
		return math.Pow(a, b)
	}
	if a > 0 {
		return exp64(b * logFine(a))
	}
	n := int64(b)
	if float64(n) != b {
		return math.NaN()
	}
	r := exp64(b * logFine(-a))
	if n&1 != 0 {
		return -r
	}
	return r
}
