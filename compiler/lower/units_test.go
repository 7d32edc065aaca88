package lower_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
)

// A voltage in a block is in the units of the data, whatever unit it is written in.
func TestVoltagesAreInMicrovolts(t *testing.T) {
	for _, one := range []string{"1 uV", "0.001 mV"} {
		n := netkit.Program(t, "block plain() : [channel, time] uV -> [channel, time] {\n  x / "+one+"\n}\n\nlet net = plain\n", "net", netkit.Axes("batch", 1, "channel", 1, "time", 2), 0, 0)
		got := netkit.Run(t, map[string]graph.Array{"x": {Shape: n.Input.Shape, Data: []float64{3, -4}}}, n.Applied)[0]
		if got.Data[0] != 3 || got.Data[1] != -4 {
			t.Errorf("x / %s is %v", one, got.Data)
		}
	}
}
