package data

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/eegp-lang/eegp/lang/diag"
)

// ReadHeader reads what an EDF or BDF file says about itself, without its
// samples: a few kilobytes, whatever the file's length.
func ReadHeader(path string) (*Header, []diag.Problem, error) {
	f, size, p := openFile(path)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	defer func() { _ = f.Close() }() // only read from
	head := make([]byte, min(size, fixedHeader))
	if _, err := io.ReadFull(f, head); err != nil {
		ps, err := fatal(nil, unreadable(path, err))
		return nil, ps, err
	}
	need, p := headerSize(path, head, size)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	b := make([]byte, need)
	copy(b, head)
	if _, err := io.ReadFull(f, b[fixedHeader:]); err != nil {
		ps, err := fatal(nil, unreadable(path, err))
		return nil, ps, err
	}
	return parseHeader(path, b, size)
}

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

// A File is a recording as stored: its header and all its bytes.
type File struct {
	Header
	SHA256 string // of the file's bytes, in hexadecimal

	body []byte // complete data records
	tals
}

// Open reads a whole file: header, data records, annotations and hash. Samples
// are decoded when asked for.
func Open(path string) (*File, []diag.Problem, error) {
	f, size, p := openFile(path)
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	defer func() { _ = f.Close() }() // only read from
	b := make([]byte, size)
	if _, err := io.ReadFull(f, b); err != nil {
		ps, err := fatal(nil, unreadable(path, err))
		return nil, ps, err
	}
	return parse(path, b)
}

// parse is Open for bytes in memory.
func parse(path string, b []byte) (*File, []diag.Problem, error) {
	need, p := headerSize(path, b[:min(len(b), fixedHeader)], int64(len(b)))
	if p != nil {
		ps, err := fatal(nil, p)
		return nil, ps, err
	}
	h, problems, err := parseHeader(path, b[:need], int64(len(b)))
	if err != nil {
		return nil, problems, err
	}
	sum := sha256.Sum256(b)
	file := &File{Header: *h, SHA256: hex.EncodeToString(sum[:])}
	file.body = b[h.Bytes : h.Bytes+int64(h.Records)*h.recordBytes()]
	file.tals = file.readTALs()
	if file.tals.broken > 0 {
		problems = append(problems, diag.BrokenAnnotations{Path: path, Count: file.tals.broken})
	}
	return file, problems, nil
}
