package data

import (
	"bytes"
	"unicode/utf8"
)

// isRecording tells from the first eight bytes whether a file claims to be EDF
// or BDF.
func isRecording(b []byte) bool {
	return len(b) >= 8 && (string(bytes.TrimRight(b[:8], " \x00")) == "0" || string(b[:8]) == "\xffBIOSEMI")
}

// A likeness names a kind of file by its first bytes, with advice.
type likeness struct {
	magic  string
	at     int
	looks  string
	advice string
}

const convert = "export the recording as EDF+ or BDF+ with the program that wrote it"

// likenesses are tried in order; the first that fits names the file.
var likenesses = []likeness{
	{"version https://git-lfs", 0, "a git-lfs pointer, a short text that stands for the real file", "fetch the real file with `git lfs pull`"},
	{"/annex/objects/", 0, "a git-annex pointer, a short text that stands for the real file", "fetch the real file with `git annex get`"},
	{"Brain Vision Data Exchange Marker", 0, "a BrainVision list of markers", "name the header, whose name ends in .vhdr"},
	{"BrainVision Data Exchange Marker", 0, "a BrainVision list of markers", "name the header, whose name ends in .vhdr"},
	{"MATLAB 5.0 MAT-file", 0, "a broken MATLAB file", "save it anew"},
	{"MATLAB 7.3 MAT-file", 0, "a MATLAB 7.3 file", "save it with -v7 in place of -v7.3"},
	{"\x89HDF\r\n", 0, "an HDF5 file", convert},
	{"PK\x03\x04", 0, "a zip archive", "unpack it and name the files inside"},
	{"\x1f\x8b", 0, "a gzip archive", "unpack it with `gunzip` first"},
	{"7z\xbc\xaf\x27\x1c", 0, "a 7z archive", "unpack it and name the files inside"},
	{"BZh", 0, "a bzip2 archive", "unpack it with `bunzip2` first"},
	{"\xfd7zXZ", 0, "an xz archive", "unpack it with `unxz` first"},
	{"XDF:", 0, "an XDF recording", convert},
	{"EEP V", 0, "an ANT recording", convert},
	{"Version 3.0", 0, "a Neuroscan recording", convert},
	{"\x93NUMPY", 0, "a NumPy array", convert},
	{"BCI2000V", 0, "a BCI2000 recording", convert},
	{"HeaderLen=", 0, "a BCI2000 recording", convert},
	{"%PDF", 0, "a PDF document", "name the recording itself"},
	{"\x89PNG", 0, "a PNG image", "name the recording itself"},
	{"\xff\xd8\xff", 0, "a JPEG image", "name the recording itself"},
	{"ustar", 257, "a tar archive", "unpack it and name the files inside"},
}

const looksText = "a text file"

// looksLike says what a file that no reader takes seems to be, from its first bytes.
func looksLike(b []byte) (looks, advice string) {
	for _, l := range likenesses {
		if len(b) >= l.at && bytes.HasPrefix(b[l.at:], []byte(l.magic)) {
			return l.looks, l.advice
		}
	}
	head := bytes.ToLower(bytes.TrimLeft(b[:min(len(b), 512)], " \t\r\n\ufeff"))
	switch {
	case bytes.HasPrefix(head, []byte("<!doctype html")), bytes.HasPrefix(head, []byte("<html")), bytes.HasPrefix(head, []byte("<head")):
		return "a web page", "the download failed or asked for a log-in; fetch the file again"
	case bytes.HasPrefix(head, []byte("<?xml")):
		return "an XML file", convert
	case bytes.HasPrefix(head, []byte("{")) && isText(b):
		return "a JSON text", "name the recording itself"
	case allZero(b):
		return "nothing but zero bytes", "the copy is broken; fetch the file again"
	case isText(b):
		return looksText, "name the recording itself, or export it as EDF+"
	}
	return "an unknown binary file", convert
}

func allZero(b []byte) bool {
	return len(bytes.Trim(b, "\x00")) == 0
}

// isText accepts UTF-8, whose last character may have been cut, with no control
// characters but white space.
func isText(b []byte) bool {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 && i < len(b)-3 {
			return false
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' {
			return false
		}
		i += n
	}
	return true
}
