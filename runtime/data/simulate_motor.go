package data

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/compiler/value"
)

// MotorImagery simulates cued imagery of movements. Each body part has a patch
// of motor cortex with a mu rhythm (9 to 12 Hz) and a beta rhythm of about twice
// that frequency. From half a second after the cue, the imagined part's rhythms
// lose amplitude (event-related desynchronisation) and the others gain a
// little, as described by Pfurtscheller and Lopes da Silva (1999).
//
// SNR is the power of all these rhythms at rest over the power of the
// background from 8 to 30 Hz, both averaged over channels.
type MotorImagery struct {
	Simulation
	Classes []string // of left_hand, right_hand, feet, tongue
}

// DefaultMotorImagery is four subjects with two sessions of 40 trials of each
// hand on the 22 channels of BCI competition IV.
func DefaultMotorImagery() MotorImagery {
	return MotorImagery{
		Classes:    []string{"left_hand", "right_hand"},
		Simulation: Simulation{Subjects: 4, Sessions: 2, Runs: 1, Trials: 40, Channels: motorMontage, Rate: 128, Shift: 1, Line: 50},
	}
}

// motorAreas are the cortical patches; a hand's lies on the other side.
var motorAreas = []struct {
	class string
	under []dipole
}{
	{"left_hand", []dipole{underElectrodes("C4")}},
	{"right_hand", []dipole{underElectrodes("C3")}},
	{"feet", []dipole{underElectrodes("Cz")}},
	{"tongue", []dipole{underElectrodes("C5", "T7"), underElectrodes("C6", "T8")}},
}

const (
	imageryLength = 4.0  // s
	muPower       = 0.65 // of a patch's power; the rest is beta
	depthMean     = 0.45 // amplitude lost in imagery
	depthSpread   = 0.2  // of the loss, between trials
	arousal       = 0.25 // spread of a rhythm's amplitude between trials
	reboundMean   = 0.15 // amplitude gained elsewhere
)

// Simulate makes the recordings, in the order of subject, session and run, with
// what each was made of.
func (m MotorImagery) Simulate() ([]*value.Recording, []Truth, error) {
	if err := m.check(); err != nil {
		return nil, nil, err
	}
	if len(m.Classes) < 2 {
		return nil, nil, fmt.Errorf("motor imagery needs two classes or more")
	}
	for i, c := range m.Classes {
		if motorArea(c) < 0 || slices.Contains(m.Classes[:i], c) {
			return nil, nil, fmt.Errorf("the classes of motor imagery are left_hand, right_hand, feet and tongue, each once; %q is not", c)
		}
	}
	recs, truths := m.simulate("simulated.motor_imagery", m.Classes, m.layOut, m.fill)
	return recs, truths, nil
}

func motorArea(class string) int {
	for i, a := range motorAreas {
		if a.class == class {
			return i
		}
	}
	return -1
}

func (m MotorImagery) layOut(p *recordingPlan) {
	counts := make([]int, len(m.Classes))
	for i := range counts {
		counts[i] = m.Trials
	}
	p.spread(p.shuffledClasses(counts), 2, imageryLength, 1, 1.5)
}

// fill adds the rhythms of every area that a class names.
func (m MotorImagery) fill(p *recordingPlan) {
	traits := p.ofSubject("rhythms")
	mu := 10.5 + 0.6*p.Shift*clipped(traits)
	beta := 2*mu + 0.8*p.Shift*clipped(traits)
	patches := 0
	for _, c := range m.Classes {
		patches += len(motorAreas[motorArea(c)].under)
	}
	level := fromDecibels(p.SNR) * p.bandLevel(8, 30) / sqrt(float64(patches))
	level *= lognormal(traits, 0.1*p.Shift)
	for class, name := range m.Classes {
		gains := m.gains(p, class)
		for k, d := range motorAreas[motorArea(name)].under {
			id := uint64(motorArea(name)*2 + k)
			pattern := p.source(fmt.Sprintf("%s %d", name, k), d)
			slow, fast := newRhythm(p.Rate, mu, 2, p.ofRun("mu", id)), newRhythm(p.Rate, beta, 5, p.ofRun("beta", id))
			low, high := sqrt(muPower), sqrt(1-muPower)
			p.addSource(pattern, level, func(i int) float64 { return gains[i] * (low*slow.next() + high*fast.next()) })
			p.truth.Sources = append(p.truth.Sources, Source{Name: name, Pattern: pattern, Frequencies: []float64{mu, beta}})
		}
	}
}

// gains is the amplitude of a class's rhythms over time: around 1 at rest.
func (m MotorImagery) gains(p *recordingPlan, class int) []float64 {
	gains := make([]float64, p.samples)
	for i := range gains {
		gains[i] = 1
	}
	depth := depthMean * lognormal(p.ofSubject("depth"), 0.2*p.Shift)
	s := p.ofRun("depth", uint64(class))
	for _, o := range p.onsets {
		change := reboundMean * lognormal(s, 0.5)
		if o.class == class {
			change = -max(0, min(0.9, depth+depthSpread*s.Normal()))
		}
		state := lognormal(s, arousal)
		end := min(len(gains), o.sample+int((imageryLength+1)*p.Rate))
		for i := o.sample; i < end; i++ {
			t := float64(i-o.sample) / p.Rate
			during := smoothStep(t, 0.2, 0.8) * (1 - smoothStep(t, imageryLength, imageryLength+0.8))
			gains[i] *= 1 + (state*(1+change)-1)*during
		}
	}
	return gains
}
