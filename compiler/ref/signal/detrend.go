package signal

import "slices"

// A Trend is the polynomial that Detrend removes.
type Trend int

const (
	ConstantTrend Trend = 0
	LinearTrend   Trend = 1
)

// Detrend subtracts from one channel, in place, the least-squares constant, or
// the least-squares line of each piece. The pieces begin at 0 and at the given
// samples; as in scipy they matter to lines only, a constant is one for all.
func Detrend(x []float64, trend Trend, breaks ...int) {
	if trend == ConstantTrend {
		breaks = nil
	}
	cuts := slices.Clone(breaks)
	cuts = append(cuts, len(x))
	slices.Sort(cuts)
	from := 0
	for _, to := range cuts {
		to = min(max(to, from), len(x))
		detrendPiece(x[from:to], trend)
		from = to
	}
}

func detrendPiece(x []float64, trend Trend) {
	n := float64(len(x))
	mean := Mean(x)
	slope, centre := 0.0, (n-1)/2
	if trend == LinearTrend && len(x) > 1 {
		num := 0.0
		for i, v := range x {
			num += (float64(i) - centre) * (v - mean)
		}
		slope = num * 12 / (n * (n*n - 1))
	}
	for i := range x {
		x[i] -= mean + slope*(float64(i)-centre)
	}
}
