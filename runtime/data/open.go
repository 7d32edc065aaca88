package data

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// ReadHeader reads what an EDF, BDF or GDF file says about itself, without its
// samples: a few kilobytes, whatever the file's length. ReadOutline does so for
// every format.
func ReadHeader(path string) (*Header, []diag.Problem, error) {
	b, file, p := openBlob(path)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	defer func() { _ = file.Close() }() // only read from
	return headerOf(b)
}

// headerOf reads the header of a file of data records.
func headerOf(b *blob) (*Header, []diag.Problem, error) {
	head := b.slice(0, fixedHeader)
	if int64(len(head)) < min(b.size, fixedHeader) {
		ps, err := fatal(nil, unreadable(b.path, errShort))
		return nil, ps, err
	}
	if isGDF(head) {
		return parseGDF(b)
	}
	need, p := headerSize(b.path, head, b.size)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	all := b.slice(0, need)
	if int64(len(all)) < need {
		ps, err := fatal(nil, unreadable(b.path, errShort))
		return nil, ps, err
	}
	return parseHeader(b.path, all, b.size)
}

// errShort is a file that shrinks while it is read.
var errShort = io.ErrUnexpectedEOF

// headerSize is the number of bytes of all header fields, from the first 256.
func headerSize(path string, head []byte, size int64) (int64, diag.Problem) {
	if !isRecording(head) {
		looks, advice := looksLike(head)
		return 0, diag.NotARecording{Path: path, Looks: looks, Advice: advice}
	}
	if size < fixedHeader {
		return 0, diag.BadRecordingHeader{Path: path, Field: "header", Cut: true, Bytes: size, Offset: int(size), Want: "256 bytes or more"}
	}
	n, ok := signalCount(head)
	if !ok {
		return 0, diag.BadRecordingHeader{Path: path, Field: "number of signals", Value: headerText(head[252:256]), Offset: 252, Want: "1 to 9999"}
	}
	need := int64(fixedHeader * (n + 1))
	if size < need {
		return 0, diag.BadRecordingHeader{Path: path, Field: "header", Cut: true, Bytes: size, Offset: int(size), Want: "the headers of all its signals"}
	}
	return need, nil
}

// openFile opens a file that has bytes.
func openFile(path string) (*os.File, int64, diag.Problem) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, diag.NoSuchRecording{Path: path, Near: nearInFolder(path), FolderExists: isFolder(filepath.Dir(path))}
	}
	if err != nil {
		return nil, 0, unreadable(path, err)
	}
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() && info.Size() > 0 {
		return f, info.Size(), nil
	}
	_ = f.Close() // nothing was read
	switch {
	case err != nil:
		return nil, 0, unreadable(path, err)
	case info.IsDir():
		return nil, 0, diag.UnreadableRecording{Path: path, Reason: "it is a folder"}
	case !info.Mode().IsRegular():
		return nil, 0, diag.UnreadableRecording{Path: path, Reason: "it is not an ordinary file"}
	}
	return nil, 0, diag.EmptyRecording{Path: path}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// unreadable words an error of the operating system without its Go wrapping.
func unreadable(path string, err error) diag.Problem {
	reason := err.Error()
	var pathErr *fs.PathError
	switch {
	case errors.Is(err, fs.ErrPermission):
		reason = "permission denied"
	case errors.Is(err, io.ErrUnexpectedEOF):
		reason = "it ended while it was read"
	case errors.As(err, &pathErr):
		reason = pathErr.Err.Error()
	}
	return diag.UnreadableRecording{Path: path, Reason: reason}
}

// A File is a recording of data records as stored: its header and all its bytes.
type File struct {
	Header
	SHA256 string // of the file's bytes, in hexadecimal

	body   []byte        // complete data records
	listed []value.Event // of GDF's table
	tals
}

// Open reads a whole EDF, BDF or GDF file: header, data records, annotations and
// hash. Samples are decoded when asked for.
func Open(path string) (*File, []diag.Problem, error) {
	b, p := loadBlob(path)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	return parseFile(b)
}

// parse is Open for bytes in memory.
func parse(path string, b []byte) (*File, []diag.Problem, error) {
	return parseFile(memoryBlob(path, b))
}

func parseFile(b *blob) (*File, []diag.Problem, error) {
	h, problems, err := headerOf(b)
	if err != nil {
		return nil, problems, err
	}
	file := &File{Header: *h, SHA256: b.sum()}
	file.body = b.slice(h.Bytes, int64(h.Records)*h.recordBytes())
	if h.Format == "gdf" {
		file.listed = gdfEvents(h, b)
		return file, problems, nil
	}
	file.tals = file.readTALs()
	if file.tals.broken > 0 {
		problems = append(problems, diag.BrokenAnnotations{Path: b.path, Count: file.tals.broken})
	}
	return file, problems, nil
}

// outline is what the header tells.
func (h *Header) outline() *Outline {
	channels, _ := h.channels()
	o := &Outline{
		Path: h.Path, Format: h.Format, Continuous: h.Continuous, Start: h.Start,
		Channels: channels, Samples: h.Records * h.mostPerRecord(),
	}
	for _, c := range channels {
		o.Rate = max(o.Rate, c.Rate)
	}
	return o
}
