package train_test

import (
	"math"
	"testing"

	"github.com/eegp-lang/eegp/runtime/train"
)

// Drifts a thousand times the signal and offsets of far more do not make rewritten
// networks train another way.
func TestDriftsAndOffsets(t *testing.T) {
	for _, c := range []struct{ drift, offset float64 }{{0, 0}, {30, 0}, {1000, 0}, {0, 1000}, {1000, 1e5}} {
		on := waves(1, 40, 2, 5, 64, 1)
		for i := range on.Len() {
			item := on.Item(i)
			for k := range item {
				item[k] += c.drift*math.Sin(float64(k%64)/20+float64(i)) + c.offset
			}
		}
		for _, more := range []string{"", ", augment: noise(1 %)"} {
			text := `
block net() : [channel, time] uV -> [class] =
  conv(over: time, kernel: 8, to: filter=4) |> norm(per: filter) |> linear(mix: channel, per: filter, to: depth=2) |> elu |> dense(class)
let m = train(net, epochs: 6, batch: 8` + more + `)
`
			loss := func(exact bool) (last float64) {
				fit(t, text, on, train.Options{Seed: 1, Exact: exact, Progress: func(p train.Progress) { last = p.Loss }})
				return last
			}
			if fast, exact := loss(false), loss(true); !(math.Abs(fast-exact) <= 1e-5) {
				t.Errorf("drift %g, offset %g%s: the loss is %g, exactly %g", c.drift, c.offset, more, fast, exact)
			}
		}
	}
}
