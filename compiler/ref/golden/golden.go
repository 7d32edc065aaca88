// Package golden reads reference vectors: numbers that independent
// implementations gave for stated inputs, and that the float64 references are
// judged by. The layout is that of spec/golden/dsp/README.md. Only tests use it.
package golden

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/sbinet/npyio/npz"
)

// A Set is one folder of vectors with its index.
type Set struct {
	Dir   string
	Cases []*Case `json:"cases"`
}

// A Case is one set of inputs with the outputs expected of them.
type Case struct {
	ID      string           `json:"id"`
	Family  string           `json:"family"`
	Tier    string           `json:"tier"` // core or extended
	File    string           `json:"file"`
	Params  map[string]any   `json:"params"`
	Inputs  map[string]Entry `json:"inputs"`
	Outputs map[string]Entry `json:"outputs"`
	Note    string           `json:"note"`

	dir string
}

// An Entry describes one array and how it is compared.
type Entry struct {
	Array   string  `json:"array"`
	Shape   []int   `json:"shape"`
	Dtype   string  `json:"dtype"`
	Compare string  `json:"compare"`
	Abs     float64 `json:"abs"`
	Rel     float64 `json:"rel"`
}

// An Array is a dense row-major array; integers are kept as exact floats.
type Array struct {
	Shape []int
	Data  []float64
}

// Dir is the folder of vectors: EEGP_GOLDEN, or the copy in the project. A
// folder that holds a dsp folder may be named too.
func Dir() string {
	dir := os.Getenv("EEGP_GOLDEN")
	if dir == "" {
		_, file, _, _ := runtime.Caller(0)
		dir = filepath.Join(filepath.Dir(file), "..", "..", "..", "spec", "golden", "dsp")
	}
	if _, err := os.Stat(filepath.Join(dir, "dsp", "index.json")); err == nil {
		dir = filepath.Join(dir, "dsp")
	}
	return dir
}

// Load reads the index; a test without vectors cannot pass.
func Load(t testing.TB) *Set {
	t.Helper()
	dir := Dir()
	raw, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatalf("golden vectors: %v", err)
	}
	s := &Set{Dir: dir}
	if err := json.Unmarshal(raw, s); err != nil {
		t.Fatalf("golden index: %v", err)
	}
	for _, c := range s.Cases {
		c.dir = dir
	}
	return s
}

// Each runs f as a subtest for every case of a family whose file is present.
func (s *Set) Each(t *testing.T, family string, f func(t *testing.T, c *Case)) {
	t.Helper()
	n := 0
	for _, c := range s.Cases {
		if c.Family != family {
			continue
		}
		if _, err := os.Stat(filepath.Join(s.Dir, c.File)); err != nil {
			continue
		}
		n++
		t.Run(c.ID, func(t *testing.T) { f(t, c) })
	}
	if n == 0 {
		t.Fatalf("no golden vectors of family %s in %s", family, s.Dir)
	}
}

// Case finds a case by id, nil when the set lacks it.
func (s *Set) Case(id string) *Case {
	i := slices.IndexFunc(s.Cases, func(c *Case) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return s.Cases[i]
}

// In reads an input by its name.
func (c *Case) In(t testing.TB, name string) Array {
	t.Helper()
	e, ok := c.Inputs[name]
	if !ok {
		t.Fatalf("%s has no input %q", c.ID, name)
	}
	return c.read(t, e)
}

// Out reads an expected output by its name.
func (c *Case) Out(t testing.TB, name string) Array {
	t.Helper()
	e, ok := c.Outputs[name]
	if !ok {
		t.Fatalf("%s has no output %q", c.ID, name)
	}
	return c.read(t, e)
}

// Has reports whether the case expects an output.
func (c *Case) Has(name string) bool { _, ok := c.Outputs[name]; return ok }

// Number reads a numeric parameter; ok is false when it is absent or null.
func (c *Case) Number(name string) (v float64, ok bool) {
	switch p := c.Params[name].(type) {
	case float64:
		return p, true
	case string:
		switch p {
		case "nan":
			return math.NaN(), true
		case "inf":
			return math.Inf(1), true
		}
	}
	return 0, false
}

// Text reads a parameter that is a string, "" otherwise.
func (c *Case) Text(name string) string {
	s, _ := c.Params[name].(string)
	return s
}

func (c *Case) read(t testing.TB, e Entry) Array {
	t.Helper()
	r, err := npz.Open(filepath.Join(c.dir, c.File))
	if err != nil {
		t.Fatalf("%s: %v", c.ID, err)
	}
	defer r.Close()
	a := Array{Shape: e.Shape}
	key := e.Array + ".npy"
	switch e.Dtype {
	case "<i8":
		var ints []int64
		err = r.Read(key, &ints)
		for _, v := range ints {
			a.Data = append(a.Data, float64(v))
		}
	default:
		err = r.Read(key, &a.Data)
	}
	if err != nil {
		t.Fatalf("%s: %s: %v", c.ID, e.Array, err)
	}
	return a
}

// Check compares got with the expected output under its own rule and tolerance.
func (c *Case) Check(t testing.TB, name string, got []float64) {
	t.Helper()
	e, ok := c.Outputs[name]
	if !ok {
		t.Fatalf("%s has no output %q", c.ID, name)
	}
	want := c.read(t, e)
	if msg := compare(e, got, want); msg != "" {
		t.Errorf("%s: %s: %s", c.ID, name, msg)
	}
}

func compare(e Entry, got []float64, want Array) string {
	if e.Compare == "info" {
		return ""
	}
	if len(got) != len(want.Data) {
		return fmt.Sprintf("got %d values, want %d of shape %v", len(got), len(want.Data), want.Shape)
	}
	switch e.Compare {
	case "rows_sign":
		n := want.Shape[len(want.Shape)-1]
		for r := 0; r+n <= len(got); r += n {
			alignSign(got[r:r+n], want.Data[r:r+n], 1)
		}
	case "cols_sign":
		n := want.Shape[0]
		stride := len(got) / n
		for col := range stride {
			alignSign(got[col:], want.Data[col:], stride)
		}
	}
	worst, at := 0.0, -1
	for i, w := range want.Data {
		g := got[i]
		if g == w || math.IsNaN(g) && math.IsNaN(w) {
			continue
		}
		over := math.Abs(g-w) - (e.Abs + e.Rel*math.Abs(w))
		switch e.Compare {
		case "exact":
			over = math.Inf(1)
		case "bound_le":
			over = g - (w + e.Abs + e.Rel*math.Abs(g))
		}
		if math.IsNaN(over) {
			over = math.Inf(1)
		}
		if over > worst {
			worst, at = over, i
		}
	}
	if at < 0 {
		return ""
	}
	return fmt.Sprintf("element %d of shape %v: got %.12g, want %.12g (%s, abs %g, rel %g)",
		at, want.Shape, got[at], want.Data[at], e.Compare, e.Abs, e.Rel)
}

// alignSign flips got when it points against want.
func alignSign(got, want []float64, stride int) {
	dot := 0.0
	for i := 0; i < len(got) && i < len(want); i += stride {
		dot += got[i] * want[i]
	}
	if dot >= 0 {
		return
	}
	for i := 0; i < len(got) && i < len(want); i += stride {
		got[i] = -got[i]
	}
}
