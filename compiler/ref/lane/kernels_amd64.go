package lane

// vectors filters samples first..end, whole blocks of four, in assembly.
func (c *Cascade) vectors(rows *[Lanes][]float64, first, end int, backward bool) {
	for first < end {
		blocks := min((end-first)/4, callBlocks)
		at := first
		if backward {
			at = end - 4*blocks
		}
		r0, r1, r2, r3 := &rows[0][at], &rows[1][at], &rows[2][at], &rows[3][at]
		_, _, _, _ = rows[0][at+4*blocks-1], rows[1][at+4*blocks-1], rows[2][at+4*blocks-1], rows[3][at+4*blocks-1]
		if backward {
			cascadeBackward(r0, r1, r2, r3, blocks, &c.coef[0][0][0], &c.State[0].Z1[0], len(c.coef))
			end = at
		} else {
			cascadeForward(r0, r1, r2, r3, blocks, &c.coef[0][0][0], &c.State[0].Z1[0], len(c.coef))
			first += 4 * blocks
		}
	}
}

func (s *Set) dotBlocks(acc *[8]Quad, a, b Rows, i, two, j, columns, k int) {
	if k == 0 {
		return
	}
	lda := 8 * a.Stride
	if two == 1 {
		lda = 0 // the second row repeats the first and is not read
	}
	_, _ = a.row(i+two-1, k), b.row(j+columns-1, k)
	for at := 0; at < k; at += 4 * callSteps {
		blocks := min(k-at, 4*callSteps) / 4
		x, y := &a.Data[i*a.Stride+at], &b.Data[j*b.Stride+at]
		if columns == 4 {
			dots2x4(x, lda, y, 8*b.Stride, blocks, &acc[0][0])
		} else {
			dots2x1(x, lda, y, 8*b.Stride, blocks, &acc[0][0])
		}
	}
}

func (p *product) call(rows, columns, k int) {
	_ = p.f[(rows-1)*p.fr+k-1]
	_ = p.q[(columns-1)*p.qc+(k-1)*p.qk]
	_ = p.dst[(rows-1)*p.dr+(columns-1)*p.dc]
	dst, f, q := &p.dst[0][0], &p.f[0], &p.q[0][0]
	dr, dc, fr, qk, qc := quadBytes*p.dr, quadBytes*p.dc, 8*p.fr, quadBytes*p.qk, quadBytes*p.qc
	switch {
	case rows == 2 && columns == 4:
		quads2x4(dst, dr, dc, f, fr, q, qk, qc, k)
	case rows == 2:
		quads2x1(dst, dr, dc, f, fr, q, qk, qc, k)
	case columns == 4:
		quads1x4(dst, dr, dc, f, fr, q, qk, qc, k)
	default:
		quads1x1(dst, dr, dc, f, fr, q, qk, qc, k)
	}
}

func callDots(sum *Quad, x, y []Quad) { dotQuads(&sum[0], &x[0][0], &y[0][0], len(x)) }

func callReflectBoth(a Block, u []Quad, tau *Quad, w []Quad) {
	m, stride := len(u), quadBytes*a.Stride
	symmetricTimes(&w[0][0], &a.Data[0][0], stride, &u[0][0], m)
	correct(&w[0][0], &u[0][0], &tau[0], &minusHalf[0], m)
	rankTwo(&a.Data[0][0], stride, &u[0][0], &w[0][0], m)
}
