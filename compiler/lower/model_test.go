package lower_test

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// A recurrence over one step meets no state but zero: its recurrent kernel is never
// trained. The recurrent bias of a gated unit is.
func TestOneStepTrainsNoRecurrence(t *testing.T) {
	s := nn.Load(t)
	for _, name := range []string{"CNN_LSTM", "CNN_GRU", "Single_ConvLSTM2D"} {
		t.Run(name, func(t *testing.T) {
			j := judge(t, s.Case("model/"+name), twins[name], twins[name].expr(true))
			_, _, loss := j.judgedLoss()
			found := 0
			for _, w := range j.Weights {
				recurrent := strings.HasSuffix(w.Path, ".recurrent")
				if !recurrent && !strings.HasSuffix(w.Path, ".recurrent_bias") {
					continue
				}
				found++
				slope := 0.0
				if g := grad.Of(j.Graph, loss, []*graph.Node{w.Node})[0]; g != nil {
					slope = nn.Stats(j.run(t, g)[0].Data)[2]
				}
				if recurrent != (slope == 0) {
					t.Errorf("the largest gradient of %s is %g", w.Path, slope)
				}
			}
			if found == 0 {
				t.Error("there are no recurrent weights")
			}
		})
	}
}

// Kernels that walk along the electrodes depend on the order of the recording; a
// causal one sees no electrode behind its own.
func TestElectrodesAreASequence(t *testing.T) {
	s := nn.Load(t)
	for _, name := range []string{"Single_LSTM", "OneD_CNN", "OneD_CNN_Causal"} {
		j := judge(t, s.Case("model/"+name), twins[name], twins[name].expr(true))
		before := j.run(t, j.Applied)[0]
		x := j.env[j.Input]
		swapped := graph.NewArray(x.Shape)
		channels, samples := x.Shape.Of("channel"), x.Shape.Of("time")
		for i, v := range x.Data {
			trial, channel, sample := i/samples/channels, i/samples%channels, i%samples
			swapped.Data[(trial*channels+channels-1-channel)*samples+sample] = v
		}
		j.env[j.Input] = swapped
		if after := j.run(t, j.Applied)[0]; after.Data[0] == before.Data[0] {
			t.Errorf("%s does not see the order of electrodes", name)
		}
	}
}
