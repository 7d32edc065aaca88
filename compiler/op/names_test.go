package op_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
)

// The table finds a row by its name, so that two rows of one name would hide one.
func TestNamesAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, f := range op.Families() {
		for _, o := range f.Ops {
			if first, twice := seen[o.Name]; twice {
				t.Errorf("%s stands in %q and in %q", o.Name, first, f.Title)
			}
			seen[o.Name] = f.Title
		}
	}
}
