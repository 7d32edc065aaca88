package data

// A mixedSource is a source with its weight in µV at each channel.
type mixedSource struct {
	weights []float64
	next    func(sample int) float64
}

// blockSamples is how many samples of all sources are made before they are
// mixed into the channels, so that both stay in the cache.
const blockSamples = 256

// mix makes every source once, from its first sample to its last, and adds it
// to the channels with the noise of each electrode.
func (p *recordingPlan) mix() {
	rows := make([][]float64, len(p.sources))
	for k := range rows {
		rows[k] = make([]float64, blockSamples)
	}
	for from := 0; from < p.samples; from += blockSamples {
		to := min(from+blockSamples, p.samples)
		for k, s := range p.sources {
			row := rows[k]
			for i := from; i < to; i++ {
				row[i-from] = s.next(i)
			}
		}
		for c, x := range p.x {
			out, white := x[from:to], p.electrodes[c]
			for i := range out {
				out[i] = sensorLevel * white.next()
			}
			p.mixInto(out, rows, c)
		}
	}
}

// mixInto adds all sources to a block of one channel, four at a time, which
// saves three of four passes over the channel.
func (p *recordingPlan) mixInto(out []float64, rows [][]float64, c int) {
	k := 0
	for ; k+4 <= len(rows); k += 4 {
		w0, w1, w2, w3 := p.sources[k].weights[c], p.sources[k+1].weights[c], p.sources[k+2].weights[c], p.sources[k+3].weights[c]
		r0, r1, r2, r3 := rows[k][:len(out)], rows[k+1][:len(out)], rows[k+2][:len(out)], rows[k+3][:len(out)]
		for i := range out {
			out[i] += w0*r0[i] + w1*r1[i] + (w2*r2[i] + w3*r3[i])
		}
	}
	for ; k < len(rows); k++ {
		w, r := p.sources[k].weights[c], rows[k][:len(out)]
		for i := range out {
			out[i] += w * r[i]
		}
	}
}
