package signal

import "github.com/eegp-lang/eegp/compiler/ref/lane"

// laneRows lays up to four channels side by side. Lanes beyond the last channel
// repeat it: they do its work again.
func laneRows(group [][]float64) (rows [lane.Lanes][]float64) {
	for i := range rows {
		rows[i] = group[min(i, len(group)-1)]
	}
	return rows
}

// cascade is the filter at rest.
func (s SOS) cascade() *lane.Cascade {
	sections := make([]lane.Section, len(s))
	for i, q := range s {
		sections[i] = lane.Section(q)
	}
	return lane.Best().NewCascade(sections)
}

// settle sets the state to what a constant input of the given values leaves.
func settle(state []lane.State, step [][2]float64, level lane.Quad) {
	for i, z := range step {
		for c, v := range level {
			state[i].Z1[c], state[i].Z2[c] = z[0]*v, z[1]*v
		}
	}
}
