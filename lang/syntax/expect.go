package syntax

import "github.com/eegp-lang/eegp/lang/diag"

// unexpected says what was found and what could have stood there instead.
func unexpected(s *situation) diag.Problem {
	found := s.found()
	at := s.p.tokenAt(found)
	if found.kind == kindEOL {
		at = s.p.span(s.prev().end, s.prev().end)
	}
	want, rule := s.wanted()
	return diag.Unexpected{At: at, Found: s.describe(found), Want: want, Rule: rule}
}

// describe names a token for a message.
func (s *situation) describe(t token) string {
	switch {
	case t.kind == kindEOL && t.start >= s.lastEnd():
		return "the end of the " + s.whole()
	case t.kind == kindEOL:
		return "the end of the line"
	}
	return "`" + t.text + "`"
}

func (s *situation) lastEnd() int {
	if len(s.tokens) == 0 {
		return 0
	}
	return s.tokens[len(s.tokens)-1].end
}

func (s *situation) whole() string {
	if s.p.inExpr {
		return "text"
	}
	return "declaration"
}

// forms show each declaration in one line.
var forms = map[string]string{
	"seed":     "a seed is written seed 2024",
	"use":      "an import is written use std.models (eegnet)",
	"axis":     "axes are declared as axis head, key",
	"let":      "a value is named as let rate = 3e-4",
	"fn":       "a function is written fn half(x) = x / 2",
	"block":    "a block is written block head(drop = 25 %) : [token, feature] -> [class] = ...",
	"protocol": "a protocol is written protocol name { data = ... }",
	"study":    "a study is written study name { data = ... }",
	"test":     "a test is written test \"title\" { expect 1 + 1 == 2 }",
}

// wanted is what could have stood at the place, and the rule behind it.
func (s *situation) wanted() (want, rule string) {
	prev, top := s.prev(), s.scope()
	if s.wantsName() {
		if s.decl == "use" {
			return "a name", forms["use"]
		}
		return "a name", forms[s.declIfHead()]
	}
	if prev.text == ")" && top.closed == roleLambda && s.token(s.openOf(s.at-1)-1).text == "fn" {
		return "`=>`", "a function is written fn(x) => x + 1"
	}
	if want := s.wantedInGen(); want != "" {
		return want, "made from others, a list is [for x in xs => x ^ 2], a record {for x in xs => \"n_{x}\": x}"
	}
	if prev.continues() && !prev.opens() && top.role != roleAxes && !(top.role == roleRecord && prev.text == ",") {
		if top.colon && !top.equal && !top.in && (top.role == roleTop || top.role == roleParams) || prev.text == "->" || prev.text == "~>" {
			return "a type", "a type is a name like Int, or axes and a unit: [channel, time] uV"
		}
		return "a value", valueRule
	}
	return s.wantedInside()
}

// wantedInside is what the innermost bracket can hold at the place.
func (s *situation) wantedInside() (want, rule string) {
	top := s.scope()
	switch top.role {
	case roleTop:
		return s.wantedAtTop()
	case roleUse:
		return "`,` or `)`", forms["use"]
	case roleParams:
		if s.at == top.itemStart {
			return "a parameter", "a parameter is written name, name = 1, or name in 1..9 = 5"
		}
		return "`,` or `)`", "a parameter is written name, name = 1, or name in 1..9 = 5"
	case roleLambda:
		return "`,` or `)`", "a function is written fn(x) => x + 1"
	case roleArgs:
		return s.orClose("an argument", ")"), "arguments are written f(1, name: 2, to: axis=3)"
	case roleParen:
		return s.orClose("a value", ")"), valueRule
	case roleList:
		return s.orClose("a value", "]"), "a list is written [1, 2, 3]"
	case roleIndex:
		return s.orClose("a value", "]"), valueRule
	case roleAxes:
		return s.orClose("an axis", "]"), "a tensor type is written [channel, time] uV"
	case roleRecord:
		return s.orClose("an entry", "}"), "a record is written { name: value, other: value }"
	case roleFields:
		return "a field", "each line here is written name = value"
	case roleTest:
		return "let or expect", "a test holds let and expect lines"
	}
	return "let or a result", "a body is lets, one a line, and then its result"
}

// orClose is the wanted item at its start, else what may follow it.
func (s *situation) orClose(item, closing string) string {
	if s.at == s.scope().itemStart {
		return item
	}
	if s.scope().role == roleParen || s.scope().role == roleIndex {
		return "an operator or `" + closing + "`"
	}
	return "`,` or `" + closing + "`"
}

func (s *situation) declIfHead() string {
	if s.scope().role == roleTop && s.at == 1 {
		return s.decl
	}
	return ""
}

// openOf is the index of the bracket that the one at i closes.
func (s *situation) openOf(i int) int {
	depth := 0
	for ; i >= 0; i-- {
		if s.tokens[i].closes() {
			depth++
		} else if s.tokens[i].opens() {
			if depth--; depth == 0 {
				break
			}
		}
	}
	return i
}

const valueRule = "a value is a number, a text, a name, a list, a record, fn(x) => ..., or (a value), joined by operators"

// wantedInGen is what for .. in .. if .. => lacks.
func (s *situation) wantedInGen() string {
	top, prev := s.scope(), s.prev()
	switch {
	case top.role == roleRecord && prev.text == "=>":
		return "an entry"
	case !top.generates || !prev.endsValue():
		return ""
	case !top.in:
		return "`in`"
	}
	return "`,`, `if` or `=>`"
}

// wantedAtTop is what a declaration lacks outside its brackets.
func (s *situation) wantedAtTop() (want, rule string) {
	top := s.scope()
	rule = forms[s.decl]
	switch {
	case s.p.inExpr, top.equal, top.sawBraces:
		return "an operator or the end", valueRule
	case s.decl == "seed" && s.at == 1:
		return "a whole number", rule
	case s.decl == "test" && s.at == 1:
		return "a title in quotes", rule
	case s.decl == "use":
		return "`.`, `(`, `as` or the end of the line", rule
	case s.decl == "axis", s.decl == "seed":
		return "the end of the line", rule
	case s.decl == "let":
		return "`=`", rule
	case (s.decl == "fn" || s.decl == "block") && !top.sawParams:
		return "a list of parameters in parentheses", rule
	case s.decl == "fn":
		return "`=` or `{`", rule
	case s.decl == "block" && top.colon && !top.arrow:
		return "`->`", rule
	case s.decl == "block":
		return "`=` or `{`", rule
	}
	return "`{`", rule
}
