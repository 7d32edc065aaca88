package linalg

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// NotSPD tells that a matrix which has to be symmetric positive definite is not.
type NotSPD struct {
	Op       string  // what needed it
	Rank     int     // eigenvalues that count as positive
	Size     int     // order of the matrix
	Smallest float64 // smallest eigenvalue
	Largest  float64 // largest eigenvalue
}

func (e *NotSPD) Error() string {
	if e.Smallest < -Floor(e.Size, e.Largest) {
		return fmt.Sprintf("%s needs a positive definite matrix, but the smallest eigenvalue is %.3g (largest %.3g)",
			e.Op, e.Smallest, e.Largest)
	}
	return fmt.Sprintf("%s needs a positive definite matrix, but this one has rank %d of %d "+
		"(eigenvalues from %.3g to %.3g): an average reference, an interpolated or repeated channel, "+
		"or fewer samples than channels removes rank; shrink the covariance (oas, lwf) or drop channels",
		e.Op, e.Rank, e.Size, e.Smallest, e.Largest)
}

// NotFinite tells that a matrix holds NaN or an infinity.
type NotFinite struct {
	Op       string
	Row, Col int
}

func (e *NotFinite) Error() string {
	return fmt.Sprintf("%s: entry (%d, %d) is not a finite number", e.Op, e.Row, e.Col)
}

// epsilon is the spacing of float64 at one.
const epsilon = 0x1p-52

// Floor is the size below which an eigenvalue counts as zero: 16 n eps times
// the largest one, a little above the rounding left by forming a covariance.
func Floor(n int, largest float64) float64 {
	return 16 * float64(n) * epsilon * math.Abs(largest)
}

// checkFinite reports the first entry of the upper triangle that is not finite.
func checkFinite(op string, a *mat.SymDense) error {
	r := a.RawSymmetric()
	for i := range r.N {
		for j := i; j < r.N; j++ {
			if v := r.Data[i*r.Stride+j]; math.IsNaN(v) || math.IsInf(v, 0) {
				return &NotFinite{Op: op, Row: i, Col: j}
			}
		}
	}
	return nil
}

// sameSize reports matrices of different order.
func sameSize(op string, a, b *mat.SymDense) error {
	if n, m := a.SymmetricDim(), b.SymmetricDim(); n != m {
		return fmt.Errorf("%s: the matrices differ in size, %d×%d and %d×%d", op, n, n, m, m)
	}
	return nil
}
