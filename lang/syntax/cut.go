package syntax

// declarationWords begin declarations.
var declarationWords = []string{
	"seed", "use", "axis", "let", "fn", "block", "protocol", "study", "test",
}

func isDeclarationWord(text string) bool {
	for _, w := range declarationWords {
		if w == text {
			return true
		}
	}
	return false
}

// cut divides the tokens of a file into pieces, each to hold one declaration.
// A piece begins where an item begins outside brackets, and also where a
// declaration begins in column one inside brackets that were left open, so that
// one unclosed bracket costs one declaration.
func cut(tokens []token) [][]token {
	c := cutter{tokens: tokens, starts: make([]bool, len(tokens)), unclosed: make([]bool, len(tokens))}
	for i := range tokens {
		c.visit(i)
	}
	for _, open := range c.open {
		c.unclosed[open] = true
	}
	for _, w := range c.weak {
		if c.unclosed[w.open] {
			c.starts[w.at] = true
		}
	}
	var pieces [][]token
	begin := 0
	for i := 1; i <= len(tokens); i++ {
		if i == len(tokens) || c.starts[i] {
			pieces = append(pieces, tokens[begin:i])
			begin = i
		}
	}
	return pieces
}

type cutter struct {
	tokens   []token
	open     []int // indices of brackets not yet closed
	starts   []bool
	unclosed []bool
	weak     []weakStart
}

// A weakStart is a let or fn in column one inside a brace: a line of a body
// whose writer does not indent, unless the brace turns out never to be closed.
type weakStart struct{ at, open int }

func (c *cutter) visit(i int) {
	t := c.tokens[i]
	switch {
	case len(c.open) == 0:
		declares := t.newline && t.columnOne && c.beginsDeclaration(i)
		c.starts[i] = i > 0 && (declares || endsItem(c.tokens[i-1], t) && t.beginsItem())
	case t.newline && t.columnOne && c.beginsDeclaration(i):
		innermost := c.open[len(c.open)-1]
		if c.tokens[innermost].text == "{" && (t.text == "let" || t.text == "fn") {
			c.weak = append(c.weak, weakStart{i, innermost})
			break
		}
		c.starts[i] = true
		c.leaveOpen(0)
	}
	if t.opens() {
		c.open = append(c.open, i)
	} else if t.closes() {
		c.close(t.text)
	}
}

// close pops to the bracket that text closes; those above it stay unclosed. A
// bracket that closes nothing is left to the piece it stands in.
func (c *cutter) close(text string) {
	for k := len(c.open) - 1; k >= 0; k-- {
		if closer(c.tokens[c.open[k]].text) == text {
			c.leaveOpen(k + 1)
			c.open = c.open[:k]
			return
		}
	}
}

// leaveOpen gives up on the open brackets from the k-th on.
func (c *cutter) leaveOpen(k int) {
	for _, open := range c.open[k:] {
		c.unclosed[open] = true
	}
	c.open = c.open[:k]
}

func (c *cutter) beginsDeclaration(i int) bool {
	if !isDeclarationWord(c.tokens[i].text) || i+1 >= len(c.tokens) {
		return false
	}
	next := c.tokens[i+1]
	switch c.tokens[i].text {
	case "seed":
		return next.kind == kindNumber
	case "test":
		return next.kind == kindText
	case "use":
		return next.kind == kindName || next.kind == kindText
	}
	return next.kind == kindName
}

// endsItem reports whether the line break between two tokens, if there is one,
// ends an item outside parentheses and square brackets.
func endsItem(before, after token) bool {
	return after.newline && !before.continues() && after.text != "|>"
}

// beginsItem reports whether an item may begin with the token. One that cannot
// stays with the line above, so that the line break is what gets blamed. A stray
// closing bracket is let go, to spare that line.
func (t token) beginsItem() bool {
	switch t.kind {
	case kindOp, kindMinus, kindDots:
		return false
	case kindPunct, kindBrace:
		return t.closes() || t.text == "(" || t.text == "["
	}
	return true
}
