package syntax

import "github.com/eegp-lang/eegp/lang/diag"

// maxDepth bounds nesting and maxChain the tokens of one flat item, so
// that no text can exhaust the stack of this or a later pass.
const (
	maxDepth = 64
	maxChain = 2000
)

// balanced reports brackets that do not match, at the opening one. The closing
// half of one that was reported is not reported again in a later piece.
func (p *parser) balanced(piece []token) bool {
	var open []token
	for _, t := range piece {
		switch {
		case t.opens():
			open = append(open, t)
		case t.closes():
			if len(open) == 0 {
				if t.text != p.unclosed {
					p.report.Report(diag.StrayBracket{At: p.tokenAt(t), Bracket: t.text})
				}
				return false
			}
			top := open[len(open)-1]
			if closer(top.text) != t.text {
				p.report.Report(p.mismatch(open, t))
				return false
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		top := open[len(open)-1]
		p.unclosed = closer(top.text)
		p.report.Report(diag.UnclosedBracket{At: p.tokenAt(top), Bracket: top.text, Closer: closer(top.text)})
		return false
	}
	return true
}

// mismatch blames the innermost bracket when the closer belongs further out,
// else the closer.
func (p *parser) mismatch(open []token, t token) diag.Problem {
	top := open[len(open)-1]
	for _, o := range open[:len(open)-1] {
		if closer(o.text) == t.text {
			return diag.UnclosedBracket{
				At: p.tokenAt(top), Bracket: top.text, Closer: closer(top.text), Before: p.tokenAt(t),
			}
		}
	}
	return diag.WrongBracket{At: p.tokenAt(t), Open: p.tokenAt(top), Found: t.text, Want: closer(top.text)}
}

// shallow reports nesting past maxDepth and chains past maxChain. Arrows nest
// too: each opens a value that runs on to the next comma or end of line.
func (p *parser) shallow(piece []token) bool {
	levels := []level{{open: "{"}}
	depth := 0
	for i, t := range piece {
		top := &levels[len(levels)-1]
		if t.text == "," || i > 0 && top.open == "{" && endsItem(piece[i-1], t) {
			depth -= top.arrows
			top.arrows, top.links = 0, 0
		}
		switch {
		case t.opens():
			depth++
			top.links++
			levels = append(levels, level{open: t.text})
		case t.closes():
			depth -= 1 + top.arrows
			levels = levels[:len(levels)-1]
		case t.text == "=>":
			depth++
			top.arrows++
		default:
			top.links++
		}
		if depth > maxDepth {
			p.report.Report(diag.TooDeep{At: p.tokenAt(t), Limit: maxDepth})
			return false
		}
		if levels[len(levels)-1].links > maxChain {
			p.report.Report(diag.TooLong{At: p.tokenAt(t)})
			return false
		}
	}
	return true
}

// A level counts, within one bracket, the arrows still open and the tokens of
// the present item.
type level struct {
	open          string
	arrows, links int
}
