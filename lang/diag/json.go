package diag

import (
	"encoding/json"

	"github.com/eegp-lang/eegp/lang/source"
)

// Data is a diagnostic as tools read it. Lines and characters count from one,
// characters as in Position; bytes count from zero.
type Data struct {
	Code     string        `json:"code"`
	Severity string        `json:"severity"`
	File     string        `json:"file,omitempty"`
	Range    *DataRange    `json:"range,omitempty"`
	Message  string        `json:"message"`
	Label    string        `json:"label,omitempty"`
	Rule     string        `json:"rule,omitempty"`
	Hint     string        `json:"hint,omitempty"`
	Fix      *DataFix      `json:"fix,omitempty"`
	Related  []DataRelated `json:"related,omitempty"`
}

// DataRange is a half-open piece of a file.
type DataRange struct {
	Bytes DataBytes    `json:"bytes"`
	Start DataPosition `json:"start"`
	End   DataPosition `json:"end"`
}

// DataBytes is a half-open range of byte offsets.
type DataBytes struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// DataPosition is a place in a file.
type DataPosition struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// DataFix is advice with the edits that carry it out.
type DataFix struct {
	Text  string     `json:"text"`
	Edits []DataEdit `json:"edits"`
}

// DataEdit puts a text in place of a range.
type DataEdit struct {
	File  string    `json:"file"`
	Range DataRange `json:"range"`
	New   string    `json:"new"`
}

// DataRelated is another place that matters.
type DataRelated struct {
	File  string     `json:"file,omitempty"`
	Range *DataRange `json:"range,omitempty"`
	Text  string     `json:"text"`
}

// AsData turns diagnostics into what JSON writes; the result is never nil.
func AsData(ds []Diagnostic) []Data {
	out := make([]Data, 0, len(ds))
	for _, d := range ds {
		data := Data{
			Code: d.Code, Severity: d.Severity.String(), Message: d.Message,
			Label: d.Label, Rule: d.Rule, Hint: d.Hint,
		}
		data.File, data.Range = place(d.At)
		if d.Fix != nil {
			data.Fix = fixData(d.Fix)
		}
		for _, rel := range d.Related {
			r := DataRelated{Text: rel.Text}
			r.File, r.Range = place(rel.At)
			data.Related = append(data.Related, r)
		}
		out = append(out, data)
	}
	return out
}

// JSON is the diagnostics as one JSON array.
func JSON(ds []Diagnostic) []byte {
	b, err := json.MarshalIndent(AsData(ds), "", "  ")
	if err != nil {
		panic("diag: strings and numbers always marshal: " + err.Error())
	}
	return append(b, '\n')
}

func fixData(f *Fix) *DataFix {
	out := &DataFix{Text: f.Text, Edits: []DataEdit{}}
	for _, e := range f.Edits {
		file, r := place(e.Span)
		if r != nil {
			out.Edits = append(out.Edits, DataEdit{File: file, Range: *r, New: e.New})
		}
	}
	return out
}

// place is the file and range of a span, empty for the zero span.
func place(at source.Span) (string, *DataRange) {
	if at.IsZero() {
		return "", nil
	}
	return at.File.Name, &DataRange{
		Bytes: DataBytes{at.Start, at.End},
		Start: position(at.File, at.Start),
		End:   position(at.File, at.End),
	}
}

func position(f *source.File, offset int) DataPosition {
	p := f.Position(offset)
	return DataPosition{Line: p.Line, Character: p.Column}
}
