package nn

import (
	"math"
	"slices"
	"testing"
)

// CheckGrad compares the gradient of a tensor, named without prefix ("x",
// "conv1.kernel"), with what the case holds of it: the whole array, or samples
// and statistics. Axes are as in Check32.
func CheckGrad(t testing.TB, p Precision, c *Case, tensor string, got []float64, axesOfGot []string) {
	t.Helper()
	if c.Has("grad." + tensor) {
		Check(t, p, c, "grad."+tensor, got, axesOfGot)
		return
	}
	if checkSample(t, p, c, "grad.sample."+tensor, tensor, got, axesOfGot) {
		checkStats(t, p, c, "grad.stats."+tensor, got)
	}
}

// CheckFinal compares a tensor at the end of a training run, named without
// prefix, with the samples of it in a train case.
func CheckFinal(t testing.TB, p Precision, c *Case, tensor string, got []float64, axesOfGot []string) {
	t.Helper()
	checkSample(t, p, c, "out.final_sample."+tensor, tensor, got, axesOfGot)
}

// CheckState compares an updated running statistic ("bn1.mean_new",
// "bn1.var_new") with the whole array or its three numbers.
func CheckState(t testing.TB, p Precision, c *Case, name string, got []float64) {
	t.Helper()
	if c.Has("out." + name) {
		Check(t, p, c, "out."+name, got, nil)
		return
	}
	checkStats(t, p, c, "out.stats."+name, got)
}

// CheckTrace compares the mean and the L2 norm of a layer's training-mode
// activation, batch included, with out.trace of a model case. The order of axes
// does not matter.
func CheckTrace(t testing.TB, p Precision, c *Case, layer string, activation []float64) {
	t.Helper()
	i := slices.IndexFunc(c.Layers(t), func(l Layer) bool { return l.Name == layer })
	if i < 0 {
		t.Fatalf("%s has no layer %q", c.ID, layer)
	}
	trace := c.Array(t, "out.trace")
	e, _ := c.Entry("out.trace")
	stats := Stats(activation)
	got := []float64{stats[0] / math.Max(1, float64(len(activation))), stats[1]}
	want := Array{Axes: []string{"mean_l2norm"}, Shape: []int{2}, Data: trace.Data[2*i : 2*i+2]}
	if msg := deviation(got, want, c.bound(e, p)); msg != "" {
		t.Errorf("%s: after layer %s: %s", c.ID, layer, msg)
	}
}

// checkSample compares elements of a tensor at the positions in.index.T; it
// reports false when the tensor itself has the wrong axes or size.
func checkSample(t testing.TB, p Precision, c *Case, name, tensor string, got []float64, axes []string) bool {
	t.Helper()
	full := "w." + tensor
	if tensor == "x" {
		full = "in.x"
	}
	layout := c.layout(t, full)
	layout.Data = make([]float64, size(layout.Shape))
	stored, err := toStorage(got, axes, layout)
	if err != nil {
		t.Errorf("%s: %s: %v", c.ID, name, err)
		return false
	}
	want := c.Array(t, name)
	e, _ := c.Entry(name)
	sample := make([]float64, len(want.Data))
	at := c.Array(t, "in.index."+tensor).Ints()
	for j, i := range at {
		sample[j] = stored[i]
	}
	want.Axes = []string{"sample"}
	if msg := deviation(sample, want, c.bound(e, p)); msg != "" {
		t.Errorf("%s: %s: %s", c.ID, name, msg)
	}
	return true
}

func checkStats(t testing.TB, p Precision, c *Case, name string, got []float64) {
	t.Helper()
	want := c.Array(t, name)
	e, _ := c.Entry(name)
	want.Axes = []string{"sum, norm, largest:"}
	stats := Stats(got)
	if msg := deviation(stats[:], want, c.bound(e, p)); msg != "" {
		t.Errorf("%s: %s: %s", c.ID, name, msg)
	}
}
