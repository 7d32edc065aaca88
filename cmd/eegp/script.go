package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/runtime/data"
)

// largestScript in bytes. Programs are written by people; what is larger is
// something else.
const largestScript = 4 << 20

// readScript reads a program. What is missing or is no program says so in words.
func readScript(path string) (*source.File, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s%s", path, nearby(path))
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %s", path, reason(err))
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder%s", path, inside(path))
	case info.Size() > largestScript:
		return nil, fmt.Errorf("%s is no program: it holds %d bytes%s", path, info.Size(), recorded(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %s", path, reason(err))
	}
	defer f.Close()
	// A device has no size; it may have no end either.
	text, err := io.ReadAll(io.LimitReader(f, largestScript))
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %s", path, reason(err))
	}
	if binary(text) {
		return nil, fmt.Errorf("%s is no program: it holds bytes that are no text%s", path, recorded(path))
	}
	return source.NewFile(path, string(text)), nil
}

// binary reports whether bytes are something else than text. A single foreign
// character is a fault of a text, which the parser tells better.
func binary(text []byte) bool {
	if bytes.HasPrefix(text, []byte("eegp ")) {
		return false
	}
	start := text[:min(len(text), 4096)]
	strange := bytes.Count(start, []byte{0})
	for s := start; len(s) > 0; {
		r, n := utf8.DecodeRune(s)
		if r == utf8.RuneError && n == 1 {
			strange++
		}
		s = s[n:]
	}
	if strange > 8 {
		return true
	}
	// The header of a recording is text; what follows is not.
	return len(text) > len(start) && bytes.IndexByte(text, 0) >= 0
}

// recorded adds what to do with a file that turns out to be a recording.
func recorded(path string) string {
	if data.IsRecording(path) {
		return "; it is a recording: eegp info " + path
	}
	return ""
}

// nearby suggests a script of a similar name in the same folder.
func nearby(path string) string {
	if best := diag.Nearest(filepath.Base(path), scriptsIn(filepath.Dir(path))); best != "" {
		return "; did you mean " + filepath.Join(filepath.Dir(path), best) + "?"
	}
	return ""
}

// inside names the scripts of a folder.
func inside(path string) string {
	names := scriptsIn(path)
	for i, name := range names {
		names[i] = filepath.Join(path, name)
	}
	switch {
	case len(names) == 0:
		return " without programs"
	case len(names) > 5:
		return "; name one of its programs, such as " + names[0]
	}
	return "; name a program: " + strings.Join(names, ", ")
}

func scriptsIn(folder string) []string {
	entries, _ := os.ReadDir(folder) // none when it cannot be read
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".eegp") {
			names = append(names, e.Name())
		}
	}
	return names
}

// reason is an error of the file system without the path, which is said already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
