package signal

import "github.com/eegp-lang/eegp/compiler/ref/lane"

// A Causal filter looks only at the past. It filters chunk by chunk and gives
// the same numbers however the signal is cut into chunks.
type Causal struct {
	sos      SOS
	channels int
	groups   []*lane.Cascade // four channels each
	step     bool
	begun    bool
}

// NewCausal makes a running filter for a number of channels. It starts at rest;
// with settled it starts in the step state of the first sample, as if the
// signal had always had that value, which avoids the start-up transient of an
// offset.
func NewCausal(s SOS, channels int, settled bool) *Causal {
	f := &Causal{sos: s, channels: channels, step: settled}
	f.groups = make([]*lane.Cascade, (channels+lane.Lanes-1)/lane.Lanes)
	for g := range f.groups {
		f.groups[g] = s.cascade()
	}
	return f
}

// Process filters the next samples of every channel in place. The number of
// channels must be that given to NewCausal.
func (f *Causal) Process(x [][]float64) error {
	n, err := samples(x)
	if err != nil || n == 0 {
		return err
	}
	if len(x) != f.channels {
		return &ChannelsError{Have: len(x), Want: f.channels}
	}
	for g, cascade := range f.groups {
		at := g * lane.Lanes
		rows := laneRows(x[at:min(at+lane.Lanes, len(x))])
		if f.step && !f.begun {
			var first lane.Quad
			for i, row := range rows {
				first[i] = row[0]
			}
			settle(cascade.State, f.sos.StepState(), first)
		}
		cascade.Forward(&rows)
	}
	f.begun = true
	return nil
}

// State is a channel's state after the last chunk: one pair for each section,
// transposed direct form II.
func (f *Causal) State(channel int) [][2]float64 {
	states, at := f.groups[channel/lane.Lanes].State, channel%lane.Lanes
	out := make([][2]float64, len(states))
	for i, st := range states {
		out[i] = [2]float64{st.Z1[at], st.Z2[at]}
	}
	return out
}
