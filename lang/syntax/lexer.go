package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// words are names with a meaning everywhere; declaration words are names that
// mean something only where a declaration begins.
var words = map[string]bool{
	"not": true, "adapt": true, "in": true, "for": true, "if": true, "fn": true,
}

// symbols are tried in order, longest first. Those of kindForeign are signs of
// other languages, kept whole so that a message can name the replacement.
var symbols = []struct {
	text string
	kind int
}{
	{"===", symForeign},
	{"...", symForeign},
	{"**=", symForeign},
	{"|>", symOp},
	{"==", symOp},
	{"!=", symOp},
	{"<=", symOp},
	{">=", symOp},
	{"->", symPunct},
	{"~>", symPunct},
	{"=>", symPunct},
	{"..", symDots},
	{":=", symForeign},
	{"::", symForeign},
	{"**", symForeign},
	{"//", symForeign},
	{"/*", symForeign},
	{"*/", symForeign},
	{"&&", symForeign},
	{"||", symForeign},
	{"<-", symForeign},
	{"<>", symForeign},
	{"+=", symForeign},
	{"-=", symForeign},
	{"*=", symForeign},
	{"/=", symForeign},
	{"++", symForeign},
	{"--", symForeign},
	{"<|", symForeign},
	{">>", symForeign},
	{"<", symOp},
	{">", symOp},
	{"+", symOp},
	{"*", symOp},
	{"/", symOp},
	{"^", symOp},
	{"-", symMinus},
	{"=", symPunct},
	{",", symPunct},
	{":", symPunct},
	{".", symPunct},
	{"@", symPunct},
	{"(", symPunct},
	{")", symPunct},
	{"[", symPunct},
	{"]", symPunct},
	{"{", symBrace},
	{"}", symPunct},
	{";", symForeign},
	{"!", symForeign},
	{"&", symForeign},
	{"|", symForeign},
	{"%", symForeign},
	{"?", symForeign},
	{"$", symForeign},
	{"\\", symForeign},
	{"`", symForeign},
	{"~", symForeign},
}

const (
	symOp int = iota
	symMinus
	symDots
	symPunct
	symBrace
	symForeign
)

// A lexed text: tokens without line ends, the comments, and where a reported
// fault lies, since a piece with one is not blamed a second time.
type lexed struct {
	tokens   []token
	comments []Comment
	faults   []int
}

type lexing struct {
	file   *source.File
	report *diag.List
	text   string
	at     int
	fresh  bool // nothing but space on this line so far
	// faultsOnLine counts what was found wrong on this line.
	faultsOnLine int
	out          lexed
}

// lex cuts a text into tokens. Characters that belong nowhere are reported and
// left out.
func lex(f *source.File, report *diag.List) lexed {
	l := &lexing{file: f, report: report, text: f.Text, fresh: true}
	for l.at < len(l.text) {
		l.step()
	}
	return l.out
}

func (l *lexing) step() {
	c := l.text[l.at]
	switch {
	case c == '\n':
		l.at++
		l.fresh, l.faultsOnLine = true, 0
	case c == ' ' || c == '\t' || c == '\r':
		l.at++
	case c == '#':
		l.comment()
	case c == '"':
		l.quoted()
	case c == '\'':
		l.apostrophe()
	case isDigit(c), c == '.' && l.bareFraction():
		l.number()
	case isNameStart(l.rune()):
		l.name()
	default:
		l.symbol()
	}
}

func (l *lexing) rune() rune {
	r, _ := utf8.DecodeRuneInString(l.text[l.at:])
	return r
}

func (l *lexing) span(start, end int) source.Span {
	return source.Span{File: l.file, Start: start, End: end}
}

// maxFaultsOnLine is how many faults of one line are told; a line with more is
// no program.
const maxFaultsOnLine = 3

func (l *lexing) fault(at int, p diag.Problem) {
	l.out.faults = append(l.out.faults, at)
	if l.faultsOnLine++; l.faultsOnLine <= maxFaultsOnLine {
		l.report.Report(p)
	}
}

// emit adds the token that runs from start to the present place.
func (l *lexing) emit(kind tokenType, start int) {
	t := token{kind: kind, start: start, end: l.at, text: l.text[start:l.at]}
	t.newline = l.fresh
	t.columnOne = start == 0 || l.text[start-1] == '\n'
	l.out.tokens = append(l.out.tokens, t)
	l.fresh = false
}

func (l *lexing) comment() {
	end := strings.IndexByte(l.text[l.at:], '\n')
	if end < 0 {
		end = len(l.text) - l.at
	}
	text := strings.TrimRightFunc(l.text[l.at:l.at+end], unicode.IsSpace)
	l.out.comments = append(l.out.comments, Comment{
		At:      l.span(l.at, l.at+len(text)),
		Text:    text,
		OwnLine: l.fresh,
	})
	if !utf8.ValidString(text) {
		l.fault(l.at, diag.NotUTF8{At: l.span(l.at, l.at+len(text))})
	}
	l.at += end
}

func (l *lexing) name() {
	start := l.at
	l.at += nameLength(l.text[l.at:])
	text := l.text[start:l.at]
	switch {
	case text == "and" || text == "or":
		l.emit(kindOp, start)
	case words[text]:
		l.emit(kindWord, start)
	default:
		l.emit(kindName, start)
	}
}

func (l *lexing) symbol() {
	start := l.at
	for _, s := range symbols {
		if strings.HasPrefix(l.text[start:], s.text) {
			l.at += len(s.text)
			l.emit(symbolKind(s.kind), start)
			return
		}
	}
	r, size := utf8.DecodeRuneInString(l.text[start:])
	l.at += size
	at := l.span(start, l.at)
	if r == utf8.RuneError && size == 1 {
		l.fault(start, diag.NotUTF8{At: at})
		return
	}
	odd := diag.OddCharacter{At: at, Char: r}
	if quoteEnd := curlyTextLength(l.text[start:]); quoteEnd > 0 {
		l.at = start + quoteEnd
		odd.At = l.span(start, l.at)
		odd.Instead = `"` + l.text[start+size:l.at-size] + `"`
	} else if r == '\u2013' && start > 0 && isDigit(l.text[start-1]) && l.at < len(l.text) && isDigit(l.text[l.at]) {
		odd.Instead = ".."
	}
	l.fault(start, odd)
	if odd.At.End > start+size {
		l.emit(kindText, start)
	}
}

// curlyTextLength is the length of a text in curly quotes, 0 when there is none.
func curlyTextLength(text string) int {
	rest, ok := strings.CutPrefix(text, "\u201c")
	if !ok {
		return 0
	}
	line, _, _ := strings.Cut(rest, "\n")
	n := strings.Index(line, "\u201d")
	if n < 0 || strings.ContainsAny(line[:n], `"\`) {
		return 0
	}
	return n + 2*len("\u201c")
}

func symbolKind(sym int) tokenType {
	switch sym {
	case symOp:
		return kindOp
	case symMinus:
		return kindMinus
	case symDots:
		return kindDots
	case symPunct:
		return kindPunct
	case symBrace:
		return kindBrace
	}
	return kindForeign
}

// apostrophe meets a ' that belongs to no name: most likely a text in single
// quotes, kept whole as a foreign token.
func (l *lexing) apostrophe() {
	start := l.at
	l.at++
	for i := l.at; i < len(l.text) && l.text[i] != '\n'; i++ {
		if l.text[i] == '\'' {
			l.at = i + 1
			break
		}
	}
	l.emit(kindForeign, start)
}

// quoted reads a text; it ends on its line.
func (l *lexing) quoted() {
	start := l.at
	l.at++
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case c == '"':
			l.at++
			l.emit(kindText, start)
			l.checkText(start)
			return
		case c == '\n':
			l.unclosedText(start)
			return
		case c == '\\' && l.at+1 < len(l.text) && l.text[l.at+1] != '\n':
			l.at += 2
		default:
			l.at++
		}
	}
	l.unclosedText(start)
}

func (l *lexing) unclosedText(start int) {
	for l.at > start+1 && isSpace(l.text[l.at-1]) {
		l.at--
	}
	l.fault(start, diag.UnclosedText{At: l.span(start, l.at)})
	l.emit(kindText, start)
}

// checkText reports what may not stand between quotes.
func (l *lexing) checkText(start int) {
	text := l.text[start:l.at]
	if !utf8.ValidString(text) {
		l.fault(start, diag.NotUTF8{At: l.span(start, l.at)})
		return
	}
	for i := 1; i < len(text)-1; i++ {
		if c := text[i]; c == '\\' {
			i++
			if !strings.ContainsRune(`"\ntr`, rune(text[i])) {
				_, size := utf8.DecodeRuneInString(text[i:])
				at := l.span(start+i-1, start+i+size)
				l.fault(start, diag.BadEscape{At: at})
			}
		} else if c < ' ' && c != '\t' || c == 0x7f {
			l.fault(start, diag.OddCharacter{At: l.span(start+i, start+i+1), Char: rune(c)})
		}
	}
}

// unquote resolves the escapes of a text that may lack its closing quote.
func unquote(text string) string {
	text = strings.TrimPrefix(text, `"`)
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '"' {
			break
		}
		if c != '\\' || i+1 == len(text) {
			b.WriteByte(c)
			continue
		}
		i++
		switch text[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

func isNameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }

// nameLength is the length of the name a text begins with; primes end it.
func nameLength(text string) int {
	n := 0
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !(n > 0 && unicode.IsMark(r)) {
			break
		}
		n += size
	}
	for n < len(text) && text[n] == '\'' {
		n++
	}
	return n
}
