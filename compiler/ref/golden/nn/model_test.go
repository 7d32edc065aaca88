package nn

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// Weights add up to the counts the case states, and every tensor of a model,
// stored or computed, can be had.
func TestModelTensors(t *testing.T) {
	s := Load(t)
	for _, family := range []string{"model", "model_full", "train"} {
		s.Each(t, family, func(t *testing.T, c *Case) {
			trainable, total := 0, 0
			for _, name := range c.Tensors(t) {
				a := c.Tensor(t, name)
				if len(a.Data) != size(a.Shape) || len(a.Axes) != len(a.Shape) {
					t.Fatalf("%s: %d values, axes %v, shape %v", name, len(a.Data), a.Axes, a.Shape)
				}
				total += len(a.Data)
				if strings.HasPrefix(name, "w.") {
					trainable += len(a.Data)
				}
			}
			if c.Params.Has("params_total") && total != c.Params.Int(t, "params_total") {
				t.Errorf("%d parameters, want %v", total, c.Params["params_total"])
			}
			if c.Params.Has("params_trainable") && trainable != c.Params.Int(t, "params_trainable") {
				t.Errorf("%d trainable, want %v", trainable, c.Params["params_trainable"])
			}
			x := c.Tensor(t, "in.x")
			if x.Size("chan") != c.Params.Int(t, "C") || x.Size("time") != c.Params.Int(t, "T") {
				t.Errorf("in.x has shape %v", x.Shape)
			}
			if n := len(c.Tensor(t, "in.labels").Data); n != x.Size("batch") {
				t.Errorf("%d labels for %d trials", n, x.Size("batch"))
			}
			checkPositions(t, c)
		})
	}
}

// Samples lie within their tensor.
func checkPositions(t *testing.T, c *Case) {
	for _, index := range c.Names("in.index.") {
		tensor := "w." + strings.TrimPrefix(index, "in.index.")
		if index == "in.index.x" {
			tensor = "in.x"
		}
		at, n := c.Array(t, index).Ints(), size(c.layout(t, tensor).Shape)
		if slices.Min(at) < 0 || slices.Max(at) >= n {
			t.Errorf("%s reaches from %d to %d, %s has %d", index, slices.Min(at), slices.Max(at), tensor, n)
		}
	}
}

// The shapes inferred for a setting that is not listed are those that another
// train case of the same setting stores.
func TestInferredShapes(t *testing.T) {
	s := Load(t)
	models := s.Models(t)
	checked := 0
	for _, c := range s.Cases {
		if c.Family != "train" || !c.Has("w.dense.kernel") {
			continue
		}
		flat := 0
		for _, l := range c.Layers(t) {
			if l.Name == "flatten" {
				flat = size(l.Shape)
			}
		}
		for _, name := range c.Names("w.") {
			e, _ := c.Entry(name)
			if slices.Contains(e.Axes, "time") {
				continue // batch norm over time, whose length pooling changes
			}
			got := models[c.Params.Text(t, "model")].shape(name, c.Params.Int(t, "C"), c.Params.Int(t, "T"), c.Params.Int(t, "classes"), flat)
			if !slices.Equal(got, e.Shape) {
				t.Errorf("%s: %s inferred as %v, stored as %v", c.ID, name, got, e.Shape)
			}
			checked++
		}
	}
	if checked == 0 {
		t.Error("no train case stores its weights")
	}
}

func TestCounts(t *testing.T) {
	s := Load(t)
	for name, m := range s.Models(t) {
		for _, c := range m.Counts {
			trainable, total := 0, 0
			for tensor, shape := range c.Tensors {
				if len(m.Axes[tensor]) != len(shape) {
					t.Errorf("%s: %s has axes %v, shape %v", name, tensor, m.Axes[tensor], shape)
				}
				total += size(shape)
				if strings.HasPrefix(tensor, "w.") {
					trainable += size(shape)
				}
			}
			if total != c.Total || trainable != c.Trainable || total-trainable != c.NonTrainable {
				t.Errorf("%s at %d, %d, %d: tensors hold %d (%d trainable), stated %d (%d)",
					name, c.C, c.T, c.Classes, total, trainable, c.Total, c.Trainable)
			}
		}
	}
	c, ok := s.Models(t)["EEGNet_8_2"].At(22, 1000, 4)
	if !ok || c.Total != 12428 || c.Trainable != 7928 {
		t.Errorf("EEGNet_8_2 at 22, 1000, 4: %+v", c)
	}
}

// A recorder takes the place of a test to see that a check fails.
type recorder struct {
	testing.TB
	failures int
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failures++ }

func TestSampleChecks(t *testing.T) {
	c := Load(t).Case("model_full/EEGNet_8_2")
	const tensor = "spatial.kernel"
	// A gradient with the expected samples at their places and zeros elsewhere
	// passes the sample check and fails the statistics.
	layout := c.Tensor(t, "w."+tensor)
	grad := make([]float64, len(layout.Data))
	at := c.Array(t, "in.index."+tensor).Ints()
	for j, v := range c.Array(t, "grad.sample."+tensor).Data {
		grad[at[j]] = v
	}
	checkSample(t, Float64, c, "grad.sample."+tensor, tensor, grad, nil)
	axes := []string{"tap_chan", "out_filter"}
	turned := Array{Axes: layout.Axes, Shape: layout.Shape, Data: grad}.To(t, axes...)
	checkSample(t, Float64, c, "grad.sample."+tensor, tensor, turned.Data, axes)

	r := &recorder{TB: t}
	CheckGrad(r, Float64, c, tensor, grad, nil)
	if r.failures != 1 {
		t.Errorf("%d failures, want that of the statistics", r.failures)
	}
	grad[at[0]]++
	CheckGrad(r, Float32, c, tensor, grad, nil)
	if r.failures != 3 {
		t.Errorf("%d failures, want samples and statistics as well", r.failures-1)
	}
}

func TestStats(t *testing.T) {
	if got := Stats([]float64{3, -4}); got != [3]float64{-1, 5, 4} {
		t.Error(got)
	}
	if got := Stats([]float64{1, math.NaN()}); !math.IsNaN(got[2]) {
		t.Error("NaN is lost:", got)
	}
}
