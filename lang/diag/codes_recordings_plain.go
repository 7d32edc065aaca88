package diag

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// Problems with files of plain arrays and columns, which do not say what their
// numbers are, and with events that lie in files of their own.

// NoSignalNamed is a file of arrays whose signal the source does not name.
type NoSignalNamed struct {
	At   source.Span
	Path string
	Have []string // its variables with type and shape
}

func (p NoSignalNamed) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E725", At: p.At, Message: fmt.Sprintf("nothing says which part of `%s` is the signal", p.Path),
		Rule: "arrays and columns do not tell what they hold; the source names them",
		Hint: "name it with `signal:`, and the codes of its events with `trigger:` or `labels:`",
	}
	if len(p.Have) > 0 {
		d.Rule += "; it holds " + shortened(p.Have)
	}
	return d
}

// NoSuchVariable is a variable or column that a file does not have.
type NoSuchVariable struct {
	At         source.Span
	Path       string
	Name       string
	In         string // the structure that lacks the field, "" for the file
	Near, Have []string
}

func (p NoSuchVariable) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E726", At: p.At, Message: fmt.Sprintf("`%s` holds no `%s`", p.Path, p.Name),
		Rule: "signal, trigger, labels and names mean variables or columns of the file, letter by letter", Hint: didYouMean(p.Near),
	}
	if p.In != "" {
		d.Message += fmt.Sprintf(": `%s` has no such field", p.In)
	}
	if d.Hint == "" {
		d.Hint = "`eegp info` lists what a file holds"
		if len(p.Have) > 0 {
			d.Hint = "it holds " + quotedList(p.Have, "and")
		}
	}
	return d
}

// LayoutDoesNotFit is a layout at odds with the shapes of the arrays.
type LayoutDoesNotFit struct {
	At   source.Span
	Path string
	Why  string
}

func (p LayoutDoesNotFit) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E727", At: p.At, Message: fmt.Sprintf("the layout does not fit `%s`: %s", p.Path, p.Why),
		Rule: "a signal has an axis of samples, one of channels as long as `names:`, and with `labels:` one of trials",
		Hint: "`eegp info` lists the arrays of a file with their shapes",
	}
}

// RateUnknown is a recording whose sampling rate neither file nor source states.
type RateUnknown struct {
	At   source.Span
	Path string
	Have []string // variables that may be it
}

func (p RateUnknown) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E728", At: p.At, Message: fmt.Sprintf("the sampling rate of `%s` is not known", p.Path),
		Rule: "arrays and columns state no rate, and every frequency and time rests on it",
		Hint: "write it in the source, for example `rate: 250 Hz`",
	}
	if len(p.Have) > 0 {
		d.Hint += "; the file holds " + strings.Join(p.Have, ", ")
	}
	return d
}

// NoEventsFile is a recording for which a pattern of event files finds none, or
// several.
type NoEventsFile struct {
	At      source.Span
	Path    string
	Pattern string
	Fit     []string
	Near    []string
}

func (p NoEventsFile) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E729", At: p.At, Message: fmt.Sprintf("`%s` has no file of events: none matches `%s`", p.Path, p.Pattern),
		Rule: "the keys of `events_file:` have the values that they have in the recording's name",
		Hint: didYouMean(p.Near),
	}
	if len(p.Fit) > 1 {
		d.Message = fmt.Sprintf("`%s` has %s of events: %s", p.Path, countOf(int64(len(p.Fit)), "file"), quotedList(p.Fit, "and"))
	}
	if d.Hint == "" {
		d.Hint = "put {subject}, {session} and {run} where the names differ, in both patterns"
	}
	return d
}

// UnreadableEvents is a file of events that cannot be understood.
type UnreadableEvents struct {
	At     source.Span
	Path   string
	Line   int // 0 for none
	Why    string
	Advice string
}

func (p UnreadableEvents) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E730", At: p.At, Message: fmt.Sprintf("the events in `%s` cannot be read: %s", p.Path, p.Why),
		Rule: "events lie in a -eve.fif file, a table with the columns onset and trial_type, or rows of sample, code before and code",
		Hint: p.Advice,
	}
	if p.Line > 0 {
		d.Message = fmt.Sprintf("line %d of `%s` is no event: %s", p.Line, p.Path, p.Why)
	}
	if d.Hint == "" {
		d.Hint = "correct the file, or leave `events_file:` out to use the recording's own events"
	}
	return d
}

// shortened lists a few texts that have commas of their own.
func shortened(texts []string) string {
	if len(texts) > maxListed {
		texts = append(append([]string{}, texts[:maxListed-1]...), fmt.Sprintf("%d more", len(texts)-maxListed+1))
	}
	return strings.Join(texts, "; ")
}
