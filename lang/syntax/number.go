package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/eegp-lang/eegp/lang/diag"
)

// maxWhole is the largest whole number whose neighbours are all exact.
const maxWhole = 1 << 53

// bareFraction reports whether the dot here begins a number such as .5: a digit
// follows and nothing that could be selected from stands before.
func (l *lexing) bareFraction() bool {
	if l.at+1 >= len(l.text) || !isDigit(l.text[l.at+1]) {
		return false
	}
	if l.at == 0 {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(l.text[:l.at])
	return !isNameStart(r) && !strings.ContainsRune(`0123456789')]}".`, r)
}

// number reads a number and the unit that follows it on the same line.
func (l *lexing) number() {
	start := l.at
	digits := func() {
		for l.at < len(l.text) && (isDigit(l.text[l.at]) || l.text[l.at] == '_') {
			l.at++
		}
	}
	digits()
	l.fraction(digits)
	if n := exponentLength(l.text[l.at:]); n > 0 {
		l.at += n
		digits()
	}
	if text := l.text[start:l.at]; text == "0" && l.radixPrefix() {
		l.at += nameLength(l.text[l.at:])
	}
	text := l.text[start:l.at]
	if reason, fix := numberFault(text); reason != "" {
		l.fault(start, diag.BadNumber{At: l.span(start, l.at), Text: text, Why: reason, Instead: fix})
	}
	l.emit(kindNumber, start)
	l.unit()
}

// fraction reads .digits, more than once so that 1.2.3 is one bad number; two
// dots are a range and a dot before a name selects from it.
func (l *lexing) fraction(digits func()) {
	for l.at < len(l.text) && l.text[l.at] == '.' {
		rest := l.text[l.at+1:]
		next, _ := utf8.DecodeRuneInString(rest)
		if strings.HasPrefix(rest, ".") || rest != "" && isNameStart(next) {
			return
		}
		l.at++
		digits()
	}
}

// exponentLength is the length of e, E, e+ or e- when a digit follows it.
func exponentLength(text string) int {
	if text == "" || text[0] != 'e' && text[0] != 'E' {
		return 0
	}
	n := 1
	if n < len(text) && (text[n] == '+' || text[n] == '-') {
		n++
	}
	if n < len(text) && isDigit(text[n]) {
		return n
	}
	return 0
}

// radixPrefix reports 0x1F, 0b01 and 0o7.
func (l *lexing) radixPrefix() bool {
	rest := l.text[l.at:]
	return len(rest) > 1 && strings.IndexByte("xXbBoO", rest[0]) >= 0 &&
		strings.IndexByte("0123456789abcdefABCDEF", rest[1]) >= 0
}

// numberFault says what is wrong with the spelling of a number, and how it
// should be spelt when that is plain.
func numberFault(text string) (why, instead string) {
	switch {
	case strings.HasPrefix(text, "."):
		return "a digit stands before the point", "0" + text
	case len(text) > 1 && strings.ContainsAny(text[1:2], "xXbBoO"):
		if n, err := strconv.ParseInt(text, 0, 64); err == nil {
			return "numbers are decimal", strconv.FormatInt(n, 10)
		}
		return "numbers are decimal", ""
	case strings.Count(text, ".") > 1:
		return "it has more than one point", ""
	case strings.HasSuffix(text, "."):
		return "a digit stands after the point", text + "0"
	case strings.Contains(text, "._") || strings.Contains(text, "_.") || strings.Contains(text, "__") ||
		strings.HasSuffix(text, "_") || strings.Contains(text, "_e") || strings.Contains(text, "_E"):
		return "an underscore stands between two digits", strings.ReplaceAll(text, "_", "")
	}
	_, whole, err := numberValue(text)
	if err != nil {
		return "it is too large", ""
	}
	if n, err := strconv.ParseUint(strings.ReplaceAll(text, "_", ""), 10, 64); whole && (err != nil || n > maxWhole) {
		return "whole numbers reach 9_007_199_254_740_992", ""
	}
	return "", ""
}

// numberValue is the value of a spelling and whether it is a whole number.
func numberValue(text string) (value float64, whole bool, err error) {
	value, err = strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	return value, !strings.ContainsAny(text, ".eE"), err
}

// unit reads the unit after a number: % or a name that is no word of the
// language. A name before a colon or a parenthesis is the next argument, whose
// comma is missing, and a declaration word the next declaration.
func (l *lexing) unit() {
	at := l.at
	for at < len(l.text) && (l.text[at] == ' ' || l.text[at] == '\t') {
		at++
	}
	rest := l.text[at:]
	if strings.HasPrefix(rest, "%") {
		l.at = at + 1
		l.emit(kindUnit, at)
		return
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if rest == "" || !isNameStart(r) {
		return
	}
	n := nameLength(rest)
	if name := rest[:n]; words[name] || name == "and" || name == "or" || name == "as" {
		return
	}
	after := strings.TrimLeft(rest[n:], " \t")
	if strings.HasPrefix(after, ":") || strings.HasPrefix(after, "(") {
		return
	}
	if r, _ := utf8.DecodeRuneInString(after); isDeclarationWord(rest[:n]) && (isNameStart(r) && after != "" || r == '"') {
		return
	}
	l.at = at + n
	l.emit(kindUnit, at)
}
