package nn

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sbinet/npyio/npz"
)

// A Case is one set of inputs and weights with the outputs and gradients
// expected of them.
type Case struct {
	ID          string    `json:"id"` // family/name
	Family      string    `json:"-"`
	Op          string    `json:"op"`
	File        string    `json:"file"`
	Params      Params    `json:"params"`
	Inputs      []Entry   `json:"inputs"`  // in.*, w.*, state.*, up.*
	Outputs     []Entry   `json:"outputs"` // out.*
	Grads       []Entry   `json:"grads"`   // grad.*
	Tolerance   Tolerance `json:"tolerance"`
	Tolerance64 Tolerance `json:"tolerance64"`
	Note        string    `json:"note"` // the formula or convention

	set *Set
}

// A Tolerance holds an absolute and a relative bound.
type Tolerance struct {
	Abs float64 `json:"abs"`
	Rel float64 `json:"rel"`
}

// An Entry describes one array and how it is compared: a float32 result within
// Abs + Rel*|want|.
type Entry struct {
	Name   string   `json:"name"`
	Shape  []int    `json:"shape"`
	Dtype  string   `json:"dtype"` // float32, float64 or int64
	Axes   []string `json:"axes"`  // none for scalars and some vectors
	Abs    float64  `json:"abs"`
	Rel    float64  `json:"-"`       // tolerance.rel of the case
	F32Err float64  `json:"f32_err"` // largest error of the same graph in float32
}

// complete fills what the index says of a case rather than of an entry.
func (c *Case) complete(s *Set) {
	c.set = s
	c.Family, _, _ = strings.Cut(c.ID, "/")
	for _, list := range [][]Entry{c.Inputs, c.Outputs, c.Grads} {
		for i := range list {
			list[i].Rel = c.Tolerance.Rel
		}
	}
}

// Entry finds the entry of an array stored in the case by its full name, such
// as "in.x", "w.kernel", "up.y", "out.y" or "grad.kernel".
func (c *Case) Entry(name string) (Entry, bool) {
	for _, list := range [][]Entry{c.Inputs, c.Outputs, c.Grads} {
		i := slices.IndexFunc(list, func(e Entry) bool { return e.Name == name })
		if i >= 0 {
			return list[i], true
		}
	}
	return Entry{}, false
}

// Has reports whether an array is stored in the case.
func (c *Case) Has(name string) bool { _, ok := c.Entry(name); return ok }

// Names lists the stored arrays with a prefix, such as "w." or "grad.", in the
// order of the index.
func (c *Case) Names(prefix string) []string {
	var out []string
	for _, list := range [][]Entry{c.Inputs, c.Outputs, c.Grads} {
		for _, e := range list {
			if strings.HasPrefix(e.Name, prefix) {
				out = append(out, e.Name)
			}
		}
	}
	return out
}

// Array reads a stored array by its full name.
func (c *Case) Array(t testing.TB, name string) Array {
	t.Helper()
	e, ok := c.Entry(name)
	if !ok {
		t.Fatalf("%s has no array %q; it has %s", c.ID, name, strings.Join(c.Names(""), ", "))
	}
	a, err := c.read(e)
	if err != nil {
		t.Fatalf("%s: %s: %v", c.ID, name, err)
	}
	return a
}

// Scalar reads a stored array of one value.
func (c *Case) Scalar(t testing.TB, name string) float64 {
	t.Helper()
	a := c.Array(t, name)
	if len(a.Data) != 1 {
		t.Fatalf("%s: %s has shape %v, no scalar", c.ID, name, a.Shape)
	}
	return a.Data[0]
}

var dtypes = map[string]string{"float32": "<f4", "float64": "<f8", "int64": "<i8"}

// read takes one member of the case's archive and holds it against its entry.
func (c *Case) read(e Entry) (Array, error) {
	r, err := npz.Open(filepath.Join(c.set.Dir, filepath.FromSlash(c.File)))
	if err != nil {
		return Array{}, err
	}
	defer r.Close()
	key := e.Name + ".npy"
	h := r.Header(key)
	if h == nil {
		return Array{}, fmt.Errorf("missing in %s", c.File)
	}
	if h.Descr.Type != dtypes[e.Dtype] || h.Descr.Fortran || !slices.Equal(h.Descr.Shape, e.Shape) {
		return Array{}, fmt.Errorf("stored as %s %v, the index says %s %v", h.Descr.Type, h.Descr.Shape, e.Dtype, e.Shape)
	}
	a := Array{Axes: e.Axes, Shape: e.Shape}
	switch e.Dtype {
	case "int64":
		a.Data, err = widen[int64](r, key)
	case "float32":
		a.Data, err = widen[float32](r, key)
	default:
		err = r.Read(key, &a.Data)
	}
	if err == nil && len(a.Data) != size(e.Shape) {
		err = fmt.Errorf("%d values for shape %v", len(a.Data), e.Shape)
	}
	return a, err
}

func widen[T int64 | float32](r *npz.Reader, key string) ([]float64, error) {
	var raw []T
	if err := r.Read(key, &raw); err != nil {
		return nil, err
	}
	out := make([]float64, len(raw))
	for i, v := range raw {
		out[i] = float64(v)
	}
	return out, nil
}
