package learn

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// A Scaler shifts and divides every feature: (x - Shift) / Scale.
type Scaler struct {
	Shift, Scale []float64
}

// Apply scales a copy of x, trials x features.
func (s *Scaler) Apply(x *mat.Dense) *mat.Dense {
	out := centred(x, s.Shift)
	n, _ := out.Dims()
	for i := range n {
		row := out.RawRowView(i)
		for j := range row {
			row[j] /= s.Scale[j]
		}
	}
	return out
}

// FitStandard learns the mean and the standard deviation (divisor n) of every
// feature. A feature that is constant up to rounding has scale 1.
func FitStandard(x *mat.Dense) (*Scaler, error) {
	if err := checkFeatures(x); err != nil {
		return nil, err
	}
	return standardScaler(x), nil
}

func standardScaler(x *mat.Dense) *Scaler {
	n, _ := x.Dims()
	mean := columnMeans(x)
	scale := columnVariances(x, mean)
	eps := math.Nextafter(1, 2) - 1
	for j, v := range scale {
		rounding := float64(n) * eps * mean[j]
		if v <= float64(n)*eps*v+rounding*rounding {
			scale[j] = 1
			continue
		}
		scale[j] = math.Sqrt(v)
	}
	return &Scaler{Shift: mean, Scale: scale}
}

// columnVariances about a mean, divisor n.
func columnVariances(x *mat.Dense, mean []float64) []float64 {
	n, p := x.Dims()
	v := make([]float64, p)
	for i := range n {
		for j, value := range x.RawRowView(i) {
			d := value - mean[j]
			v[j] += d * d / float64(n)
		}
	}
	return v
}

// FitMinMax learns the range of every feature, so that training values map to
// 0..1; a constant feature maps to 0.
func FitMinMax(x *mat.Dense) (*Scaler, error) {
	return fitSorted(x, func(v []float64) (shift, scale float64) {
		return v[0], v[len(v)-1] - v[0]
	})
}

// FitRobust learns the median and the range between the quartiles of every
// feature (linear interpolation); a range of zero becomes 1.
func FitRobust(x *mat.Dense) (*Scaler, error) {
	return fitSorted(x, func(v []float64) (shift, scale float64) {
		return quantile(v, 0.5), quantile(v, 0.75) - quantile(v, 0.25)
	})
}

func fitSorted(x *mat.Dense, rule func(sorted []float64) (shift, scale float64)) (*Scaler, error) {
	if err := checkFeatures(x); err != nil {
		return nil, err
	}
	_, p := x.Dims()
	s := &Scaler{Shift: make([]float64, p), Scale: make([]float64, p)}
	for j := range p {
		v := mat.Col(nil, j, x)
		slices.Sort(v)
		s.Shift[j], s.Scale[j] = rule(v)
		if s.Scale[j] == 0 {
			s.Scale[j] = 1
		}
	}
	return s, nil
}

// quantile interpolates linearly between sorted values (Hyndman and Fan's type 7).
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

// UnitLength divides every trial by its Euclidean length; a zero trial stays.
func UnitLength(x *mat.Dense) *mat.Dense {
	out := mat.DenseCopyOf(x)
	n, _ := out.Dims()
	for i := range n {
		row := out.RawRowView(i)
		length := math.Sqrt(dot(row, row))
		for j := range row {
			if length > 0 {
				row[j] /= length
			}
		}
	}
	return out
}
