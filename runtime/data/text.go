package data

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// headerText decodes a fixed-width header field. The formats ask for ASCII
// padded with spaces; files hold UTF-8 or latin-1 and end texts with a zero
// byte. Control characters are replaced, so that no label can steer a terminal.
func headerText(field []byte) string {
	if end := bytes.IndexByte(field, 0); end >= 0 {
		field = field[:end]
	}
	return strings.TrimSpace(cleanText(decodeText(field)))
}

// decodeText reads bytes as UTF-8, or as latin-1 where they are not.
func decodeText(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// cleanText replaces control characters.
func cleanText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// headerNumber reads a numeric header field; a decimal comma counts as a point.
func headerNumber(field []byte) (float64, bool) {
	s := strings.ReplaceAll(headerText(field), ",", ".")
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && v-v == 0
}

// headerInt reads a whole-number header field.
func headerInt(field []byte) (int, bool) {
	v, ok := headerNumber(field)
	if !ok || v != float64(int64(v)) || v > 1<<40 || v < -1<<40 {
		return 0, false
	}
	return int(v), true
}
