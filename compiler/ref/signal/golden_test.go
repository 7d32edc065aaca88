package signal

import (
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

// A handler computes what a reference function computes and compares.
type handler func(t *testing.T, c *golden.Case)

// runFamily judges every case whose function has a handler; the longest name
// that begins the case's function decides. A case without a handler, or with a nil one, is skipped by name.
func runFamily(t *testing.T, family string, handlers map[string]handler) {
	golden.Load(t).Each(t, family, func(t *testing.T, c *golden.Case) {
		function, best := c.Text("function"), ""
		for name := range handlers {
			if strings.HasPrefix(function, name) && len(name) > len(best) {
				best = name
			}
		}
		if handlers[best] == nil {
			t.Skipf("no operator needs it, so it is not judged: %s (%s)", function, c.Tier)
		}
		handlers[best](t, c)
	})
}

// matrix views an array of two dimensions as rows.
func matrix(a golden.Array) [][]float64 {
	n := a.Shape[len(a.Shape)-1]
	rows := make([][]float64, 0, len(a.Data)/max(n, 1))
	for i := 0; i+n <= len(a.Data) && n > 0; i += n {
		rows = append(rows, a.Data[i:i+n])
	}
	return rows
}

func flat(x [][]float64) []float64 {
	var out []float64
	for _, row := range x {
		out = append(out, row...)
	}
	return out
}

func cloned(x [][]float64) [][]float64 {
	out := make([][]float64, len(x))
	for i, row := range x {
		out[i] = append([]float64(nil), row...)
	}
	return out
}

func number(t *testing.T, c *golden.Case, name string) float64 {
	t.Helper()
	v, ok := c.Number(name)
	if !ok {
		t.Fatalf("%s has no number %q", c.ID, name)
	}
	return v
}

// orZero is a parameter that may be null.
func orZero(c *golden.Case, name string) float64 {
	v, _ := c.Number(name)
	return v
}

// numbers is a parameter that is a number or a list of numbers; null is NaN.
func numbers(v any) []float64 {
	switch v := v.(type) {
	case float64:
		return []float64{v}
	case []any:
		out := make([]float64, len(v))
		for i, e := range v {
			f, ok := e.(float64)
			if !ok {
				f = math.NaN()
			}
			out[i] = f
		}
		return out
	}
	return nil
}

func texts(v any) []string {
	list, _ := v.([]any)
	out := make([]string, len(list))
	for i, e := range list {
		out[i], _ = e.(string)
	}
	return out
}

func ints(v []int) []float64 {
	out := make([]float64, len(v))
	for i, n := range v {
		out[i] = float64(n)
	}
	return out
}

func toInts(v []float64) []int {
	out := make([]int, len(v))
	for i, f := range v {
		out[i] = int(f)
	}
	return out
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
