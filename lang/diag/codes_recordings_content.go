package diag

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// The rest of the problems with recordings: what they hold, beside each other
// and against what a study asks of them.

// A SearchedFolder is a place where files were looked for.
type SearchedFolder struct {
	Path   string
	Exists bool
}

// NoFileMatches is a pattern that finds nothing.
type NoFileMatches struct {
	At         source.Span
	Pattern    string
	Folders    []SearchedFolder
	Near       []string // existing paths that come closest
	DataFolder bool     // EEGP_DATA is set
}

func (p NoFileMatches) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E710", At: p.At, Message: fmt.Sprintf("no file matches `%s`", p.Pattern),
		Rule: "looked in " + strings.Join(searched(p.Folders), " and "),
	}
	switch {
	case len(p.Near) > 0:
		d.Hint = "close to it: " + quotedList(p.Near, "and")
	case !p.DataFolder:
		d.Hint = "if the recordings lie elsewhere, name their folder in EEGP_DATA"
	}
	return d
}

func searched(folders []SearchedFolder) []string {
	var words []string
	for _, f := range folders {
		w := "`" + f.Path + "`"
		if !f.Exists {
			w += " (no such folder)"
		}
		words = append(words, w)
	}
	return words
}

// BadPattern is a file pattern that cannot be used.
type BadPattern struct {
	At      source.Span
	Pattern string
	Why     string
	Advice  string
}

func (p BadPattern) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E711", At: p.At, Message: fmt.Sprintf("the pattern `%s` %s", p.Pattern, p.Why),
		Rule: "braces name where a recording comes from: {subject}, {session}, {run}; `*` stands for anything else, `**` for any folders",
		Hint: p.Advice,
	}
}

// KeyNeverOccurs is a kept value, such as run 6, that no file has.
type KeyNeverOccurs struct {
	At      source.Span
	Pattern string
	Key     string // run
	Values  []string
	Have    []string
}

func (p KeyNeverOccurs) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E712", At: p.At,
		Message: fmt.Sprintf("no file of `%s` has %s %s", p.Pattern, p.Key, quotedList(p.Values, "or")),
		Rule:    "what is asked for must be there, or a study would silently judge less",
		Hint:    fmt.Sprintf("there is %s %s", p.Key, quotedList(p.Have, "and")),
	}
}

// A LabelCount is an event label with the number of times that it occurs.
type LabelCount struct {
	Label string
	Count int
}

// EventNeverOccurs is an event that a study asks for and no recording has.
type EventNeverOccurs struct {
	At      source.Span
	Wanted  string
	Near    []string
	Present []LabelCount
	Files   int
}

func (p EventNeverOccurs) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E713", At: p.At, Message: fmt.Sprintf("the event `%s` never occurs in %s", p.Wanted, countOf(int64(p.Files), "recording")),
		Rule: "a class without trials cannot be learned or tested", Hint: didYouMean(p.Near),
	}
	if len(p.Present) == 0 {
		d.Rule = "the recordings hold no events at all"
		return d
	}
	var counts []string
	for i, c := range p.Present {
		if i == maxListed {
			counts = append(counts, fmt.Sprintf("%d more labels", len(p.Present)-i))
			break
		}
		counts = append(counts, fmt.Sprintf("`%s` (%d)", c.Label, c.Count))
	}
	d.Label = "there are " + strings.Join(counts, ", ")
	if d.Hint == "" {
		d.Hint = d.Label
	}
	return d
}

// RatesDiffer is one recording sampled unlike the others.
type RatesDiffer struct {
	At     source.Span
	Path   string
	Rate   float64
	Common float64
	Files  int // with the common rate
}

func (p RatesDiffer) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E714", At: p.At,
		Message: fmt.Sprintf("`%s` is sampled at %s Hz, the other %s at %s Hz", p.Path, number(p.Rate), recordings(p.Files), number(p.Common)),
		Rule:    "trials of one study have one rate, or their times would not line up",
		Hint:    fmt.Sprintf("add |> resample(%s Hz) after the source, or leave the file out", number(min(p.Rate, p.Common))),
	}
}

// ChannelsDiffer is one recording whose channels are not those of the others.
type ChannelsDiffer struct {
	At             source.Span
	Path           string
	Missing, Extra []string
	Files          int // with the common channels
}

func (p ChannelsDiffer) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E715", At: p.At, Message: fmt.Sprintf("the channels of `%s` are not those of the other %s", p.Path, recordings(p.Files)),
		Rule: "trials of one study have the same channels in the same order",
		Hint: "keep the channels that all have with |> pick([...]), or rename them with `channels:`",
	}
	var parts []string
	if len(p.Missing) > 0 {
		parts = append(parts, "lacks "+quotedList(p.Missing, "and"))
	}
	if len(p.Extra) > 0 {
		parts = append(parts, "has also "+quotedList(p.Extra, "and"))
	}
	if len(parts) == 0 {
		parts = []string{"the same names in another order"}
	}
	d.Label = strings.Join(parts, "; ")
	d.Message += ": " + d.Label
	return d
}

// NoSuchChannel is a channel name that a recording does not have.
type NoSuchChannel struct {
	At         source.Span
	Path       string
	Name       string
	Near, Have []string
}

func (p NoSuchChannel) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E716", At: p.At, Message: fmt.Sprintf("`%s` has no channel `%s`", p.Path, p.Name),
		Rule: "channels are named as the file labels them, unless `channels:` renames them", Hint: didYouMean(p.Near),
	}
	if d.Hint == "" && len(p.Have) > 0 {
		d.Hint = "it has " + quotedList(p.Have, "and")
	}
	return d
}

// NotFinite is a channel with samples that are no numbers.
type NotFinite struct {
	At      source.Span
	Path    string
	Channel string
	Count   int
	First   float64 // s
}

func (p NotFinite) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E717", At: p.At,
		Message: fmt.Sprintf("channel `%s` of `%s` has %s without a number, the first at %s s", p.Channel, p.Path, countOf(int64(p.Count), "sample"), number(p.First)),
		Rule:    "one NaN or infinity spreads through every filter and covariance it meets",
		Hint:    fmt.Sprintf("leave the channel out: |> drop([\"%s\"])", p.Channel),
	}
}

// RatesTooFarApart is a file whose slow channels would fill the memory at the
// rate of the fastest.
type RatesTooFarApart struct {
	At       source.Span
	Path     string
	Channels int
	Values   float64
	Bytes    int64
}

func (p RatesTooFarApart) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E718", At: p.At,
		Message: fmt.Sprintf("the channels of `%s` have rates too far apart to be read together", p.Path),
		Rule: fmt.Sprintf("%s at the highest rate would be %s values, from a file of %s",
			countOf(int64(p.Channels), "channel"), number(p.Values), countOf(p.Bytes, "byte")),
		Hint: "pick the channels that share a rate",
	}
}

// UnitNotVoltage is a channel whose unit is no voltage, or not stated.
type UnitNotVoltage struct {
	At      source.Span
	Path    string
	Channel string
	Unit    string // as the file states it
}

func (p UnitNotVoltage) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "W720", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("the unit of channel `%s` of `%s` is `%s`, which is no voltage", p.Channel, p.Path, p.Unit),
		Rule:    "its values are used as if they were in uV",
		Hint:    "state the unit in the source, for example `unit: mV`",
	}
	if p.Unit == "" {
		d.Message = fmt.Sprintf("channel `%s` of `%s` states no unit", p.Channel, p.Path)
	}
	return d
}

// UnitOverridden is a unit that the program puts in place of the files'.
type UnitOverridden struct {
	At           source.Span
	Path         string
	Stated, Used string
}

func (p UnitOverridden) Diagnose() Diagnostic {
	stated := "`" + p.Stated + "`"
	if p.Stated == "" {
		stated = "no unit"
	}
	return Diagnostic{
		Code: "W724", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("`%s` states %s, and its values were read as `%s`", p.Path, stated, p.Used),
		Rule:    "the program says so with unit: " + p.Used,
		Hint:    "an EEG of 10 to 100 uV speaks for it; `eegp info --samples` shows values",
	}
}

// NoScale is a channel whose header ranges give no scale.
type NoScale struct {
	At                               source.Span
	Path                             string
	Channel                          string
	PhysMin, PhysMax, DigMin, DigMax float64
}

func (p NoScale) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W721", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("channel `%s` of `%s` has no usable scale: %s to %s for stored values %s to %s", p.Channel, p.Path,
			number(p.PhysMin), number(p.PhysMax), number(p.DigMin), number(p.DigMax)),
		Rule: "a range of no width says nothing, so its stored values are used as they are",
		Hint: "leave the channel out, or correct the header",
	}
}

// ConstantChannel is a channel that never changes.
type ConstantChannel struct {
	At      source.Span
	Path    string
	Channel string
	Value   float64 // µV
}

func (p ConstantChannel) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W722", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("channel `%s` of `%s` is flat: every sample is %s uV", p.Channel, p.Path, number(p.Value)),
		Rule:    "a flat channel carries no signal and makes a covariance singular",
		Hint:    fmt.Sprintf("leave it out: |> drop([\"%s\"])", p.Channel),
	}
}

// GapInside is a discontinuous recording.
type GapInside struct {
	At      source.Span
	Path    string
	Gaps    int
	Stops   float64 // s, of the first gap
	Resumes float64 // s
}

func (p GapInside) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W723", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("`%s` has %s, the first from %s s to %s s", p.Path, countOf(int64(p.Gaps), "gap"), number(p.Stops), number(p.Resumes)),
		Rule:    "no filter and no trial reaches across a gap; each side is treated alone",
		Hint:    "trials that would span a gap are left out and counted",
	}
}

func recordings(n int) string { return countOf(int64(n), "recording") }
