package signal

// A Causal filter looks only at the past. It filters chunk by chunk and gives
// the same numbers however the signal is cut into chunks.
type Causal struct {
	sos      SOS
	channels int
	state    [][]laneState // group of channels, section
	step     bool
	begun    bool
}

// NewCausal makes a running filter for a number of channels. It starts at rest;
// with settled it starts in the step state of the first sample, as if the
// signal had always had that value, which avoids the start-up transient of an
// offset.
func NewCausal(s SOS, channels int, settled bool) *Causal {
	f := &Causal{sos: s, channels: channels, step: settled}
	f.state = make([][]laneState, (channels+lanes-1)/lanes)
	for g := range f.state {
		f.state[g] = make([]laneState, len(s))
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
	buf := make([][lanes]float64, min(n, blockLen))
	var rows [lanes][]float64
	for c := 0; c < len(x); c += lanes {
		group, state := x[c:min(c+lanes, len(x))], f.state[c/lanes]
		if f.step && !f.begun {
			var first [lanes]float64
			for lane, ch := range group {
				first[lane] = ch[0]
			}
			settle(state, f.sos.StepState(), first)
		}
		for at := 0; at < n; at += blockLen {
			part := buf[:min(blockLen, n-at)]
			for lane, ch := range group {
				rows[lane] = ch[at : at+len(part)]
			}
			interleave(part, rows[:len(group)])
			f.sos.run(part, state)
			deinterleave(rows[:len(group)], part)
		}
	}
	f.begun = true
	return nil
}

// State is a channel's state after the last chunk: one pair for each section,
// transposed direct form II.
func (f *Causal) State(channel int) [][2]float64 {
	group, lane := f.state[channel/lanes], channel%lanes
	out := make([][2]float64, len(group))
	for i, st := range group {
		out[i] = [2]float64{st.z1[lane], st.z2[lane]}
	}
	return out
}
