package exec

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
)

// ApplyForTest applies a map to one trial, channel × time at a rate, and gives
// the result row by row.
func ApplyForTest(t *testing.T, call *types.Bound, x [][]float64, rate float64) [][]float64 {
	t.Helper()
	tensor := value.NewTensor([]string{"trial", "channel", "time"}, []int{1, len(x), len(x[0])})
	tensor.Rate = rate
	for i, row := range x {
		copy(tensor.Data[i*len(row):], row)
	}
	trials := &value.Trials{X: tensor, Origin: make([]value.Origin, 1)}
	out, err := applyMap(&types.Stage{Name: call.Op.Name, Bound: call}, trials)
	if err != nil {
		t.Fatal(err)
	}
	n := out.X.Shape[len(out.X.Shape)-1]
	if _, ok := op.Of(call).Does.(op.Trials); ok && len(out.X.Shape) == 2 {
		n = out.X.Stride()
	}
	return rows(out.Item(0), n)
}
