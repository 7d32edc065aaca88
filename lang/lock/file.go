package lock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// Name is what a lock is called; it lies beside the scripts that it serves.
const Name = "eegp.lock"

// Format is the version of the file that this package reads and writes.
const Format = 1

// A File is the lock of one folder: an entry for each script by its name.
type File struct {
	Format  int               `json:"lock"`
	Scripts map[string]Script `json:"scripts"`
}

// A Script is everything outside its text that decides a script's results.
type Script struct {
	Imports   map[string]Import `json:"imports,omitempty"`   // by dotted or quoted path
	Operators map[string]int    `json:"operators,omitempty"` // numerics version by name
	Sources   map[string]Source `json:"sources,omitempty"`   // by the source's canonical call
}

// An Import is a file that a script uses, perhaps by way of others.
type Import struct {
	Hash   string `json:"hash"`   // see Text
	Origin string `json:"origin"` // Std or Project
}

// Where imports come from.
const (
	Std     = "std"
	Project = "project"
)

// A Source is recordings on disk. Its schema is what their headers told, so that
// a script can be checked where the recordings are not; zero is unknown.
type Source struct {
	Channels   int               `json:"channels,omitempty"`
	Classes    []string          `json:"classes,omitempty"`
	Rate       float64           `json:"rate_hz,omitempty"`
	Recordings map[string]string `json:"recordings"` // SHA-256 in hexadecimal by path as the pattern found it
}

// Bytes is the file as it is written: the same for the same entries, one fact a
// line, so that a change is a small diff.
func (f File) Bytes() []byte {
	f.Format = Format
	if f.Scripts == nil {
		f.Scripts = map[string]Script{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(f); err != nil {
		panic("lock: texts and finite numbers always marshal: " + err.Error())
	}
	return b.Bytes()
}

// Read reads a lock. What is no lock of this format is one problem that points
// at the place.
func Read(text *source.File) (File, diag.Problem) {
	broken := diag.BrokenLock{Path: text.Name}
	var head struct {
		Format *int `json:"lock"`
	}
	if err := json.Unmarshal([]byte(text.Text), &head); err != nil {
		broken.At, broken.Reason = fault(text, err)
		return File{}, broken
	}
	switch {
	case head.Format == nil || *head.Format < 1:
		broken.Reason = `it has no format number: "lock": 1`
		return File{}, broken
	case *head.Format > Format:
		broken.Newer, broken.Reads = *head.Format, Format
		return File{}, broken
	}
	var f File
	d := json.NewDecoder(strings.NewReader(text.Text))
	d.DisallowUnknownFields() // what is not understood would be lost when it is written again
	if err := d.Decode(&f); err != nil {
		broken.At, broken.Reason = fault(text, err)
		return File{}, broken
	}
	return f, nil
}

// fault says in words what a JSON error means, and where.
func fault(text *source.File, err error) (source.Span, string) {
	at := func(offset int64) source.Span {
		end := max(0, min(int(offset), len(text.Text)))
		return source.Span{File: text, Start: max(0, end-1), End: end}
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) && strings.Contains(err.Error(), "end of JSON"):
		return source.Span{}, "it ends too early"
	case errors.As(err, &syntax):
		return at(syntax.Offset), "it is no JSON from here on"
	case errors.As(err, &kind):
		return at(kind.Offset), fmt.Sprintf("a value of this kind (%s) cannot stand here", kind.Value)
	}
	return source.Span{}, strings.TrimPrefix(err.Error(), "json: ")
}
