package check

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// declareBroken enters the names of declarations that did not parse, so that
// their users are not blamed: they get an unknown type. Such names are read off
// the lines that begin in column one.
func (c *checker) declareBroken(m *module) {
	f := m.file.Source
	if f == nil {
		return
	}
	for n := 1; n <= f.Lines(); n++ {
		start, end := f.LineSpan(n)
		line := f.Text[start:end]
		words := nameWords(line)
		if len(words) == 0 || !strings.HasPrefix(line, words[0]) {
			continue
		}
		at := source.Span{File: f, Start: start, End: end}
		switch {
		case words[0] == "axis":
			for _, name := range words[1:] {
				m.lostAxis(name, at)
			}
		case words[0] == "use":
			for _, name := range words[1:] {
				m.lost(name, at)
			}
		case len(words) > 1 && strings.HasPrefix(strings.TrimLeft(line[len(words[0]):], " \t"), words[1]):
			m.lost(words[1], at) // let name, or a misspelt word before it
		case strings.HasPrefix(strings.TrimLeft(line[len(words[0]):], " \t"), "="):
			m.lost(words[0], at) // name = value without let
		}
	}
}

func (m *module) lost(name string, at source.Span) {
	if m.decls[name] == nil && m.aliases[name] == nil {
		m.decls[name] = &decl{name: name, at: at, mod: m, broken: true}
	}
}

func (m *module) lostAxis(name string, at source.Span) {
	if base := stripPrimes(name); m.axes[base] == nil && !contains(commonAxes, base) {
		m.axes[base] = &axisDecl{at: at, used: true}
	}
}

// nameWords are the names in a line, up to its comment.
func nameWords(line string) []string {
	line, _, _ = strings.Cut(line, "#")
	return strings.FieldsFunc(line, func(r rune) bool {
		return r > 127 || !nameByte(byte(r))
	})
}
