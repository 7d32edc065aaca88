package riemann

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// DelayCircular stacks a trial, channel × time, on copies of itself delayed by
// the given samples. The copies wrap around, as in pyRiemann's
// TimeDelayCovariances.
func DelayCircular(x *mat.Dense, delays []int) (*mat.Dense, error) {
	rows, cols := x.Dims()
	parts := []*mat.Dense{x}
	for _, d := range delays {
		if cols == 0 {
			return nil, fmt.Errorf("a trial without samples cannot be delayed")
		}
		shift := ((d % cols) + cols) % cols
		moved := mat.NewDense(rows, cols, nil)
		for i := range rows {
			src, dst := x.RawRowView(i), moved.RawRowView(i)
			copy(dst[shift:], src[:cols-shift])
			copy(dst[:shift], src[cols-shift:])
		}
		parts = append(parts, moved)
	}
	return Stack(parts...), nil
}

// DelayEmbed stacks order copies of a trial, each lag samples later than the
// one above, without wrapping: order×channel × (time - order×lag). Its
// covariance is the augmented covariance of Carrara and Papadopoulo 2023.
func DelayEmbed(x *mat.Dense, order, lag int) (*mat.Dense, error) {
	rows, cols := x.Dims()
	if order < 1 || lag < 1 || order*lag >= cols {
		return nil, fmt.Errorf("order %d with lag %d does not fit into %d samples", order, lag, cols)
	}
	keep := cols - order*lag
	parts := make([]*mat.Dense, order)
	for p := range parts {
		parts[p] = mat.DenseCopyOf(x.Slice(0, rows, p*lag, p*lag+keep))
	}
	return Stack(parts...), nil
}
