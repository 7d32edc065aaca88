package goldens

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/ref/golden/nn"
)

// The interpreter meets every vector.
func TestVectors(t *testing.T) {
	var lock sync.Mutex
	met := map[string]bool{}
	m := Interpreter()
	m.meet = func(id string) {
		lock.Lock()
		defer lock.Unlock()
		met[id] = true
	}
	for _, f := range Families() {
		t.Run(f.Name, func(t *testing.T) { f.Run(t, m) })
	}
	for _, c := range nn.Load(t).Cases {
		// Procedural numbers are no network.
		if c.Family != "proc" && !met[c.ID] {
			t.Errorf("nothing judges %s", c.ID)
		}
	}
}

// A recurrence over one step meets no state but zero: its recurrent kernel is never
// trained. The recurrent bias of a gated unit is.
func TestOneStepTrainsNoRecurrence(t *testing.T) {
	s := nn.Load(t)
	c := func(name string) *vector { return &vector{s.Case("model/" + name), Interpreter()} }
	for _, name := range []string{"CNN_LSTM", "CNN_GRU", "Single_ConvLSTM2D"} {
		t.Run(name, func(t *testing.T) {
			j := judge(t, c(name), twins[name], twins[name].expr(true))
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

// Kernels and memories that walk along the electrodes depend on the order of the
// recording.
func TestElectrodesAreASequence(t *testing.T) {
	s := nn.Load(t)
	c := func(name string) *vector { return &vector{s.Case("model/" + name), Interpreter()} }
	for _, name := range []string{"Single_LSTM", "OneD_CNN", "OneD_CNN_Causal"} {
		j := judge(t, c(name), twins[name], twins[name].expr(true))
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

func TestCounts(t *testing.T) {
	for name, m := range nn.Load(t).Models(t) {
		tw, ok := twins[name]
		if !ok {
			continue
		}
		for _, k := range m.Counts {
			t.Run(fmt.Sprint(name, " ", k.C, " ", k.T, " ", k.Classes), func(t *testing.T) {
				in := netkit.Axes("batch", 1, "channel", k.C, "time", k.T)
				n := netkit.Program(t, "use "+tw.use+"\n\nlet net = "+tw.expr(false)+"\n", "net", in, k.Classes, 0)
				trained, running := 0, 0
				for _, w := range n.Weights {
					trained += w.Shape.Count()
				}
				for _, s := range n.States {
					running += s.Shape.Count()
				}
				if trained != k.Trainable || trained+running != k.Total {
					t.Errorf("%d trained and %d in all, want %d and %d", trained, trained+running, k.Trainable, k.Total)
				}
			})
		}
	}
}
