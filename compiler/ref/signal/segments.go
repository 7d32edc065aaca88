package signal

// A Segment is the run of samples from Start to Stop-1.
type Segment struct{ Start, Stop int }

// Contiguous lists the runs of n samples that lie outside every span, such as
// the pieces of a recording between its gaps.
func Contiguous(n int, gaps []Span, fs float64) []Segment {
	inGap := make([]bool, n)
	for _, g := range gaps {
		for i := max(Sample(g.Onset, fs), 0); i < min(Sample(g.Onset+g.Duration, fs), n); i++ {
			inGap[i] = true
		}
	}
	var out []Segment
	for i, gap := range inGap {
		switch {
		case gap:
		case i == 0 || inGap[i-1]:
			out = append(out, Segment{i, i + 1})
		default:
			out[len(out)-1].Stop = i + 1
		}
	}
	return out
}

// ZeroPhaseSegments is ZeroPhase for every segment on its own: nothing passes
// from one into another, and samples outside of all keep their value.
func ZeroPhaseSegments(x [][]float64, s SOS, segments []Segment) error {
	n, err := samples(x)
	if err != nil {
		return err
	}
	part := make([][]float64, len(x))
	for _, g := range segments {
		if g.Start < 0 || g.Stop > n || g.Start >= g.Stop {
			return &SegmentError{Segment: g, Samples: n}
		}
		for c, ch := range x {
			part[c] = ch[g.Start:g.Stop]
		}
		if err := ZeroPhase(part, s); err != nil {
			return err
		}
	}
	return nil
}
