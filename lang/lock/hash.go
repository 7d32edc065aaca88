// Package lock knows what a program depends on: the hash of its own text and
// the entries of eegp.lock. It reads no recordings.
package lock

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/eegp-lang/eegp/lang/format"
	"github.com/eegp-lang/eegp/lang/syntax"
)

// Text is the hash of a file's canonical text: "h1:" and the SHA-256 in
// hexadecimal. Layout does not count; comments do, since they are part of the
// text. The file must have been read without errors.
func Text(f *syntax.File) string {
	sum := sha256.Sum256([]byte(format.File(f)))
	return "h1:" + hex.EncodeToString(sum[:])
}
