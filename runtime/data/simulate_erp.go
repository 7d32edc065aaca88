package data

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/value"
)

// ERP simulates an oddball: rare targets among non-targets. Every stimulus
// evokes a short visual response at the back of the head; targets also evoke a
// positive wave over parietal cortex about 350 ms later (P300), whose latency
// varies from trial to trial. Responses of neighbouring stimuli overlap.
//
// SNR is the mean power of the P300 in the first 800 ms over the power of the
// background from 0.5 to 20 Hz, both averaged over channels.
type ERP struct {
	Simulation         // Trials counts targets
	Ratio      int     // non-targets for each target
	Interval   float64 // s from one stimulus to the next
}

// DefaultERP is four subjects with two sessions of 40 targets among 200
// non-targets.
func DefaultERP() ERP {
	return ERP{
		Ratio: 5, Interval: 0.4,
		Simulation: Simulation{Subjects: 4, Sessions: 2, Runs: 1, Trials: 40, Channels: erpMontage, Rate: 128, SNR: -10, Shift: 1, Line: 50},
	}
}

// Simulate makes the recordings, in the order of subject, session and run, with
// what each was made of.
func (e ERP) Simulate() ([]*value.Recording, []Truth, error) {
	if err := e.check(); err != nil {
		return nil, nil, err
	}
	if e.Ratio < 1 || e.Ratio > 1000 || !(e.Interval >= 0.1 && e.Interval <= 60) {
		return nil, nil, fmt.Errorf("an ERP simulation needs 1 to 1000 non-targets for each target and an interval between 0.1 and 60 s")
	}
	recs, truths := e.simulate("simulated.erp", []string{"target", "nontarget"}, e.layOut, e.fill)
	return recs, truths, nil
}

func (e ERP) layOut(p *recordingPlan) {
	order := p.shuffledClasses([]int{e.Trials, e.Trials * e.Ratio})
	p.spread(order, 2, 0.9*e.Interval, 0, 0.2*e.Interval)
}

// A bump is a wave shaped as a Gaussian.
type bump struct {
	latency, width float64 // s
	height         float64
}

// p300Power is the mean square of a bump of unit height and width 80 ms in
// 800 ms: width·√π / window.
var p300Power = p300Width * math.SqrtPi / 0.8

const p300Width = 0.08 // s, standard deviation

func (e ERP) fill(p *recordingPlan) {
	traits := p.ofSubject("waves")
	late := 0.35 + 0.02*p.Shift*clipped(traits)
	level := fromDecibels(p.SNR) * p.bandLevel(0.5, 20) * lognormal(traits, 0.1*p.Shift)
	early := []bump{{0.1, 0.018, 0.7}, {0.17, 0.025, -1}}
	visual, parietal := make([]float64, p.samples), make([]float64, p.samples)
	s := p.ofRun("responses")
	for _, o := range p.onsets {
		gain, jitter, strength := lognormal(s, 0.2), 0.025*clipped(s), lognormal(s, 0.3)
		for _, b := range early {
			b.height *= gain
			b.add(visual, o.sample, p.Rate)
		}
		if o.class == 0 {
			bump{late + jitter, p300Width, strength}.add(parietal, o.sample, p.Rate)
		}
	}
	add := func(name string, d dipole, level float64, wave []float64) {
		pattern := p.source(name, d)
		p.addSource(pattern, level, func(i int) float64 { return wave[i] })
		p.truth.Sources = append(p.truth.Sources, Source{Name: name, Pattern: pattern})
	}
	add("visual", underElectrodes("PO7", "PO8", "Oz"), 2, visual)
	add("target", underElectrodes("Pz", "CPz"), level/sqrt(p300Power), parietal)
}

// add puts the wave behind a stimulus.
func (b bump) add(wave []float64, onset int, rate float64) {
	from := max(0, onset+int((b.latency-4*b.width)*rate))
	to := min(len(wave), onset+int((b.latency+4*b.width)*rate))
	for i := from; i < to; i++ {
		z := (float64(i-onset)/rate - b.latency) / b.width
		wave[i] += b.height * math.Exp(-z*z/2)
	}
}
