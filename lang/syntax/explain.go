package syntax

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
)

// explanations are tried in order; the first that knows the situation speaks.
// The last one always does.
var explanations = []func(*situation) diag.Problem{
	foreignSign,
	takenWord,
	foreignWord,
	swappedEquals,
	wrongArrow,
	braceOnNextLine,
	operatorFirst,
	missingEquals,
	missingTypes,
	missingValue,
	missingComma,
	bodyWithoutLet,
	twoOnOneLine,
	unexpected,
}

// explain reports in the reader's terms why the token at does not fit.
func (p *parser) explain(tokens []token, at int) {
	s := p.situate(tokens, at)
	for _, try := range explanations {
		if problem := try(s); problem != nil {
			p.report.Report(problem)
			return
		}
	}
}

// swappedEquals meets == where a value is set, = where values are compared, :
// in fields and = in records.
func swappedEquals(s *situation) diag.Problem {
	found, top := s.found(), s.scope()
	at := s.p.tokenAt(found)
	setsValue := top.role == roleTop && s.decl == "let" && s.at == 2 ||
		top.role == roleFields && s.prev().kind == kindName && s.at-1 == top.itemStart ||
		s.token(s.at-2).text == "let"
	switch {
	case found.text == "==" && (setsValue || !top.equal && top.role == roleFields):
		return diag.Foreign{At: at, Form: "== sets"}
	case found.text == "=" && top.role == roleTest && s.token(top.itemStart).text == "expect":
		return diag.Foreign{At: at, Form: "= compares"}
	case top.role == roleFields && found.kind == kindLabel:
		return diag.Foreign{At: s.p.tokenAt(s.next()), Form: ": sets"}
	case top.role == roleRecord && found.kind == kindKey:
		return diag.Foreign{At: s.p.tokenAt(s.next()), Form: "= in record"}
	case found.text == ":" && (top.role == roleList || top.role == roleIndex),
		found.kind == kindLabel && top.role == roleIndex:
		if found.kind == kindLabel {
			at = s.p.tokenAt(s.next())
		}
		return diag.Foreign{At: at, Form: "slice"}
	case found.text == "," && top.role == roleParen:
		return diag.Foreign{At: at, Form: "tuple"}
	case found.text == ":" && top.role == roleTop && (s.decl == "study" || s.decl == "protocol" || s.decl == "test"):
		return diag.Foreign{At: at, Form: "colon opens"}
	}
	return nil
}

// wrongArrow meets -> for => and the other way round.
func wrongArrow(s *situation) diag.Problem {
	found := s.found()
	at := s.p.tokenAt(found)
	switch {
	case found.text == "->" && s.prev().text == ")" && s.scope().closed == roleLambda:
		return diag.Foreign{At: at, Form: "-> in lambda"}
	case found.text == "=>" && s.scope().role == roleTop && (s.decl == "fn" || s.decl == "block"):
		return diag.Foreign{At: at, Form: "=> in fn"}
	case s.prev().text == "fn" && found.kind == kindName && s.at > 1:
		return diag.Unexpected{At: at, Found: s.describe(found), Want: "`(`", Rule: "a function is written fn(x) => x + 1"}
	}
	return nil
}

func braceOnNextLine(s *situation) diag.Problem {
	if s.found().kind == kindEOL && s.next().text == "{" {
		return diag.BraceOnNextLine{
			At:  s.p.tokenAt(s.next()),
			Gap: s.p.span(s.prev().end, s.next().start),
		}
	}
	return nil
}

// operatorFirst meets a line that begins with an operator other than |>.
func operatorFirst(s *situation) diag.Problem {
	i := s.at
	if s.found().kind == kindEOL && s.at < len(s.tokens) {
		i++
	} else if s.prev().kind != kindEOL || s.at == 0 {
		return nil
	}
	op := s.token(i)
	joins := op.kind == kindOp || op.kind == kindMinus || op.kind == kindDots || op.text == "." || op.text == "="
	if !joins || !op.newline {
		return nil
	}
	above, after := s.token(i-1), s.token(i+1)
	return diag.OperatorFirst{
		At: s.p.tokenAt(op), Op: op.text,
		Above:  s.p.span(above.end, above.end),
		Remove: s.p.span(op.start, max(op.end, min(after.start, s.lineEnd(op.end)))),
	}
}

// lineEnd is where the line of an offset ends.
func (s *situation) lineEnd(offset int) int {
	if n := strings.IndexByte(s.p.file.Text[offset:], '\n'); n >= 0 {
		return offset + n
	}
	return len(s.p.file.Text)
}

// takenWord meets a word of the language where a name is needed.
func takenWord(s *situation) diag.Problem {
	found := s.found()
	isWord := found.kind == kindWord || found.text == "and" || found.text == "or"
	if !isWord {
		return nil
	}
	names := s.next().text == ":" || s.next().text == "=" || s.wantsName()
	if !names {
		return nil
	}
	return diag.TakenWord{At: s.p.tokenAt(found), Word: found.text}
}

// wantsName reports whether only a name can stand here.
func (s *situation) wantsName() bool {
	prev, top := s.prev(), s.scope()
	switch {
	case prev.text == "." || prev.text == "for" || prev.text == "as" && s.decl == "use":
		return true
	case top.role == roleLambda || top.role == roleUse:
		return prev.text == "(" || prev.text == ","
	case top.role == roleParams:
		return s.at == top.itemStart
	case top.role == roleTop && s.at == 1:
		return s.decl != "test" && s.decl != "seed"
	}
	return s.token(s.at-1).text == "let" && prev.kind == kindWord
}

// missingEquals meets a value where = has to come first.
func missingEquals(s *situation) diag.Problem {
	found, prev, top := s.found(), s.prev(), s.scope()
	value := found.startsValue() || found.kind == kindEOL
	if !value || top.sawBraces {
		return nil
	}
	here := diag.MissingEquals{At: s.p.tokenAt(found), Insert: s.p.span(prev.end, prev.end)}
	if found.kind == kindEOL {
		here.At = here.Insert
		here.Nothing = true
	}
	switch {
	case s.token(s.at-2).text == "let" && s.token(s.at-2).kind == kindWord && prev.kind == kindName:
		here.Name = prev.text
	case top.role == roleFields && prev.kind == kindName && s.at-1 == top.itemStart:
		here.Name = prev.text
	case top.role == roleFields && found.kind == kindName && s.at == top.itemStart && s.next().startsValue():
		here.Name = found.text
		here.At = s.p.tokenAt(s.next())
		here.Insert = s.p.span(found.end, found.end)
	case top.role == roleTop && s.decl == "fn" && top.sawParams && !top.equal && found.text != "{":
		here.Name = s.token(1).text
	case top.role == roleTop && s.decl == "block" && top.arrow && !top.equal && prev.text != "->" && found.text != "{":
		here.Name = s.token(1).text
	default:
		return nil
	}
	return here
}

// missingTypes meets a block that does not say what goes in and what comes out.
func missingTypes(s *situation) diag.Problem {
	top := s.scope()
	if s.decl != "block" || top.role != roleTop || !top.sawParams || s.token(1).kind != kindName {
		return nil
	}
	if !top.colon || !top.arrow && s.found().text != "[" {
		return diag.MissingTypes{At: s.p.tokenAt(s.token(1)), Name: s.token(1).text}
	}
	return nil
}

// missingValue meets an end, a comma or a closing bracket after something that
// needs a value.
func missingValue(s *situation) diag.Problem {
	found, prev := s.found(), s.prev()
	ends := found.kind == kindEOL || found.text == "," || found.closes()
	needs := prev.continues() && !prev.opens() || prev.text == "expect" && s.at-1 == s.scope().itemStart
	if prev.opens() && found.text == "," {
		needs = true
	}
	if !ends || !needs || s.wantsName() {
		return nil
	}
	at := s.p.span(prev.end, prev.end)
	if found.text == "," && (prev.text == "," || prev.opens()) {
		return diag.MissingValue{At: s.p.tokenAt(found), After: prev.text, Extra: true}
	}
	return diag.MissingValue{At: at, After: prev.text}
}

// missingComma meets two entries without a comma between.
func missingComma(s *situation) diag.Problem {
	found, prev, top := s.found(), s.prev(), s.scope()
	if prev.kind == kindEOL && top.role == roleRecord && found.kind == kindLabel {
		above := s.token(s.at - 2)
		return diag.MissingComma{At: s.p.tokenAt(found), Insert: s.p.span(above.end, above.end)}
	}
	switch top.role {
	case roleArgs, roleList, roleAxes, roleParams, roleRecord, roleUse, roleLambda:
	default:
		return nil
	}
	starts := found.startsValue() || found.kind == kindDots && s.next().kind == kindName
	if found.text == "=" && prev.kind == kindUnit {
		number := s.token(s.at - 2)
		return diag.MissingComma{At: s.p.tokenAt(prev), Insert: s.p.span(number.end, number.end)}
	}
	if !prev.endsValue() || !starts || top.generates || found.kind == kindMinus {
		return nil
	}
	if top.role == roleRecord && !top.colon {
		return nil
	}
	// The next entry of a record would begin with its key.
	pipe := top.role == roleRecord && found.kind == kindName && s.next().text != ":" && (prev.text == ")" || prev.kind == kindName)
	return diag.MissingComma{At: s.p.tokenAt(found), Insert: s.p.span(prev.end, prev.end), Pipe: pipe}
}

// bodyWithoutLet meets { x + 1 } where a record would need key: value.
func bodyWithoutLet(s *situation) diag.Problem {
	top := s.scope()
	if top.role != roleRecord || top.colon || s.found().kind == kindForeign {
		return nil
	}
	first := s.token(top.itemStart)
	if s.at > top.itemStart+1 || !first.startsValue() {
		return nil
	}
	if first.kind == kindText && s.at == top.itemStart+1 {
		return diag.Unexpected{
			At: s.p.tokenAt(s.found()), Found: s.describe(s.found()), Want: "`:`",
			Rule: "a record is written { name: value, other: value }",
		}
	}
	return diag.Unexpected{
		At: s.p.tokenAt(first), Found: s.describe(first), Want: "an entry",
		Rule: "these braces hold a record, whose entries are written name: value",
		Hint: "for a single value leave the braces out; a body begins with let",
	}
}

// twoOnOneLine meets something new where a line should have ended.
func twoOnOneLine(s *situation) diag.Problem {
	found, prev, top := s.found(), s.prev(), s.scope()
	switch top.role {
	case roleTop, roleFields, roleTest, roleBody:
	default:
		return nil
	}
	starts := found.startsValue() || found.kind == kindWord || found.text == ","
	if !prev.endsValue() || !starts || s.at <= 1 {
		return nil
	}
	if found.text == "," && (top.role == roleFields || top.role == roleBody || top.role == roleTest) && s.next().newline {
		return diag.Foreign{At: s.p.tokenAt(found), Form: "comma ends"}
	}
	if top.role == roleTop && !top.equal && !top.sawBraces && s.decl != "seed" && s.decl != "use" && s.decl != "axis" && !s.p.inExpr {
		return nil
	}
	after := s.item()
	if after == "" || len(after) > 40 || strings.ContainsRune(after, '\n') {
		after = prev.text
	}
	return diag.TwoOnOneLine{At: s.p.tokenAt(found), After: "`" + after + "`"}
}
