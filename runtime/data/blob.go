package data

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"github.com/eegp-lang/eegp/lang/diag"
)

// A blob is the bytes of a file, in memory or still on disk: headers are read
// the same way from both.
type blob struct {
	path  string
	size  int64
	bytes []byte // nil when on disk
	from  io.ReaderAt
}

// openBlob opens a file that has bytes. The caller closes what it returns.
func openBlob(path string) (*blob, io.Closer, diag.Problem) {
	f, size, p := openFile(path)
	if p != nil {
		return nil, nil, p
	}
	return &blob{path: path, size: size, from: f}, f, nil
}

// memoryBlob holds bytes that are in memory.
func memoryBlob(path string, b []byte) *blob {
	return &blob{path: path, size: int64(len(b)), bytes: b}
}

// loadBlob reads a whole file.
func loadBlob(path string) (*blob, diag.Problem) {
	f, size, p := openFile(path)
	if p != nil {
		return nil, p
	}
	defer func() { _ = f.Close() }() // only read from
	b := make([]byte, size)
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, unreadable(path, err)
	}
	return memoryBlob(path, b), nil
}

// has tells whether n bytes lie at a place.
func (b *blob) has(at, n int64) bool {
	return at >= 0 && n >= 0 && at <= b.size && n <= b.size-at
}

// slice is n bytes from a place, or less where the file ends before.
func (b *blob) slice(at, n int64) []byte {
	if at < 0 || at >= b.size || n <= 0 {
		return nil
	}
	n = min(n, b.size-at)
	if b.bytes != nil {
		return b.bytes[at : at+n]
	}
	out := make([]byte, n)
	got, err := b.from.ReadAt(out, at)
	if err != nil && err != io.EOF {
		return nil
	}
	return out[:got]
}

// head is how a file begins: enough to tell its format.
func (b *blob) head() []byte { return b.slice(0, 4096) }

// sum is the SHA-256 of bytes in memory.
func (b *blob) sum() string {
	s := sha256.Sum256(b.bytes)
	return hex.EncodeToString(s[:])
}

// sumOf joins the sums of the files of one recording; a single one stays as it
// is.
func sumOf(sums ...string) string {
	if len(sums) == 1 {
		return sums[0]
	}
	h := sha256.New()
	for _, s := range sums {
		_, _ = io.WriteString(h, s) // a hash takes every byte
	}
	return hex.EncodeToString(h.Sum(nil))
}

// beside loads a file that a recording consists of besides its own: from disk,
// and whole only when the recording itself is in memory.
func (b *blob) beside(path string) (*blob, diag.Problem) {
	if b.bytes != nil {
		return loadBlob(path)
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		_, p := loadBlob(path)
		return nil, p
	}
	return &blob{path: path, size: info.Size(), from: pathReader(path)}, nil
}

// pathReader opens its file for each look, so that nothing has to be closed.
type pathReader string

func (p pathReader) ReadAt(b []byte, at int64) (int, error) {
	f, err := os.Open(string(p))
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }() // only read from
	return f.ReadAt(b, at)
}
