package signal

// interleave writes channels side by side. Lanes beyond the last channel repeat it;
// they are filtered along and never read.
func interleave(dst [][lanes]float64, rows [][]float64) {
	n := len(dst)
	last := len(rows) - 1
	a, b := rows[0][:n], rows[min(1, last)][:n]
	c, d := rows[min(2, last)][:n], rows[min(3, last)][:n]
	for i := range dst {
		dst[i] = [lanes]float64{a[i], b[i], c[i], d[i]}
	}
}

// deinterleave writes the lanes back into as many channels as there are.
func deinterleave(rows [][]float64, src [][lanes]float64) {
	n := len(src)
	if len(rows) == lanes {
		a, b, c, d := rows[0][:n], rows[1][:n], rows[2][:n], rows[3][:n]
		for i := range src {
			v := &src[i]
			a[i], b[i], c[i], d[i] = v[0], v[1], v[2], v[3]
		}
		return
	}
	for lane, row := range rows {
		for i := range row[:n] {
			row[i] = src[i][lane]
		}
	}
}
