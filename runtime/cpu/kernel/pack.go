package kernel

// MR is how many rows of the left operand a tile takes; Packed interleaves them.
const MR = 4

// Packed is the left operand of a contraction, M rows of K. Rows lie in blocks of
// MR, interleaved: element (i, k) is Data[(i/MR*K + k)*MR + i%MR]. Rows past M in
// the last block are zero.
type Packed struct {
	Data []float32
	M, K int
}

// PackSize is the length of Data for m rows of k.
func PackSize(m, k int) int { return (m + MR - 1) / MR * MR * k }

// Pack fills dst, at least PackSize(m, cols.Len()) long, with the rows whose element
// (i, k) is src[i*rowStep + cols[k]]; rowStep may not be negative.
func (s *Set) Pack(dst, src []float32, m, rowStep int, cols Offsets) Packed {
	k := cols.Len()
	p := Packed{Data: dst[:PackSize(m, k)], M: m, K: k}
	for i := 0; i < m; i += MR {
		block := p.Data[i*k : (i+MR)*k]
		if i+MR <= m {
			s.packBlock(block, src[i*rowStep:], rowStep, cols)
			continue
		}
		clear(block)
		for r := range m - i {
			row := src[(i+r)*rowStep:]
			for c, at := range cols.at {
				block[c*MR+r] = row[at]
			}
		}
	}
	return p
}

func (s *Set) packBlock(block, src []float32, rowStep int, cols Offsets) {
	if cols.Len() == 0 {
		return
	}
	at := cols.at
	_ = src[3*rowStep+cols.max]
	if whole := len(at) &^ 7; s.avx2 && cols.run && whole > 0 {
		packRowsAVX2(block, src[at[0]:], rowStep, whole)
		block, at = block[MR*whole:], at[whole:]
	}
	if rowStep == 1 {
		for c, o := range at {
			*(*[MR]float32)(block[c*MR:]) = *(*[MR]float32)(src[o:])
		}
		return
	}
	r1, r2, r3 := src[rowStep:], src[2*rowStep:], src[3*rowStep:]
	for c, o := range at {
		*(*[MR]float32)(block[c*MR:]) = [MR]float32{src[o], r1[o], r2[o], r3[o]}
	}
}
