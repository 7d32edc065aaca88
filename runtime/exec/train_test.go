package exec_test

import (
	"testing"

	"github.com/eegp-lang/eegp/runtime/exec"
)

// tiny is a network that the float64 judge runs quickly.
const tiny = `
block tiny(drop = 0 %) : [channel, time] uV -> [class] =
  linear(mix: channel, to: filter=4)
  |> norm(per: filter, momentum: 0.1)
  |> elu
  |> pool(mean, over: time, by: 10)
  |> dropout(drop)
  |> dense(class)
`

// A network trained on labels without meaning is as good as chance on trials that
// it has not seen.
func TestTrainedNetworksDoNotPeek(t *testing.T) {
	r := runs(t, "eegp 1\nseed 3\n"+tiny+`
study leak {
  data = files("noise/{subject}_{session}.edf", events: { "a": a, "b": b }) |> trials(0..0.4 s)
  split = { session: leave_out(1, of: session, within: subject), subject: leave_out(1, of: subject) }
  methods = {
    plain: train(tiny, epochs: 6, batch: 8),
    stopped: train(tiny, epochs: 12, batch: 8, stop: patience(3)),
  }
}
`, exec.Options{Open: given(noise(11, 3, 2, 20))})
	for _, s := range r.Splits {
		for _, m := range s.Methods {
			if d := m.Scores[0].Mean - 0.5; d > 0.16 || d < -0.16 {
				t.Errorf("%s under %s scores %.3f on labels without meaning", m.Name, s.Name, m.Scores[0].Mean)
			}
		}
	}
}
