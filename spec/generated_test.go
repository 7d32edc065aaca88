package spec

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite generated files")

// TestGenerated fails when a generated file is not what the tables say.
func TestGenerated(t *testing.T) {
	errors, err := Errors()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"ops.md": Ops(), "errors.md": errors, "grammar.ebnf": Grammar()} {
		if *update {
			if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != want {
			t.Errorf("%s is stale; make docs rewrites it", name)
		}
	}
}
