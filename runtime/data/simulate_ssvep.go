package data

import (
	"fmt"
	"math"
	"strconv"

	"github.com/eegp-lang/eegp/compiler/value"
)

// SSVEP simulates steady-state visual evoked potentials: while a light flickers,
// visual cortex follows its frequency and the multiples of it, an eighth of a
// second behind, with the same phase in every trial.
//
// SNR is the power of the response over the power of the background from 5 to
// 45 Hz, both averaged over channels.
type SSVEP struct {
	Simulation
	Frequencies []float64 // Hz; classes are named "8 Hz"
	Harmonics   int       // multiples of the frequency, the fundamental included
}

// DefaultSSVEP is four subjects with two sessions of 15 trials of each of four
// frequencies.
func DefaultSSVEP() SSVEP {
	return SSVEP{
		Frequencies: []float64{8, 10, 12, 15}, Harmonics: 3,
		Simulation: Simulation{Subjects: 4, Sessions: 2, Runs: 1, Trials: 15, Channels: ssvepMontage, Rate: 256, SNR: -8, Shift: 1, Line: 50},
	}
}

const (
	flickerLength  = 4.0   // s
	flickerLatency = 0.125 // s
)

// Simulate makes the recordings, in the order of subject, session and run, with
// what each was made of.
func (v SSVEP) Simulate() ([]*value.Recording, []Truth, error) {
	if err := v.check(); err != nil {
		return nil, nil, err
	}
	if len(v.Frequencies) < 2 || v.Harmonics < 1 {
		return nil, nil, fmt.Errorf("an SSVEP simulation needs two frequencies and one harmonic or more")
	}
	classes := make([]string, len(v.Frequencies))
	seen := map[float64]bool{}
	for i, f := range v.Frequencies {
		if !(f > 0 && f < v.Rate/2) || seen[f] {
			return nil, nil, fmt.Errorf("flicker frequencies are different and lie below half the rate; %g Hz does not", f)
		}
		seen[f] = true
		classes[i] = strconv.FormatFloat(f, 'g', -1, 64) + " Hz"
	}
	recs, truths := v.simulate("simulated.ssvep", classes, v.layOut, v.fill)
	return recs, truths, nil
}

func (v SSVEP) layOut(p *recordingPlan) {
	counts := make([]int, len(v.Frequencies))
	for i := range counts {
		counts[i] = v.Trials
	}
	p.spread(p.shuffledClasses(counts), 2, flickerLength, 1, 1.5)
}

// fill adds two patches of visual cortex, the one on the midline twice as
// strong as the other.
func (v SSVEP) fill(p *recordingPlan) {
	level := fromDecibels(p.SNR) * p.bandLevel(5, 45) * lognormal(p.ofSubject("strength"), 0.15*p.Shift)
	for k, d := range []dipole{underElectrodes("Oz"), underElectrodes("PO7", "O1")} {
		wave := v.response(p, uint64(k))
		pattern := p.source(fmt.Sprintf("visual %d", k), d)
		p.addSource(pattern, level*sqrt([]float64{0.8, 0.2}[k]), func(i int) float64 { return wave[i] })
		p.truth.Sources = append(p.truth.Sources, Source{Name: fmt.Sprintf("visual %d", k), Pattern: pattern, Frequencies: v.Frequencies})
	}
}

// response is a patch's activity over time: sines of power 1 in all, the n-th
// multiple with 1/n of the amplitude of the first.
func (v SSVEP) response(p *recordingPlan, patch uint64) []float64 {
	wave := make([]float64, p.samples)
	trialGain := p.ofRun("strength", patch)
	total := 0.0
	for n := 1; n <= v.Harmonics; n++ {
		total += 1 / float64(n*n)
	}
	for _, o := range p.onsets {
		gain := lognormal(trialGain, 0.3) * sqrt(2/total)
		begin := o.sample + int(flickerLatency*p.Rate)
		end := min(len(wave), begin+int(flickerLength*p.Rate))
		for n := 1; n <= v.Harmonics; n++ {
			f := v.Frequencies[o.class] * float64(n)
			if f >= p.Rate/2 {
				continue
			}
			phase := 2 * math.Pi * v.phase(p, o.class, n, patch)
			for i := begin; i < end; i++ {
				t := float64(i-begin) / p.Rate
				wave[i] += gain / float64(n) * smoothStep(t, 0, 0.2) * math.Sin(2*math.Pi*f*t+phase)
			}
		}
	}
	return wave
}

// phase of a multiple, in turns: the subject's own, the same in every trial.
func (v SSVEP) phase(p *recordingPlan, class, harmonic int, patch uint64) float64 {
	s := p.ofSubject(fmt.Sprintf("phase %d %d %d", class, harmonic, patch))
	return s.Float64()
}
