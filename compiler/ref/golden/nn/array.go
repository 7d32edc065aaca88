package nn

import (
	"fmt"
	"slices"
	"testing"
)

// An Array is a dense row-major array with named axes; integers are kept as
// exact floats. A scalar has no axes and one value. Some vectors have no named
// axis, and a few arrays have two axes of one name.
type Array struct {
	Axes  []string
	Shape []int
	Data  []float64
}

// Size is the length of an axis, 0 when there is none of that name.
func (a Array) Size(axis string) int {
	i := slices.Index(a.Axes, axis)
	if i < 0 {
		return 0
	}
	return a.Shape[i]
}

// To is the array with its axes in the order asked for. Axes of length 1 may be
// left out.
func (a Array) To(t testing.TB, axes ...string) Array {
	t.Helper()
	data, shape, err := arrange(a.Data, a.Shape, a.Axes, axes)
	if err != nil {
		t.Fatal(err)
	}
	return Array{Axes: axes, Shape: shape, Data: data}
}

// Float32 is the data in single precision; inputs and weights keep their value.
func (a Array) Float32() []float32 {
	out := make([]float32, len(a.Data))
	for i, v := range a.Data {
		out[i] = float32(v)
	}
	return out
}

// Ints is the data as integers: labels, ids, masks, lengths, positions.
func (a Array) Ints() []int {
	out := make([]int, len(a.Data))
	for i, v := range a.Data {
		out[i] = int(v)
	}
	return out
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// match finds for every axis of to its place in from, the first free one of
// that name. Axes of from that are left over must have length 1.
func match(from []string, shape []int, to []string) ([]int, error) {
	place := make([]int, len(to))
	used := make([]bool, len(from))
	for i, name := range to {
		place[i] = -1
		for j := range from {
			if from[j] == name && !used[j] {
				place[i], used[j] = j, true
				break
			}
		}
		if place[i] < 0 {
			return nil, fmt.Errorf("no axis %q among %v", name, from)
		}
	}
	for j := range from {
		if !used[j] && shape[j] != 1 {
			return nil, fmt.Errorf("axis %q of length %d is missing in %v", from[j], shape[j], to)
		}
	}
	return place, nil
}

// arrange copies row-major data of axes from into the axis order of to.
func arrange(data []float64, shape []int, from, to []string) ([]float64, []int, error) {
	if len(from) != len(shape) {
		return nil, nil, fmt.Errorf("shape %v has no names for its axes", shape)
	}
	place, err := match(from, shape, to)
	if err != nil {
		return nil, nil, err
	}
	if len(data) != size(shape) {
		return nil, nil, fmt.Errorf("%d values, shape %v of %v has %d", len(data), shape, from, size(shape))
	}
	strides := make([]int, len(shape))
	for i, n := len(shape)-1, 1; i >= 0; i-- {
		strides[i], n = n, n*shape[i]
	}
	out := make([]float64, len(data))
	outShape := make([]int, len(to))
	for i, p := range place {
		outShape[i] = shape[p]
	}
	at := make([]int, len(to))
	src := 0
	for i := range out {
		out[i] = data[src]
		for k := len(to) - 1; k >= 0; k-- {
			at[k]++
			src += strides[place[k]]
			if at[k] < outShape[k] {
				break
			}
			src -= outShape[k] * strides[place[k]]
			at[k] = 0
		}
	}
	return out, outShape, nil
}
