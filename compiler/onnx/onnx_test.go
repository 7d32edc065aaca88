package onnx_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/onnx"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// python finds an interpreter that has the onnx package.
func python(t *testing.T) string {
	t.Helper()
	for _, p := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(p, "-c", "import onnx, numpy").Run() == nil {
			return p
		}
	}
	t.Skip("no Python with onnx and numpy (Debian: python3-onnx); the written file is not read back")
	return ""
}

type array struct {
	Shape []int     `json:"shape"`
	Data  []float64 `json:"data"`
}

// TestWhatIsWrittenGivesTheSame: the onnx package accepts the file, agrees with
// every shape, and its graph run by numpy gives what the judge gives.
func TestWhatIsWrittenGivesTheSame(t *testing.T) {
	for _, c := range []struct {
		name, net string
		in        graph.Shape
		classes   int
	}{
		{"eegnet", "eegnet", netkit.Axes("batch", 3, "channel", 5, "time", 64), 4},
		{"a strided convolution", "conv(over: time, kernel: 5, to: filter=2, stride: 2, pad: valid, bias: yes) |> relu", netkit.Axes("batch", 2, "channel", 3, "time", 20), 0},
		{"two axes at once", "conv(over: [channel, time], kernel: [2, 4], to: filter=3) |> elu", netkit.Axes("batch", 2, "channel", 4, "time", 9), 0},
		{"pools", "pool(max, over: time, by: 3) |> pool(mean, over: time, by: 2)", netkit.Axes("batch", 2, "channel", 3, "time", 20), 0},
		{"a softmax", "linear(mix: channel, to: filter=3) |> softmax(over: filter)", netkit.Axes("batch", 2, "channel", 4, "time", 5), 0},
		{"a residual layer", "repeat(2, residual(linear(mix: channel, to: channel=4) |> norm(per: channel)))", netkit.Axes("batch", 2, "channel", 4, "time", 5), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			py := python(t)
			n := netkit.Program(t, "use std.models (eegnet)\n\nlet used = eegnet\n\nlet net = "+c.net+"\n", "net", c.in, c.classes, 0)
			values, weights := begin(n, c.name)
			file := filepath.Join(t.TempDir(), "net.onnx")
			data, err := onnx.Encode(onnx.Model{
				Name: "net", Inputs: []*graph.Node{n.Input}, Outputs: map[string]*graph.Node{"scores": n.Applied}, Order: []string{"scores"},
				Weights: weights, Version: "test", Notes: [][2]string{{"why", "a test"}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			want := netkit.Run(t, values, n.Applied)[0]
			got := runPython(t, py, file, values["x"])["scores"]
			if len(got.Data) != len(want.Data) {
				t.Fatalf("shape %v, want %v", got.Shape, want.Shape)
			}
			for i, v := range want.Data {
				if math.Abs(v-got.Data[i]) > 1e-6*(1+math.Abs(v)) {
					t.Fatalf("item %d is %g, want %g", i, got.Data[i], v)
				}
			}
		})
	}
}

// begin draws an input, weights and running states.
func begin(n *lower.Network, path string) (map[string]graph.Array, map[string][]float32) {
	values, weights := map[string]graph.Array{}, map[string][]float32{}
	fill := func(name string, s graph.Shape, low float64) {
		r := random.New(1, path+name)
		a, narrow := graph.NewArray(s), make([]float32, s.Count())
		for i := range a.Data {
			narrow[i] = float32(low + r.Float64())
			a.Data[i] = float64(narrow[i])
		}
		values[name], weights[name] = a, narrow
	}
	fill("x", n.Input.Shape, -0.5)
	for _, w := range n.Weights {
		fill(w.Path, w.Shape, -0.5)
	}
	for _, s := range n.States {
		fill(s.Path, s.Shape, 0.5)
	}
	return values, weights
}

func runPython(t *testing.T, py, file string, x graph.Array) map[string]array {
	t.Helper()
	in := array{Data: x.Data}
	for _, a := range x.Shape {
		in.Shape = append(in.Shape, a.Size)
	}
	ask, err := json.Marshal(map[string]any{"model": file, "inputs": map[string]array{"x": in}})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(py, filepath.Join("testdata", "run.py"))
	cmd.Stdin = bytes.NewReader(ask)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var got map[string]array
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got
}
