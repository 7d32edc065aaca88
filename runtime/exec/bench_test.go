package exec_test

import (
	"context"
	"os"
	"testing"

	"github.com/eegp-lang/eegp/runtime/exec"
)

// BenchmarkFirstLook is the program that `make run` runs.
func BenchmarkFirstLook(b *testing.B) {
	text, err := os.ReadFile("../../examples/first_look.eegp")
	if err != nil {
		b.Fatal(err)
	}
	p := only(b, string(text))
	for b.Loop() {
		exec.Run(context.Background(), p, exec.Options{Open: exec.Opener{}.Open})
	}
}
