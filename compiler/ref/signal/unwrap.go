package signal

import "math"

// Unwrap adds whole turns to phases (radians), in place, so that neighbours
// differ by at most half a turn.
func Unwrap(phase []float64) {
	turns := 0.0
	for i := 1; i < len(phase); i++ {
		next := phase[i] + turns*2*math.Pi
		turns -= math.Round((next - phase[i-1]) / (2 * math.Pi))
		phase[i] += turns * 2 * math.Pi
	}
}
