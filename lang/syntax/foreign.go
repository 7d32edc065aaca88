package syntax

import "github.com/eegp-lang/eegp/lang/diag"

// foreignDecls are words that begin declarations in other languages.
var foreignDecls = map[string]string{
	"def": "fn", "func": "fn", "function": "fn", "fun": "fn", "define": "fn",
	"var": "let", "val": "let", "const": "let", "set": "let", "auto": "let",
	"import": "use", "from": "use", "include": "use", "require": "use", "using": "use",
	"class": "block", "struct": "block", "module": "block", "model": "block", "layer": "block",
	"experiment": "study", "pipeline": "study", "dataset": "protocol", "paradigm": "protocol",
}

// foreignStatements are words of languages that run line by line.
var foreignStatements = map[string]bool{
	"for": true, "while": true, "if": true, "else": true, "elif": true, "return": true, "print": true,
	"try": true, "with": true, "match": true, "switch": true, "do": true, "loop": true, "begin": true, "end": true,
}

// reportForeignStart reports a piece that does not begin like a declaration.
func (p *parser) reportForeignStart(piece []token) bool {
	first := piece[0]
	if isDeclarationWord(first.text) || first.closes() {
		return false
	}
	if p.faulty(piece) {
		return true
	}
	var next token
	if len(piece) > 1 {
		next = piece[1]
	}
	at := p.tokenAt(first)
	word, foreign := foreignDecls[first.text]
	switch {
	case first.kind == kindForeign:
		p.report.Report(diag.Foreign{At: at, Form: signForm(first.text)})
	case first.text == "eegp":
		p.report.Report(diag.NoDeclaration{At: at, Word: first.text, Why: diag.EditionLater})
	case first.text == "expect":
		p.report.Report(diag.NoDeclaration{At: at, Word: first.text, Why: diag.ExpectOutside})
	case first.kind == kindName && next.text == "=":
		p.report.Report(diag.NoDeclaration{At: at, Word: first.text, Why: diag.LetMissing, Insert: p.span(first.start, first.start)})
	case foreign:
		p.report.Report(diag.NoDeclaration{At: at, Word: first.text, Why: diag.OtherWord, Near: word})
	case foreignStatements[first.text]:
		p.report.Report(diag.NoDeclaration{At: at, Word: first.text, Why: diag.Statement})
	case first.kind == kindName && (next.kind == kindName || next.kind == kindText || next.kind == kindNumber):
		p.report.Report(diag.NoDeclaration{At: at, Word: first.text, Near: diag.Nearest(first.text, declarationWords)})
	default:
		p.report.Report(diag.NoDeclaration{At: at.To(p.tokenAt(piece[len(piece)-1])), Word: first.text, Why: diag.LooseValue})
	}
	return true
}

// signForm is the entry of the table of foreign forms for a sign.
func signForm(text string) string {
	if len(text) > 1 && text[0] == '\'' {
		return "single quotes"
	}
	return text
}

// foreignSign meets a sign that only other languages use.
func foreignSign(s *situation) diag.Problem {
	found := s.found()
	if found.kind == kindForeign {
		return diag.Foreign{At: s.p.tokenAt(found), Form: signForm(found.text)}
	}
	if s.prev().text == "%" && s.prev().kind == kindUnit && found.startsValue() {
		return diag.Foreign{At: s.p.tokenAt(s.prev()), Form: "%"}
	}
	return nil
}

// foreignWord meets a word that only other languages use, where the grammar
// stopped at it or right behind it.
func foreignWord(s *situation) diag.Problem {
	for _, i := range []int{s.at, s.at - 1} {
		t := s.token(i)
		switch {
		case t.kind != kindName && t.kind != kindLabel && t.kind != kindUnit && t.text != "if" && t.text != "for":
		case t.text == "lambda":
			return diag.Foreign{At: s.p.tokenAt(t), Form: "lambda"}
		case t.text == "else" || t.text == "then" || t.text == "elif",
			t.text == "if" && i == s.at && !s.scope().generates && s.next().text != ":":
			return diag.Foreign{At: s.p.tokenAt(t), Form: "if"}
		case t.text == "return" && i+1 == s.at && s.found().startsValue():
			return diag.Foreign{At: s.p.tokenAt(t), Form: "return"}
		case t.text == "for" && i == s.at && s.prev().endsValue():
			return diag.Foreign{At: s.p.tokenAt(t), Form: "for behind"}
		case (t.text == "while" || t.text == "def" || t.text == "var" || t.text == "const") && i+1 == s.at && s.found().kind == kindName:
			return diag.Foreign{At: s.p.tokenAt(t), Form: t.text}
		}
	}
	return nil
}

// foreignNames are values of other languages that would pass as names here.
var foreignNames = map[string]string{
	"true": "true", "True": "true", "TRUE": "true",
	"false": "false", "False": "false", "FALSE": "false",
	"None": "none", "null": "none", "nil": "none", "NULL": "none",
}
