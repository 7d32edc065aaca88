package data

import (
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A format is one that is read through a content. EDF, BDF and GDF are files of
// data records and have their own way.
type format struct {
	name  string
	is    func(b *blob, head []byte) bool
	parse func(b *blob, opt Options) (*content, []diag.Problem, error)
}

// formats are tried in order.
func formats() []format {
	return []format{
		{"fif", func(_ *blob, head []byte) bool { return isFIF(head) }, parseFIF},
		{"eeglab", isEEGLAB, parseEEGLAB},
		{"mat", func(_ *blob, head []byte) bool { return isMAT(head) }, parseMAT},
		{"npz", isNPZ, parseNPZ},
		{"brainvision", func(_ *blob, head []byte) bool { return isBrainVision(head) }, parseBrainVision},
		{"csv", isTable, parseTable},
	}
}

// formatOf tells the format from a file's first bytes, and from its name where
// it is plain text. It is false for EDF, BDF, GDF and all that cannot be read.
func formatOf(b *blob) (format, bool) {
	head := b.head()
	if isRecording(head) || isGDF(head) {
		return format{}, false
	}
	for _, f := range formats() {
		if f.is(b, head) {
			return f, true
		}
	}
	return format{}, false
}

// ReadOutline reads what the header of a recording tells, without its samples.
func ReadOutline(path string, opt Options) (*Outline, []diag.Problem, error) {
	b, file, p := openBlob(path)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	defer func() { _ = file.Close() }() // only read from
	if f, ok := formatOf(b); ok {
		c, problems, err := f.parse(b, opt)
		if err != nil {
			return nil, problems, err
		}
		return &c.Outline, problems, nil
	}
	h, problems, err := headerOf(b)
	if err != nil {
		return nil, problems, err
	}
	return h.outline(), problems, nil
}

// Read reads a recording with its samples, events and hash. Channels of
// different rates come at the highest rate of those that are kept.
func Read(path string, opt Options) (*value.Recording, []diag.Problem, error) {
	b, p := loadBlob(path)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	rec, _, problems, err := readBlob(b, opt)
	return rec, problems, err
}

// readBlob is Read for bytes in memory; continuous is what the header says.
func readBlob(b *blob, opt Options) (rec *value.Recording, outline *Outline, problems []diag.Problem, err error) {
	var first int
	if f, ok := formatOf(b); ok {
		c, found, failed := f.parse(b, opt)
		if failed != nil {
			return nil, nil, found, failed
		}
		if c.SHA256 == "" {
			c.SHA256 = b.sum()
		}
		rec, problems, err = c.recording(opt)
		outline, first, problems = &c.Outline, c.FirstSample, append(found, problems...)
	} else {
		file, found, failed := parseFile(b)
		if failed != nil {
			return nil, nil, found, failed
		}
		rec, problems, err = file.Recording(opt)
		outline, problems = file.outline(), append(found, problems...)
	}
	if err != nil || opt.EventsFile == "" {
		return rec, outline, problems, err
	}
	events, sum, p := readEvents(opt.EventsFile, rec.Rate, first)
	if p != nil {
		problems, err = fatal(problems, p)
		return nil, nil, problems, err
	}
	rec.Events, rec.SHA256 = events, sumOf(rec.SHA256, sum)
	return rec, outline, problems, nil
}

// IsRecording tells whether a file is in a format that is read.
func IsRecording(path string) bool {
	b, file, p := openBlob(path)
	if p != nil {
		return false
	}
	defer func() { _ = file.Close() }() // only read from
	if f, ok := formatOf(b); ok {
		return f.name != "csv" // a text may be anything
	}
	_, _, err := headerOf(b)
	return err == nil
}
