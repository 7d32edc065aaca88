package data

import (
	"math"
	"slices"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// Check looks at the samples of a recording: a channel with samples that are no
// numbers is an error, a flat EEG channel a warning.
func Check(rec *value.Recording) []diag.Problem {
	var problems []diag.Problem
	for c, x := range rec.X {
		name := rec.Channels[c].Name
		if n, first := notFinite(x); n > 0 {
			problems = append(problems, diag.NotFinite{Path: rec.Path, Channel: name, Count: n, First: timeOf(rec, first)})
			continue
		}
		if rec.Channels[c].Kind == kindEEG && len(x) > 1 && isConstant(x) {
			problems = append(problems, diag.ConstantChannel{Path: rec.Path, Channel: name, Value: x[0]})
		}
	}
	return problems
}

func notFinite(x []float64) (n, first int) {
	for i, v := range x {
		if v-v != 0 { // NaN and infinities alone
			if n == 0 {
				first = i
			}
			n++
		}
	}
	return n, first
}

func isConstant(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}

// timeOf a sample, in seconds from the recording's first.
func timeOf(rec *value.Recording, sample int) float64 {
	for _, s := range rec.Segments {
		if sample >= s.First && sample < s.End {
			return s.Start + float64(sample-s.First)/rec.Rate
		}
	}
	return float64(sample) / rec.Rate
}

// SampleAt is the sample nearest to a time in seconds from the recording's
// first, and false for a time in a gap or outside.
func SampleAt(rec *value.Recording, at float64) (int, bool) {
	for _, s := range rec.Segments {
		i := s.First + int(math.Round((at-s.Start)*rec.Rate))
		if i >= s.First && i < s.End {
			return i, true
		}
	}
	return 0, false
}

// CheckTogether compares the recordings of one study: all must have the rate
// and the channels that most of them have.
func CheckTogether(recs []*value.Recording) []diag.Problem {
	var problems []diag.Problem
	rate, sharing := mostCommon(recs, func(r *value.Recording) float64 { return r.Rate })
	for _, r := range recs {
		if r.Rate != rate {
			problems = append(problems, diag.RatesDiffer{Path: r.Path, Rate: r.Rate, Common: rate, Files: sharing})
		}
	}
	reference, sharing := mostCommon(recs, func(r *value.Recording) string { return joined(r.Channels) })
	var common []string
	for _, r := range recs {
		if joined(r.Channels) == reference {
			common = channelNames(r.Channels)
			break
		}
	}
	for _, r := range recs {
		if joined(r.Channels) != reference {
			have := channelNames(r.Channels)
			problems = append(problems, diag.ChannelsDiffer{
				Path: r.Path, Files: sharing,
				Missing: without(common, have), Extra: without(have, common),
			})
		}
	}
	return problems
}

// joined writes channel names with a separator that no name can hold.
func joined(channels []value.Channel) string {
	s := ""
	for _, c := range channels {
		s += c.Name + "\x00"
	}
	return s
}

// mostCommon is the value that most recordings have, the first of equals.
func mostCommon[T comparable](recs []*value.Recording, of func(*value.Recording) T) (common T, n int) {
	count := map[T]int{}
	for _, r := range recs {
		count[of(r)]++
	}
	for _, r := range recs {
		if count[of(r)] > n {
			common, n = of(r), count[of(r)]
		}
	}
	return common, n
}

func without(names, others []string) []string {
	var out []string
	for _, n := range names {
		if !slices.Contains(others, n) {
			out = append(out, n)
		}
	}
	return out
}

// MissingEvent says that an event occurs in none of the recordings, and which
// do.
func MissingEvent(wanted string, recs []*value.Recording) diag.EventNeverOccurs {
	var events []value.Event
	for _, r := range recs {
		events = append(events, r.Events...)
	}
	present := CountLabels(events)
	labels := make([]string, len(present))
	for i, c := range present {
		labels[i] = c.Label
	}
	return diag.EventNeverOccurs{Wanted: wanted, Files: len(recs), Present: present, Near: nearest(wanted, labels)}
}
