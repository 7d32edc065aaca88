// Package nn reads the reference vectors of network operators, losses,
// optimisers and whole models, and compares results with them. The layout is
// that of spec/golden/nn/README.md. Only tests use it.
//
// A test of one operator reads like this:
//
//	s := nn.Load(t)
//	s.EachOp(t, "conv", "conv1d", func(t *testing.T, c *nn.Case) {
//		x := c.Array(t, "in.x")
//		y := convolve(x.Data, x.Shape, c.Params.Int(t, "stride"))
//		nn.Check64(t, c, "out.y", y, []string{"batch", "out_filter", "time"})
//	})
//
// TestOps, run with -v, lists the operators of every family.
package nn

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A Set is one folder of vectors with its index.
type Set struct {
	Dir   string
	Cases []*Case // in the order of the index
}

// Dir is the folder of vectors. EEGP_GOLDEN may name a folder that holds an nn
// folder, or an nn folder itself; without it, and when it names signal
// processing vectors alone, it is the copy in the project.
func Dir() string {
	_, file, _, _ := runtime.Caller(0)
	own := filepath.Join(filepath.Dir(file), "..", "..", "..", "..", "spec", "golden", "nn")
	return choose(os.Getenv("EEGP_GOLDEN"), own)
}

// choose picks among the folder asked for and the project's own. A folder that
// holds neither kind of vectors is returned as it is, so that Load names it.
func choose(asked, own string) string {
	if asked == "" {
		return own
	}
	if nested := filepath.Join(asked, "nn"); isFile(filepath.Join(nested, "index.json")) {
		return nested
	}
	if isFile(filepath.Join(asked, "dsp", "index.json")) {
		return own
	}
	raw, err := os.ReadFile(filepath.Join(asked, "index.json"))
	if err == nil && strings.HasPrefix(strings.TrimSpace(string(raw)), "{") {
		return own // the index of a dsp folder is an object, that of an nn folder an array
	}
	return asked
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
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
	if err := json.Unmarshal(raw, &s.Cases); err != nil {
		t.Fatalf("golden index of %s: %v", dir, err)
	}
	for _, c := range s.Cases {
		c.complete(s)
	}
	return s
}

// Each runs f as a parallel subtest for every case of a family.
func (s *Set) Each(t *testing.T, family string, f func(t *testing.T, c *Case)) {
	t.Helper()
	s.each(t, func(c *Case) bool { return c.Family == family }, family, f)
}

// EachOp runs f as a parallel subtest for every case of one operator.
func (s *Set) EachOp(t *testing.T, family, op string, f func(t *testing.T, c *Case)) {
	t.Helper()
	s.each(t, func(c *Case) bool { return c.Family == family && c.Op == op }, family+" "+op, f)
}

func (s *Set) each(t *testing.T, keep func(*Case) bool, what string, f func(t *testing.T, c *Case)) {
	t.Helper()
	n := 0
	for _, c := range s.Cases {
		if !keep(c) {
			continue
		}
		n++
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			f(t, c)
		})
	}
	if n == 0 {
		t.Fatalf("no golden vectors of %s in %s", what, s.Dir)
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

// Families lists the families in the order of the index.
func (s *Set) Families() []string {
	var out []string
	for _, c := range s.Cases {
		if !slices.Contains(out, c.Family) {
			out = append(out, c.Family)
		}
	}
	return out
}

// Ops lists the operators of a family in alphabetical order.
func (s *Set) Ops(family string) []string {
	var out []string
	for _, c := range s.Cases {
		if c.Family == family && !slices.Contains(out, c.Op) {
			out = append(out, c.Op)
		}
	}
	slices.Sort(out)
	return out
}
