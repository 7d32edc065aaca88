package diag

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// Problems with recordings: E7 when there is no result, W7 when there is one
// that deserves a second look.

// The E7 family: recordings.
var recordingCodes = []Code{
	{"E701", "a recording is not there"},
	{"E702", "a file or folder cannot be read"},
	{"E703", "a recording is empty"},
	{"E704", "a file is of a kind that is not read"},
	{"E705", "a recording's header makes no sense"},
	{"W706", "a recording was cut short"},
	{"E707", "a recording has no complete data record"},
	{"W708", "a recording has more data records than stated"},
	{"W709", "annotations cannot be read"},
	{"E710", "no file matches a pattern"},
	{"E711", "a file pattern cannot be used"},
	{"E712", "a chosen subject, session or run is not there"},
	{"E713", "an event never occurs"},
	{"E714", "one recording has another rate"},
	{"E715", "one recording has other channels"},
	{"E716", "a channel is not in the recording"},
	{"E717", "a channel has samples that are no numbers"},
	{"E718", "rates are too far apart"},
	{"W720", "a channel's unit is not a voltage"},
	{"W721", "a channel has no usable scale"},
	{"W722", "a channel is flat"},
	{"W723", "a recording has gaps"},
	{"W724", "a stated unit was overridden"},
	{"E725", "a file of arrays does not say which is the signal"},
	{"E726", "a variable or column is not there"},
	{"E727", "a layout does not fit the arrays"},
	{"E728", "the rate of a recording is not known"},
	{"E729", "a recording has no file of events"},
	{"E730", "a file of events cannot be read"},
}

// NoSuchRecording is a file, or the folder it should lie in, that is not there.
type NoSuchRecording struct {
	At           source.Span
	Path         string
	FolderExists bool
	Near         []string
}

func (p NoSuchRecording) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E701", At: p.At, Message: fmt.Sprintf("there is no file `%s`", p.Path),
		Rule: "a path is looked up beside the script, then in the folder that EEGP_DATA names",
	}
	if !p.FolderExists {
		d.Message = fmt.Sprintf("there is no folder `%s`, so no file `%s` in it", filepath.Dir(p.Path), filepath.Base(p.Path))
	}
	d.Hint = didYouMean(p.Near)
	return d
}

// UnreadableRecording is a file or folder that exists and cannot be read.
type UnreadableRecording struct {
	At     source.Span
	Path   string
	Reason string // permission denied, it is a folder, ...
}

func (p UnreadableRecording) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E702", At: p.At, Message: fmt.Sprintf("`%s` cannot be read: %s", p.Path, p.Reason),
		Rule: "every recording of a study is read in full before a score is given",
	}
	switch p.Reason {
	case "permission denied":
		d.Hint = "ask its owner for read access, or copy the recordings to a folder of your own"
	case "it is a folder":
		d.Hint = "name the files inside, for example " + filepath.ToSlash(filepath.Join(p.Path, "*.edf"))
	}
	return d
}

// EmptyRecording is a file of no bytes.
type EmptyRecording struct {
	At   source.Span
	Path string
}

func (p EmptyRecording) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E703", At: p.At, Message: fmt.Sprintf("`%s` is empty", p.Path),
		Rule: "a recording has a header and samples; this file has no bytes",
		Hint: "the copy or download stopped before it began; fetch the file again",
	}
}

// NotARecording is a file of another kind than eegp reads.
type NotARecording struct {
	At     source.Span
	Path   string
	Looks  string // a web page, a zip archive, ...
	Advice string
}

func (p NotARecording) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E704", At: p.At, Message: fmt.Sprintf("`%s` is not a recording that can be read", p.Path),
		Label: p.Looks, Rule: "its first bytes are those of " + p.Looks, Hint: p.Advice,
	}
}

// BadRecordingHeader is a header that cannot be understood, or ends too early.
type BadRecordingHeader struct {
	At     source.Span
	Path   string
	Field  string
	Value  string // as written
	Offset int    // byte of the file where the field begins; 0 when that says nothing
	Want   string
	Cut    bool  // the file ends inside its header
	Bytes  int64 // that the file has, when cut
}

func (p BadRecordingHeader) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E705", At: p.At, Hint: "the file is damaged; fetch it again or export it anew",
		Message: fmt.Sprintf("the header of `%s` makes no sense: %s is `%s`", p.Path, p.Field, p.Value),
		Rule:    "it should be " + p.Want,
	}
	if p.Offset > 0 {
		d.Rule = fmt.Sprintf("byte %d should begin %s", p.Offset, p.Want)
	}
	if p.Cut {
		d.Message = fmt.Sprintf("`%s` ends inside its header, after %s", p.Path, countOf(p.Bytes, "byte"))
		d.Rule = "there should be " + p.Want
	}
	return d
}

// TruncatedRecording is a file shorter than its header says, with at least one
// complete data record.
type TruncatedRecording struct {
	At             source.Span
	Path           string
	Records        int // complete ones in the file
	Stated         int // by the header
	RecordDuration float64
	PerRecord      int   // samples a record of the fastest channel
	Missing        int64 // bytes
}

func (p TruncatedRecording) Diagnose() Diagnostic {
	lost := p.Stated - p.Records
	return Diagnostic{
		Code: "W706", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("`%s` was cut short: %d of %s are there", p.Path, p.Records, countOf(int64(p.Stated), "data record")),
		Rule: fmt.Sprintf("the header promises %s more a channel (%s s, %s)",
			countOf(int64(lost*p.PerRecord), "sample"), number(float64(lost)*p.RecordDuration), countOf(p.Missing, "byte")),
		Hint: "the complete records are used; fetch the file again to have all of it",
	}
}

// NothingRecorded is a truncated file without one complete data record.
type NothingRecorded TruncatedRecording

func (p NothingRecorded) Diagnose() Diagnostic {
	d := Diagnostic{
		Code: "E707", At: p.At, Message: fmt.Sprintf("`%s` has a header and no complete data record", p.Path),
		Rule: "samples come in whole data records; the first one is cut",
		Hint: "fetch the file again",
	}
	if p.Stated > 0 {
		d.Rule = fmt.Sprintf("the header promises %s, %s are missing", countOf(int64(p.Stated), "data record"), countOf(p.Missing, "byte"))
	}
	return d
}

// RecordCountDiffers is a file with more data records than its header says.
type RecordCountDiffers struct {
	At              source.Span
	Path            string
	Records, Stated int
}

func (p RecordCountDiffers) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W708", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("`%s` holds %s, its header says %d", p.Path, countOf(int64(p.Records), "data record"), p.Stated),
		Rule:    "the file's size decides: all complete records are used",
		Hint:    "a recorder that stopped without closing the file leaves this; check the end of the recording",
	}
}

// BrokenAnnotations are entries of an annotation list that cannot be read.
type BrokenAnnotations struct {
	At    source.Span
	Path  string
	Count int
}

func (p BrokenAnnotations) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "W709", Severity: Warning, At: p.At,
		Message: fmt.Sprintf("%s of `%s` cannot be read", countOf(int64(p.Count), "annotation"), p.Path),
		Rule:    "an annotation is a signed onset in seconds, perhaps a duration, and a text, each ended by its mark",
		Hint:    "the others are used; compare the number of events with your notes",
	}
}

func number(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.6g", v), ".0") }

// countOf says "1 byte", "3 bytes", "12,400 samples".
func countOf(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}

// grouped writes a count with a comma before every three digits.
func grouped(n int64) string {
	if n < 0 {
		return "-" + grouped(-n)
	}
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// didYouMean offers names in backticks, or nothing.
func didYouMean(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "did you mean " + quotedList(names, "or") + "?"
}

// maxListed is how many names a message lists.
const maxListed = 8

// quotedList writes `a`, `b` or `c`, and no more than a few of a long list.
func quotedList(names []string, last string) string {
	quoted := make([]string, 0, len(names))
	for i, n := range names {
		if i == maxListed-1 && len(names) > maxListed {
			quoted = append(quoted, fmt.Sprintf("%d more", len(names)-i))
			break
		}
		quoted = append(quoted, "`"+n+"`")
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " " + last + " " + quoted[len(quoted)-1]
}
