package signal

import "fmt"

// An Extension says how a signal goes on beyond its ends. p is the number of
// samples added at a side.
type Extension int

const (
	Odd            Extension = iota // point reflection about the end sample; p <= n-1
	Even                            // mirror image about the end sample; p <= n-1
	Constant                        // the end sample repeated
	Periodic                        // the signal repeated; p <= n
	ReflectLimited                  // Odd as far as the signal reaches, then zeros
	Zeros
)

// extendInto writes x with left and right samples added into dst, which has
// left+len(x)+right samples.
func extendInto(dst, x []float64, left, right int, how Extension) {
	copy(dst[left:], x)
	extendEnds(dst[:left], dst[left+len(x):left+len(x)+right], x, how)
}

// extendEnds writes the samples beyond both ends of x, in the order of time. An end
// that Odd or Even cannot fill is the caller's mistake and has been refused before.
func extendEnds(before, after, x []float64, how Extension) {
	n := len(x)
	last := len(before)
	for k := 1; k <= last; k++ {
		before[last-k] = beyond(x, k, x[0], how, func(k int) int { return k })
	}
	for k := 1; k <= len(after); k++ {
		after[k-1] = beyond(x, k, x[n-1], how, func(k int) int { return n - 1 - k })
	}
}

// beyond is the value k samples past the end whose sample is edge; inward(k)
// is the index k samples inside of it.
func beyond(x []float64, k int, edge float64, how Extension, inward func(int) int) float64 {
	n := len(x)
	switch how {
	case Odd:
		return 2*edge - x[inward(k)]
	case Even:
		return x[inward(k)]
	case Constant:
		return edge
	case Periodic:
		return x[inward(n-k)]
	case ReflectLimited:
		if k < n {
			return 2*edge - x[inward(k)]
		}
	}
	return 0
}

// extend gives x with left and right samples added.
func extend(x []float64, left, right int, how Extension) []float64 {
	out := make([]float64, left+len(x)+right)
	extendInto(out, x, left, right, how)
	return out
}

// checkPad refuses padding that the signal is too short to reflect.
func checkPad(n, pad int, how Extension) error {
	need := 1
	switch how {
	case Odd, Even:
		need = pad + 1
	case Periodic:
		need = max(pad, 1)
	}
	if pad < 0 {
		return fmt.Errorf("a signal cannot be padded by %d samples", pad)
	}
	if n < need {
		return &LengthError{What: "this padding", Have: n, Need: need}
	}
	return nil
}
