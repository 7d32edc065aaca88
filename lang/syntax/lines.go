package syntax

// finish turns the tokens of a piece into what the grammar reads: line ends
// where they count, no comma before a closing bracket, and the kinds that tell
// a label, an axis key and a brace with a body from their likes.
func finish(piece []token) []token {
	out := make([]token, 0, len(piece)+len(piece)/4)
	var open []string
	for i, t := range piece {
		inBraces := len(open) == 0 || open[len(open)-1] == "{"
		last := token{kind: kindEOL}
		if len(out) > 0 {
			last = out[len(out)-1]
		}
		if t.closes() && last.text == "," {
			out = out[:len(out)-1]
			last = out[len(out)-1]
		}
		if i > 0 && inBraces && last.kind != kindEOL && needsEOL(last, t) {
			last = token{kind: kindEOL, start: last.end, end: last.end, newline: t.newline}
			out = append(out, last)
		}
		var next token
		if i+1 < len(piece) {
			next = piece[i+1]
		}
		t.kind = kindIn(last, t, next)
		if t.opens() {
			open = append(open, t.text)
		} else if t.closes() && len(open) > 0 {
			open = open[:len(open)-1]
		}
		out = append(out, t)
	}
	return out
}

// needsEOL reports whether an end of line goes between two tokens: a line break
// that ends an item, or the one implied before a closing brace.
func needsEOL(last, t token) bool {
	if t.text == "}" {
		return last.text != "{" && last.text != "=>"
	}
	return endsItem(last, t)
}

// kindIn is the kind of a token between its neighbours.
func kindIn(last, t, next token) tokenType {
	switch {
	case t.text == "{" && next.text == "let":
		return kindLetBrace
	case t.kind != kindName:
		return t.kind
	case t.text == "let" && (last.kind == kindEOL || last.text == "{"):
		return kindWord
	case !beginsEntry(last):
		return t.kind
	case next.kind == kindPunct && next.text == ":":
		return kindLabel
	case next.kind == kindPunct && next.text == "=":
		return kindKey
	}
	return t.kind
}

// beginsEntry reports whether an argument, field or entry may begin after last.
func beginsEntry(last token) bool {
	switch last.text {
	case "(", "[", "{", ",", ":", "=>":
		return last.kind != kindText
	}
	return last.kind == kindEOL
}
