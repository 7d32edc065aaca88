package data

import (
	"math"
	"slices"

	"github.com/eegp-lang/eegp/compiler/ref/random"
)

func sqrt(v float64) float64 { return math.Sqrt(v) }

// ratio of amplitudes that a number of decibels stands for.
func fromDecibels(db float64) float64 { return math.Pow(10, db/20) }

// clipped is a normal draw kept within two standard deviations, so that no
// subject is a freak.
func clipped(s *random.Stream) float64 { return max(-2, min(2, s.Normal())) }

// lognormal is around 1 and positive.
func lognormal(s *random.Stream, spread float64) float64 { return math.Exp(spread * clipped(s)) }

func sortedNames(names []string) []string {
	out := slices.Clone(names)
	slices.Sort(out)
	return out
}

// addLine adds the mains: one phase everywhere, another strength at each
// electrode.
func (p *recordingPlan) addLine() {
	s := p.ofSession("line")
	pattern := make([]float64, len(p.Channels))
	for c := range pattern {
		pattern[c] = lognormal(s, 0.5)
	}
	phase := 2 * math.Pi * p.ofRun("line").Float64()
	step := 2 * math.Pi * p.Line / p.Rate
	p.addSource(pattern, lineLevel*math.Sqrt2, func(i int) float64 { return math.Sin(phase + step*float64(i)) })
}

// shuffledClasses is a balanced random order: every class count times.
func (p *recordingPlan) shuffledClasses(counts []int) []int {
	var order []int
	for class, n := range counts {
		for range n {
			order = append(order, class)
		}
	}
	p.ofRun("order").Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}

// spread lays the trials out: lead seconds, then trials of a length with
// pauses between least and most seconds.
func (p *recordingPlan) spread(order []int, lead, length, least, most float64) {
	s := p.ofRun("pauses")
	at := lead
	for _, class := range order {
		p.onsets = append(p.onsets, onset{sample: int(math.Round(at * p.Rate)), class: class})
		at += length + least + (most-least)*s.Float64()
	}
	p.samples = int(math.Ceil((at + lead) * p.Rate))
}

// smoothStep rises from 0 to 1 between two times.
func smoothStep(t, from, to float64) float64 {
	u := max(0, min(1, (t-from)/(to-from)))
	return u * u * (3 - 2*u)
}
