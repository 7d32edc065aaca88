package syntax

func (p *parser) reportForeignStart(piece []token) bool { return false }
func (p *parser) explain(tokens []token, at int) {
	if at < len(tokens) {
		panic(tokens[at])
	}
	panic("end")
}
