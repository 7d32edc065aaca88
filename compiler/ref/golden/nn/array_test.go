package nn

import (
	"slices"
	"strings"
	"testing"
)

func TestArrange(t *testing.T) {
	x := Array{Axes: []string{"batch", "chan", "time"}, Shape: []int{1, 2, 3}, Data: []float64{0, 1, 2, 10, 11, 12}}
	for _, c := range []struct {
		axes string
		want []float64
	}{
		{"batch chan time", []float64{0, 1, 2, 10, 11, 12}},
		{"time batch chan", []float64{0, 10, 1, 11, 2, 12}},
		{"time chan", []float64{0, 10, 1, 11, 2, 12}},
	} {
		if got := x.To(t, strings.Fields(c.axes)...); !slices.Equal(got.Data, c.want) {
			t.Errorf("%s: got %v, want %v", c.axes, got.Data, c.want)
		}
	}
	if _, _, err := arrange(x.Data, x.Shape, x.Axes, []string{"batch", "chan"}); err == nil {
		t.Error("a lost axis passed")
	}
	if _, _, err := arrange(x.Data, x.Shape, x.Axes, []string{"batch", "chan", "freq"}); err == nil {
		t.Error("an unknown axis passed")
	}
}

func TestToStorageUndoesTo(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"batch filter one time", "time filter batch one"},
		{"batch filter one time", "filter time batch"},
		{"unit unit", "unit unit"},
		{"i one one j", "j one i one"},
	} {
		sizes := map[string]int{"batch": 2, "filter": 3, "one": 1, "time": 4, "unit": 3, "i": 2, "j": 3}
		want := Array{Axes: strings.Fields(c.from)}
		for _, a := range want.Axes {
			want.Shape = append(want.Shape, sizes[a])
		}
		want.Data = Stream(c.from, size(want.Shape))
		axes := strings.Fields(c.to)
		got, err := toStorage(want.To(t, axes...).Data, axes, want)
		if err != nil || !slices.Equal(got, want.Data) {
			t.Errorf("%s as %s: %v %v", c.from, c.to, got, err)
		}
	}
}

func TestToStorageRefuses(t *testing.T) {
	want := Array{Axes: []string{"batch", "time"}, Shape: []int{2, 3}, Data: make([]float64, 6)}
	for _, c := range []struct {
		n    int
		axes []string
	}{
		{5, nil},
		{5, []string{"batch", "time"}},
		{6, []string{"batch"}},
		{6, []string{"batch", "chan"}},
		{6, []string{"batch", "time", "chan"}},
	} {
		if _, err := toStorage(make([]float64, c.n), c.axes, want); err == nil {
			t.Errorf("%d values of axes %v passed", c.n, c.axes)
		}
	}
}
