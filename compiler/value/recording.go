// Package value holds what flows between operators at run time: recordings,
// trials and tensors in float64. It knows no operator and no file format.
package value

import (
	"math"
	"time"
)

// A Key says where samples come from. Folds are cut along it:
// subject ⊃ session ⊃ run.
type Key struct {
	Dataset, Subject, Session, Run string
}

// A Recording is one continuous measurement. Voltage channels are in µV.
// Recordings are shared between folds and must not be changed in place.
type Recording struct {
	Path     string
	Format   string
	SHA256   string // of the file's bytes, or of the parameters of a simulation
	Key      Key
	Channels []Channel
	Rate     float64     // Hz
	X        [][]float64 // channel × sample
	Events   []Event
	Classes  []string  // names of all classes of the source, sorted; labels of Events that are not among them are ignored
	Segments []Segment // one unless the recording has gaps
	Start    time.Time
}

// A Channel of a recording.
type Channel struct {
	Name string
	Kind string  // eeg, eog, emg, ecg, stim, misc, ...
	Unit string  // as the file states it; X holds µV whenever Unit is a voltage
	Rate float64 // Hz, native
}

// An Event is something that happened at a time of the recording.
type Event struct {
	Onset    float64 // s from the first sample
	Duration float64 // s
	Label    string
}

// A Segment is a run of samples without a gap.
type Segment struct {
	First, End int     // sample range, half open
	Start      float64 // s, true time of the first sample
}

// Samples is the number of samples of each channel.
func (r *Recording) Samples() int {
	if len(r.X) == 0 {
		return 0
	}
	return len(r.X[0])
}

// With is a copy that shares everything but the samples.
func (r *Recording) With(x [][]float64) *Recording {
	c := *r
	c.X = x
	return &c
}

// SampleAt is the sample nearest to a time in seconds from the first sample, half
// to even; false for a time in a gap or outside the recording.
func (r *Recording) SampleAt(t float64) (int, bool) {
	segments := r.Segments
	if len(segments) == 0 {
		segments = []Segment{{End: r.Samples()}}
	}
	for _, s := range segments {
		i := s.First + int(math.RoundToEven((t-s.Start)*r.Rate))
		if i >= s.First && i < s.End {
			return i, true
		}
	}
	return 0, false
}
