package data

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/eegp-lang/eegp/compiler/ref/random"
	"github.com/eegp-lang/eegp/compiler/value"
)

// A Simulation says how much to simulate and how hard to make it. Every sample
// is a function of these values alone.
type Simulation struct {
	Subjects, Sessions, Runs int
	Trials                   int      // of each class in each run
	Channels                 []string // names of the 10-10 system
	Rate                     float64  // Hz
	SNR                      float64  // dB, see each kind of simulation
	Shift                    float64  // how much subjects and sessions differ; 1 is usual, 0 makes them alike
	Line                     float64  // Hz of the mains, 0 for none
	Seed                     uint64
}

// A Truth is what a simulated recording was made of.
type Truth struct {
	Key     value.Key
	Sources []Source
}

// A Source is one task-related generator: its pattern is its weight at each
// channel, with a mean square of 1, its frequencies are in Hz.
type Source struct {
	Name        string
	Pattern     []float64
	Frequencies []float64
}

const (
	backgroundSources = 16
	backgroundLevel   = 10.0 // µV, root mean square over channels
	sensorLevel       = 2.0  // µV
	lineLevel         = 2.0  // µV
	alphaLevel        = 5.0  // µV at the back of the head
)

// check refuses values that make no recording.
func (s *Simulation) check() error {
	for _, n := range []struct {
		name  string
		value int
		most  int
	}{{"subjects", s.Subjects, 10000}, {"sessions", s.Sessions, 1000}, {"runs", s.Runs, 1000}, {"trials", s.Trials, 100000}} {
		if n.value < 1 || n.value > n.most {
			return fmt.Errorf("a simulation needs 1 to %d %s, not %d", n.most, n.name, n.value)
		}
	}
	if !(s.Rate >= 64 && s.Rate <= 10000) {
		return fmt.Errorf("a simulation's rate lies between 64 and 10000 Hz, not at %g Hz", s.Rate)
	}
	if !(s.SNR >= -100 && s.SNR <= 100) || !(s.Shift >= 0 && s.Shift <= 10) || !(s.Line >= 0 && s.Line < s.Rate/2) {
		return errors.New("a simulation needs an snr between -100 and 100 dB, a shift between 0 and 10 and a mains frequency below half the rate")
	}
	seen := map[string]bool{}
	for _, c := range s.Channels {
		if _, ok := Position(c); !ok || seen[c] {
			return fmt.Errorf("a simulation's channels are different names of the 10-10 system; %q is not", c)
		}
		seen[c] = true
	}
	if len(s.Channels) < 2 {
		return errors.New("a simulation needs two channels or more")
	}
	return nil
}

// An onset is the plan for one trial.
type onset struct {
	sample int
	class  int
}

// A recordingPlan is what the parts of a simulation share while they make one
// recording. Streams are named by what they draw and for whom.
type recordingPlan struct {
	Simulation
	kind                  string
	subject, session, run int
	head                  head
	samples               int
	onsets                []onset
	x                     [][]float64
	truth                 Truth
	sources               []mixedSource
	electrodes            []*noise
}

// ofSubject, ofSession and ofRun are streams that stay the same for everything
// of that subject, session or run.
func (p *recordingPlan) ofSubject(what string) *random.Stream {
	return random.New(p.Seed, p.kind+"/"+what, uint64(p.subject))
}

func (p *recordingPlan) ofSession(what string) *random.Stream {
	return random.New(p.Seed, p.kind+"/"+what, uint64(p.subject), uint64(p.session))
}

func (p *recordingPlan) ofRun(what string, more ...uint64) *random.Stream {
	return random.New(p.Seed, p.kind+"/"+what, append([]uint64{uint64(p.subject), uint64(p.session), uint64(p.run)}, more...)...)
}

// source is a task-related dipole as it is in this subject and session.
func (p *recordingPlan) source(name string, d dipole) []float64 {
	const subjectMove, sessionMove = 0.06, 0.02
	d = d.moved(subjectMove*p.Shift, p.ofSubject("source "+name))
	d = d.moved(sessionMove*p.Shift, p.ofSession("source "+name))
	return p.head.pattern(d)
}

// simulate makes every recording, on all cores; each depends on nothing but its
// own numbers. make fills the samples of one plan whose head and size are set
// by layOut.
func (s Simulation) simulate(kind string, classes []string, layOut, fill func(*recordingPlan)) ([]*value.Recording, []Truth) {
	n := s.Subjects * s.Sessions * s.Runs
	recs, truths := make([]*value.Recording, n), make([]Truth, n)
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				p := &recordingPlan{Simulation: s, kind: kind, run: i % s.Runs, session: i / s.Runs % s.Sessions, subject: i / s.Runs / s.Sessions}
				recs[i] = p.record(classes, layOut, fill)
				truths[i] = p.truth
			}
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
	return recs, truths
}

// record makes one recording.
func (p *recordingPlan) record(classes []string, layOut, fill func(*recordingPlan)) *value.Recording {
	key := value.Key{Dataset: p.kind, Subject: strconv.Itoa(p.subject + 1), Session: strconv.Itoa(p.session + 1), Run: strconv.Itoa(p.run + 1)}
	p.truth.Key = key
	p.head = newHead(p.Channels, 0.04*p.Shift, p.ofSession("cap"))
	layOut(p)
	p.x = make([][]float64, len(p.Channels))
	block := make([]float64, p.samples*len(p.Channels))
	for c := range p.x {
		p.x[c] = block[c*p.samples : (c+1)*p.samples : (c+1)*p.samples]
	}
	p.addBackground()
	fill(p)
	p.mix()
	rec := &value.Recording{
		Path: fmt.Sprintf("%s/subject-%s/session-%s/run-%s", p.kind, key.Subject, key.Session, key.Run), Format: "simulated",
		Key: key, Rate: p.Rate, X: p.x, Segments: []value.Segment{{First: 0, End: p.samples}},
		Start: time.Date(2000, 1, 1+p.session, 9, p.run, 0, 0, time.UTC), Classes: sortedNames(classes),
	}
	for _, name := range p.Channels {
		rec.Channels = append(rec.Channels, value.Channel{Name: name, Kind: kindEEG, Unit: "uV", Rate: p.Rate})
	}
	for _, o := range p.onsets {
		rec.Events = append(rec.Events, value.Event{Onset: float64(o.sample) / p.Rate, Label: classes[o.class]})
	}
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s %v %q %d %d %d", p.kind, p.Simulation, classes, p.subject, p.session, p.run)))
	rec.SHA256 = hex.EncodeToString(sum[:])
	return rec
}

// addSource puts a source on the list of what is mixed into the channels: next
// gives its samples, and is called for every sample in order.
func (p *recordingPlan) addSource(pattern []float64, level float64, next func(sample int) float64) {
	weights := make([]float64, len(pattern))
	for c, w := range pattern {
		weights[c] = w * level
	}
	p.sources = append(p.sources, mixedSource{weights, next})
}

// addBackground fills the channels with what goes on whatever the task: 1/f
// activity of dipoles all over the head, alpha at the back, the mains, and the
// noise of each electrode.
func (p *recordingPlan) addBackground() {
	places := p.ofSubject("background places")
	moves := p.ofSession("background moves")
	level := backgroundLevel / sqrt(backgroundSources)
	for k := range backgroundSources {
		d := anywhere(places).moved(0.02*p.Shift, moves)
		source := newPink(p.Rate, p.ofRun("background", uint64(k)))
		p.addSource(p.head.pattern(d), level, func(int) float64 { return source.next() })
	}
	alpha := newRhythm(p.Rate, 10+0.7*p.Shift*clipped(p.ofSubject("alpha")), 2, p.ofRun("alpha"))
	p.addSource(p.source("alpha", underElectrodes("POz", "Oz")), alphaLevel, func(int) float64 { return alpha.next() })
	if p.Line > 0 {
		p.addLine()
	}
	for c := range p.x {
		p.electrodes = append(p.electrodes, newNoise(p.ofRun("electrode", uint64(c))))
	}
}

// bandLevel is the root mean square of the background between two frequencies,
// over channels, in µV. SNRs are relative to it; alpha and the mains are left
// out, since they are what a band filter or a spatial filter removes.
func (p *recordingPlan) bandLevel(from, to float64) float64 {
	share := (min(to, p.Rate/2) - from) / (p.Rate / 2)
	return sqrt(backgroundLevel*backgroundLevel*pinkShare(p.Rate, from, to) + sensorLevel*sensorLevel*share)
}
