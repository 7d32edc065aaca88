package data

import "gonum.org/v1/gonum/dsp/fourier"

// upsampleRecords brings a slower signal to the rate of the fastest, record by
// record: from per samples a record to most. Each record is interpolated by its
// own Fourier series, which is what MNE-Python 1.3 does and what the expected
// values of mixed-rate files are; the price is ringing where records meet.
func upsampleRecords(x []float64, per, most int) []float64 {
	out := make([]float64, 0, len(x)/per*most)
	if per == 1 {
		for _, v := range x {
			out = appendHeld(out, v, most)
		}
		return out
	}
	series, target := fourier.NewFFT(per), fourier.NewFFT(most)
	narrow := make([]complex128, per/2+1)
	wide := make([]complex128, most/2+1)
	scale := 1 / float64(per)
	y := make([]float64, most)
	for ; len(x) >= per; x = x[per:] {
		series.Coefficients(narrow, x[:per])
		for i, c := range narrow {
			wide[i] = c * complex(scale, 0)
		}
		if per%2 == 0 {
			// The highest frequency stands for a pair, which the wider
			// spectrum holds apart.
			wide[per/2] /= 2
		}
		out = append(out, target.Sequence(y, wide)...)
	}
	return out
}

// holdRecords repeats each value until the next is due: trigger codes must not
// be interpolated.
func holdRecords(x []float64, per, most int) []float64 {
	out := make([]float64, 0, len(x)/per*most)
	for ; len(x) >= per; x = x[per:] {
		for i := range most {
			out = append(out, x[i*per/most])
		}
	}
	return out
}

func appendHeld(out []float64, v float64, n int) []float64 {
	for range n {
		out = append(out, v)
	}
	return out
}
