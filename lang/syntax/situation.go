package syntax

// A role is what the innermost bracket around a place holds.
type role int

const (
	roleTop    role = iota // outside brackets
	roleUse                // names after use
	roleParams             // parameters of a declaration
	roleLambda             // parameters of fn(...) =>
	roleArgs               // arguments of a call
	roleParen              // an expression in parentheses
	roleList
	roleIndex
	roleAxes // the axes of a tensor type
	roleRecord
	roleFields // of a protocol or study
	roleTest
	roleBody // lets and a result
)

// A scope is one open bracket with what was seen of its present item.
type scope struct {
	role                 role
	open                 token
	colon, in, equal     bool
	generates            bool // for .. in began and no => came yet
	itemStart            int  // index of the item's first token
	arrow                bool // -> was seen
	closed               role // of the bracket closed last
	sawParams, sawBraces bool
}

// A situation is a place in the tokens of a piece where the grammar stopped.
type situation struct {
	p      *parser
	tokens []token
	at     int
	scopes []scope
	decl   string
}

func (p *parser) situate(tokens []token, at int) *situation {
	s := &situation{p: p, tokens: tokens, at: at, scopes: []scope{{role: roleTop}}}
	if len(tokens) > 0 && !p.inExpr {
		s.decl = tokens[0].text
	}
	for i := 0; i < at && i < len(tokens); i++ {
		s.pass(i)
	}
	return s
}

func (s *situation) scope() *scope { return &s.scopes[len(s.scopes)-1] }

// pass takes one token that fitted.
func (s *situation) pass(i int) {
	t, top := s.tokens[i], s.scope()
	switch {
	case t.opens():
		role := s.roleOf(i)
		top.sawParams = top.sawParams || role == roleParams
		s.scopes = append(s.scopes, scope{role: role, open: t, itemStart: i + 1})
	case t.closes():
		if len(s.scopes) > 1 {
			s.scopes = s.scopes[:len(s.scopes)-1]
			s.scope().closed = top.role
			s.scope().sawBraces = t.text == "}"
		}
	case t.text == "," && !top.generates || t.kind == kindEOL:
		*top = scope{role: top.role, open: top.open, itemStart: i + 1, sawParams: top.sawParams}
	case t.text == ":":
		top.colon = true
	case t.text == "in":
		top.in = true
	case t.text == "=":
		top.equal = true
	case t.text == "->" || t.text == "~>":
		top.arrow = true
	case t.text == "for":
		top.generates = true
	case t.text == "," && top.generates:
		top.in = false
	case t.text == "=>":
		top.generates, top.in = false, false
	}
}

// roleOf is the role of the bracket that opens at i.
func (s *situation) roleOf(i int) role {
	top, before := s.scope(), s.token(i-1)
	head := top.role == roleTop && !top.equal && !s.p.inExpr
	switch s.tokens[i].text {
	case "(":
		switch {
		case before.text == "fn":
			return roleLambda
		case head && s.decl == "use":
			return roleUse
		case head && i == 2:
			return roleParams
		case before.endsValue():
			return roleArgs
		}
		return roleParen
	case "[":
		switch {
		case head && (top.colon || top.arrow), top.role == roleParams && top.colon && !top.in && !top.equal:
			return roleAxes
		case before.endsValue():
			return roleIndex
		}
		return roleList
	}
	switch {
	case head && (s.decl == "study" || s.decl == "protocol"):
		return roleFields
	case head && s.decl == "test":
		return roleTest
	case head && (s.decl == "fn" || s.decl == "block"):
		return roleBody
	case s.tokens[i].kind == kindLetBrace:
		return roleBody
	}
	return roleRecord
}

// token is the i-th token; before the first and after the last stands an end of
// line.
func (s *situation) token(i int) token {
	if i < 0 {
		return token{kind: kindEOL}
	}
	if i >= len(s.tokens) {
		end := 0
		if len(s.tokens) > 0 {
			end = s.tokens[len(s.tokens)-1].end
		}
		return token{kind: kindEOL, start: end, end: end}
	}
	return s.tokens[i]
}

func (s *situation) found() token { return s.token(s.at) }
func (s *situation) prev() token  { return s.token(s.at - 1) }
func (s *situation) next() token  { return s.token(s.at + 1) }

// text is the source of the present item up to and with the given token.
func (s *situation) item() string {
	start := s.token(s.scope().itemStart)
	if start.start >= s.prev().end {
		return ""
	}
	return s.p.file.Text[start.start:s.prev().end]
}
