// Package lock knows what a program depends on: the hash of its own text and
// the entries of eegp.lock. It reads no recordings.
package lock

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/eegp-lang/eegp/lang/format"
	"github.com/eegp-lang/eegp/lang/syntax"
)

// Text is the hash of a file's canonical text: "h1:" and the SHA-256 in
// hexadecimal. Layout and comments do not count, since they change no result.
// The file must have been read without errors.
func Text(f *syntax.File) string {
	silent := *f
	silent.Comments = nil
	var canonical strings.Builder
	for line := range strings.Lines(format.File(&silent)) {
		if strings.TrimSpace(line) != "" { // blank lines group for the eye, often around comments
			canonical.WriteString(line)
		}
	}
	sum := sha256.Sum256([]byte(canonical.String()))
	return "h1:" + hex.EncodeToString(sum[:])
}
