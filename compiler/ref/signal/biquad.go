package signal

// lanes is how many channels are filtered side by side. A biquad's next output
// waits for its last one; four independent chains fill that wait.
const lanes = 4

// blockLen samples of all lanes stay in the first-level cache while every
// section passes over them.
const blockLen = 512

// A laneState is one section's transposed direct form II state, a value for
// each lane.
type laneState struct{ z1, z2 [lanes]float64 }

// run filters x in place through the whole cascade, carrying state.
func (s SOS) run(x [][lanes]float64, state []laneState) {
	for len(x) > 0 {
		n := min(len(x), blockLen)
		for i := range s {
			s[i].run(x[:n], &state[i])
		}
		x = x[n:]
	}
}

func (q *Section) run(x [][lanes]float64, st *laneState) {
	b0, b1, b2, a1, a2 := q.B0, q.B1, q.B2, q.A1, q.A2
	p0, p1, p2, p3 := st.z1[0], st.z1[1], st.z1[2], st.z1[3]
	r0, r1, r2, r3 := st.z2[0], st.z2[1], st.z2[2], st.z2[3]
	for i := range x {
		v := &x[i]
		u := v[0]
		y := b0*u + p0
		v[0] = y
		p0 = b1*u + r0 - a1*y
		r0 = b2*u - a2*y

		u = v[1]
		y = b0*u + p1
		v[1] = y
		p1 = b1*u + r1 - a1*y
		r1 = b2*u - a2*y

		u = v[2]
		y = b0*u + p2
		v[2] = y
		p2 = b1*u + r2 - a1*y
		r2 = b2*u - a2*y

		u = v[3]
		y = b0*u + p3
		v[3] = y
		p3 = b1*u + r3 - a1*y
		r3 = b2*u - a2*y
	}
	st.z1 = [lanes]float64{p0, p1, p2, p3}
	st.z2 = [lanes]float64{r0, r1, r2, r3}
}

// settle sets the state to what a constant input of the given values leaves.
func settle(state []laneState, step [][2]float64, level [lanes]float64) {
	for i, z := range step {
		for c, v := range level {
			state[i].z1[c], state[i].z2[c] = z[0]*v, z[1]*v
		}
	}
}
