package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// The E5 family: time, rates and causality.
var timeCodes = []Code{
	{"E501", "a stage looks ahead, but online has only the past"},
	{"E503", "a frequency is at or above half the rate"},
	{"E504", "a frequency band is not positive"},
	{"E505", "a window lies outside the trial"},
	{"E506", "a duration meets no rate"},
	{"E507", "resampling would invent samples"},
	{"E508", "a duration is shorter than one sample"},
	{"W502", "a zero-phase filter reaches across trials"},
}

// LooksAhead is a stage with the mark `future` under an online split.
type LooksAhead struct {
	At    source.Span
	Stage string
	Ahead float64 // seconds; 0 when unknown
	How   string  // zero phase
	Fixed string  // the call that is causal, "" when there is none
}

func (p LooksAhead) Diagnose() Diagnostic {
	const rule = "a decision is made before later samples exist"
	what := "`" + p.Stage + "` looks"
	if p.How == "zero phase" {
		what = "this filter looks"
	}
	d := Diagnostic{Code: "E501", At: p.At, Message: what + " ahead, but `online` only has the past", Label: p.How}
	if p.Ahead > 0 {
		d.Message = fmt.Sprintf("%s %.0f ms ahead, but `online` only has the past", what, p.Ahead*1000)
	}
	if p.Fixed != "" {
		d.Fix = &Fix{Text: p.Fixed, Edits: []Edit{{Span: p.At, New: p.Fixed}}}
	} else {
		d.Rule = rule
	}
	return d
}

// ReachesAcross is a zero-phase filter over recordings that are cut into
// neighbouring trials afterwards.
type ReachesAcross struct {
	At    source.Span
	Stage string
	Reach float64 // seconds; 0 when the rate is unknown
	Fixed string
}

func (p ReachesAcross) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "W502", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("`%s` mixes a little of each trial into its neighbours", p.Stage), Label: "zero phase",
		Rule: "neighbouring trials of one session may end up on both sides of a split",
	}
	if p.Reach > 0 {
		d.Message = fmt.Sprintf("`%s` reaches %.0f ms into neighbouring trials", p.Stage, p.Reach*1000)
	}
	if p.Fixed != "" {
		d.Hint = p.Fixed + " looks only back; leave_out(1, of: run) keeps neighbours together"
	}
	return d
}

// AboveHalfRate is a band edge the sampled signal cannot hold.
type AboveHalfRate struct {
	At    source.Span
	Stage string
	Edge  float64 // Hz
	Rate  float64 // Hz
}

func (p AboveHalfRate) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E503", At: p.At,
		Message: fmt.Sprintf("%s is not below half the rate of %s", hertz(p.Edge), hertz(p.Rate)),
		Label:   fmt.Sprintf("must be below %s", hertz(p.Rate/2)),
		Rule:    "a signal sampled at a rate holds no frequency at or above half of it",
	}
}

func hertz(x float64) string { return fmt.Sprintf("%.6g Hz", x) }

// NotPositive is a frequency or duration of zero or below.
type NotPositive struct {
	At         source.Span
	Param, Got string
}

func (p NotPositive) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E504", At: p.At, Message: fmt.Sprintf("`%s` must be above zero, this is %s", p.Param, p.Got), Label: p.Got,
		Rule: "neither time nor frequency can be counted in steps of nothing",
	}
	if p.Param == "band" {
		d.Rule, d.Hint = "", "to keep everything below an edge, use lowpass; above it, highpass"
	}
	return d
}

// OutsideTrial is a window that leaves the trial it is taken from.
type OutsideTrial struct {
	At            source.Span
	Stage         string
	Window, Trial string
}

func (p OutsideTrial) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E505", At: p.At, Message: fmt.Sprintf("%s is not inside the trial, which is %s", p.Window, p.Trial),
		Label: "outside", Rule: fmt.Sprintf("`%s` looks only at samples of the trial itself", p.Stage),
	}
}

// NoRate is a duration along an axis that has no rate.
type NoRate struct {
	At          source.Span
	Param, Axis string
	Got         string
}

func (p NoRate) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E506", At: p.At, Message: fmt.Sprintf("%s cannot become samples: `%s` has no rate", p.Got, p.Axis),
		Label: "a duration", Rule: "a duration counts samples only along an axis with a rate, such as time", Hint: "give a number of samples",
	}
}

// ResamplesUp asks for more samples than were measured.
type ResamplesUp struct {
	At       source.Span
	From, To float64
}

func (p ResamplesUp) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E507", At: p.At, Message: fmt.Sprintf("resampling from %s to %s would invent samples", hertz(p.From), hertz(p.To)),
		Label: "above " + hertz(p.From), Rule: "a higher rate adds no information, and later stages would believe that it did",
	}
}

// BelowOneSample rounds to nothing.
type BelowOneSample struct {
	At         source.Span
	Param, Got string
	Rate       float64
}

func (p BelowOneSample) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E508", At: p.At, Message: fmt.Sprintf("%s is less than one sample at %s", p.Got, hertz(p.Rate)),
		Label: "0 samples", Rule: fmt.Sprintf("`%s` becomes the nearest number of samples", p.Param),
	}
}
