package train_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/runtime/train"
)

// What goes wrong is told with the layer in which it began.
func TestDivergenceNamesTheLayer(t *testing.T) {
	good := waves(1, 24, 2, 3, 16, 1)
	holed := waves(1, 24, 2, 3, 16, 1)
	holed.X.Data[100] = math.NaN()
	for _, c := range []struct {
		name, text, layer string
		on                *value.Trials
	}{
		{"input", `let m = train(small, batch: 8)`, "the trials", holed},
		{"a root of negative numbers", `
block rooted() : [channel, time] uV -> [class] {
  let y = x |> linear(mix: channel, to: filter=4)
  y ^ 0.5 |> dense(class)
}
let m = train(rooted, batch: 8)`, "rooted", good},
		{"a layer", `let m = train(widened, batch: 8)
block widened() : [channel, time] uV -> [class] = wide(1e39) |> dense(class)
block wide(by = 0.5) : [channel, time] uV -> [filter, time] uV {
  let y = x |> linear(mix: channel, to: filter=4)
  y * by
}
`, "wide", good},
	} {
		_, err := train.Fit(typed(t, small+c.text, c.on), c.on, train.Options{Seed: 1})
		var bad *train.DivergedError
		if !errors.As(err, &bad) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !strings.Contains(bad.Layer, c.layer) || bad.Epoch != 1 {
			t.Errorf("%s: %v", c.name, bad)
		}
	}
}

func TestWhatCannotBeTrained(t *testing.T) {
	on := waves(1, 24, 2, 3, 16, 1)
	one := waves(1, 24, 2, 3, 16, 1)
	for i := range one.Labels {
		one.Labels[i] = 1
	}
	for _, c := range []struct {
		text, want string
		on         *value.Trials
	}{
		{`let m = train(small, batch: 25)`, "a batch of 25 trials, and only 24", on},
		{`let m = train(small, batch: 20, validation: 30 %)`, "a batch of 20 trials, and only 1", on},
		{`let m = train(small)`, "all 24 training trials are c1", one},
		{`let net = small
let m = train(net, freeze: net)`, "every weight is frozen", on},
		{`let m = train(small, validation: leave_out(1, of: subject))`, "no validation part can be cut by leave_out", on},
		{`block three() : [channel, time] uV -> [class] = dense(class=3)
let m = train(three)`, "[class=3]", on},
	} {
		_, err := train.Fit(typed(t, small+c.text, c.on), c.on, train.Options{Seed: 1})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.text, err)
		}
	}
}
