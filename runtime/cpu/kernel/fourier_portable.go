package kernel

import "math"

// A point is one item of eight complex signals.
type point = [Lane]float32

// item is column k of a butterfly that begins at i.
func (p *fourierPass) item(x []float32, i, k int) *point { return (*point)(x[(i+k*p.q)*Lane:]) }

// each calls a butterfly for every item of every block, with its factors.
func (p *fourierPass) each(butterfly func(i int, f []float32)) {
	for b := range p.blocks {
		for j := range p.q {
			butterfly(b*p.radix*p.q+j, p.factors[2*(p.radix-1)*j:][:2*(p.radix-1)])
		}
	}
}

// turn multiplies a point by re + i im.
func turn(x *point, re, im float32) {
	for l := range 8 {
		a, b := x[l], x[8+l]
		x[l] = float32(a*re) - float32(b*im)
		x[8+l] = float32(b*re) + float32(a*im)
	}
}

// turnAll multiplies all but the first of some points by their factors, conjugated
// for the way back.
func turnAll(v []point, f []float32, inverse bool) {
	for k := 1; k < len(v); k++ {
		re, im := f[2*k-2], f[2*k-1]
		if inverse {
			im = -im
		}
		if im != 0 || re != 1 {
			turn(&v[k], re, im)
		}
	}
}

func (p *fourierPass) four(x []float32, inverse bool) {
	p.each(func(i int, f []float32) {
		v := [4]point{*p.item(x, i, 0), *p.item(x, i, 1), *p.item(x, i, 2), *p.item(x, i, 3)}
		if inverse {
			turnAll(v[:], f, true)
		}
		butterfly4(&v)
		if inverse {
			v[1], v[3] = v[3], v[1]
		} else {
			turnAll(v[:], f, false)
		}
		for k := range v {
			*p.item(x, i, k) = v[k]
		}
	})
}

// butterfly4 transforms four points.
func butterfly4(v *[4]point) {
	for l := range 8 {
		m := 8 + l
		ar, ai, cr, ci := v[0][l]+v[2][l], v[0][m]+v[2][m], v[0][l]-v[2][l], v[0][m]-v[2][m]
		br, bi, dr, di := v[1][l]+v[3][l], v[1][m]+v[3][m], v[1][l]-v[3][l], v[1][m]-v[3][m]
		v[0][l], v[0][m] = ar+br, ai+bi
		v[1][l], v[1][m] = cr+di, ci-dr
		v[2][l], v[2][m] = ar-br, ai-bi
		v[3][l], v[3][m] = cr-di, ci+dr
	}
}

func (p *fourierPass) five(x []float32, inverse bool) {
	p.each(func(i int, f []float32) {
		v := [5]point{*p.item(x, i, 0), *p.item(x, i, 1), *p.item(x, i, 2), *p.item(x, i, 3), *p.item(x, i, 4)}
		if inverse {
			turnAll(v[:], f, true)
		}
		butterfly5(&v)
		if inverse {
			v[1], v[2], v[3], v[4] = v[4], v[3], v[2], v[1]
		} else {
			turnAll(v[:], f, false)
		}
		for k := range v {
			*p.item(x, i, k) = v[k]
		}
	})
}

var (
	sin1, cos1 = fifth(1)
	sin2, cos2 = fifth(2)
)

func fifth(k float64) (sin, cos float32) {
	s, c := math.Sincos(2 * math.Pi * k / 5)
	return float32(s), float32(c)
}

// butterfly5 transforms five points.
func butterfly5(v *[5]point) {
	for l := range 8 {
		m := 8 + l
		ar, ai := v[0][l], v[0][m]
		br, bi, er, ei := v[1][l]+v[4][l], v[1][m]+v[4][m], v[1][l]-v[4][l], v[1][m]-v[4][m]
		cr, ci, dr, di := v[2][l]+v[3][l], v[2][m]+v[3][m], v[2][l]-v[3][l], v[2][m]-v[3][m]
		v[0][l], v[0][m] = ar+br+cr, ai+bi+ci
		r, i := ar+float32(cos1*br)+float32(cos2*cr), ai+float32(cos1*bi)+float32(cos2*ci)
		s, t := float32(sin1*er)+float32(sin2*dr), float32(sin1*ei)+float32(sin2*di)
		v[1][l], v[1][m], v[4][l], v[4][m] = r+t, i-s, r-t, i+s
		r, i = ar+float32(cos2*br)+float32(cos1*cr), ai+float32(cos2*bi)+float32(cos1*ci)
		s, t = float32(sin2*er)-float32(sin1*dr), float32(sin2*ei)-float32(sin1*di)
		v[2][l], v[2][m], v[3][l], v[3][m] = r+t, i-s, r-t, i+s
	}
}
