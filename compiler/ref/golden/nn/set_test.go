package nn

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestEveryArrayReads(t *testing.T) {
	s := Load(t)
	for _, family := range s.Families() {
		s.Each(t, family, func(t *testing.T, c *Case) {
			for _, name := range c.Names("") {
				a := c.Array(t, name)
				if len(a.Axes) != 0 && len(a.Axes) != len(a.Shape) {
					t.Errorf("%s: axes %v of shape %v", name, a.Axes, a.Shape)
				}
			}
		})
	}
}

// Every gradient has its array's shape, and every upstream gradient its output's.
func TestShapesAgree(t *testing.T) {
	for _, c := range Load(t).Cases {
		for _, e := range slices.Concat(c.Inputs, c.Grads) {
			of := []string{}
			if name, ok := strings.CutPrefix(e.Name, "grad."); ok {
				of = []string{"in." + name, "w." + name}
			} else if name, ok := strings.CutPrefix(e.Name, "up."); ok {
				of = []string{"out." + name}
			}
			for _, name := range of {
				if o, ok := c.Entry(name); ok && !slices.Equal(o.Shape, e.Shape) {
					t.Errorf("%s: %s has shape %v, %s %v", c.ID, e.Name, e.Shape, name, o.Shape)
				}
			}
		}
	}
}

// TestOps lists the operators of every family with their numbers of cases.
func TestOps(t *testing.T) {
	s := Load(t)
	for _, family := range s.Families() {
		ops := s.Ops(family)
		if len(ops) == 0 {
			t.Errorf("%s has no operators", family)
		}
		for _, op := range ops {
			n := 0
			for _, c := range s.Cases {
				if c.Family == family && c.Op == op {
					n++
				}
			}
			t.Logf("%-10s %-32s %d", family, op, n)
		}
	}
}

func TestChooseFolder(t *testing.T) {
	write := func(dir, content string) {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "index.json"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root := t.TempDir()
	both, only := filepath.Join(root, "both"), filepath.Join(root, "only")
	write(filepath.Join(both, "nn"), "[]")
	write(filepath.Join(both, "dsp"), "{}")
	write(filepath.Join(only, "dsp"), "{}")
	for _, c := range []struct{ asked, want string }{
		{"", "own"},
		{both, filepath.Join(both, "nn")},
		{filepath.Join(both, "nn"), filepath.Join(both, "nn")},
		{only, "own"},
		{filepath.Join(only, "dsp"), "own"},
		{filepath.Join(root, "absent"), filepath.Join(root, "absent")},
	} {
		if got := choose(c.asked, "own"); got != c.want {
			t.Errorf("EEGP_GOLDEN=%q reads %q, want %q", c.asked, got, c.want)
		}
	}
}
