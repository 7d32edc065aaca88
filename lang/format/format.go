// Package format writes a tree as canonical text: width 100, two spaces, no
// options. Formatting twice changes nothing, and the canonical text is what is
// hashed. It knows syntax only.
package format

import (
	"sort"
	"strconv"
	"strings"

	"github.com/eegp-lang/eegp/lang/syntax"
)

// File is the canonical text of a file that was read without errors; what was
// broken is not in the tree and would be lost.
func File(f *syntax.File) string {
	var w collector
	w.file(f)
	head, comments := headComments(f)
	place(w.list, comments)
	p := &printer{text: f.Source.Text, notes: map[any]notes{}}
	for _, c := range w.list {
		if !c.notes.empty() {
			p.notes[c.owner] = c.notes
			p.forced = append(p.forced, span{c.start, c.end})
		}
	}
	sort.SliceStable(p.forced, func(i, j int) bool { return p.forced[i].start < p.forced[j].start })
	p.file(f, head)
	text := strings.TrimLeft(p.out.String(), "\n")
	if text == "" {
		return ""
	}
	return text + "\n"
}

// headComments splits off the comments before the edition line and behind it.
func headComments(f *syntax.File) (head, rest []syntax.Comment) {
	n := 0
	if f.Edition > 0 {
		line := f.Source.Position(f.Header.End).Line
		for n < len(f.Comments) && f.Source.Position(f.Comments[n].At.Start).Line <= line {
			n++
		}
	}
	return f.Comments[:n], f.Comments[n:]
}

func (p *printer) file(f *syntax.File, head []syntax.Comment) {
	for _, c := range head {
		if c.OwnLine {
			p.next(p.blankBefore(c.At.Start))
			p.write(c.Text)
		}
	}
	if f.Edition > 0 {
		p.next(p.blankBefore(f.Header.Start))
		p.write("eegp " + strconv.Itoa(f.Edition))
		for _, c := range head {
			if !c.OwnLine {
				p.write(" " + c.Text)
			}
		}
	}
	notes := p.notes[f]
	for place, decl := range p.order(f, notes) {
		p.lead(f, notes, place, decl)
		p.decl(f.Decls[decl])
		p.behind(notes.behind[decl])
	}
	p.belowLast(notes.below)
}

// lead begins the line of a declaration: the comments that stand free at this
// place of the file, then those that belong to the declaration.
func (p *printer) lead(f *syntax.File, notes notes, place, decl int) {
	free, _ := p.split(notes.before[place], f.Decls[place].Span().Start)
	_, own := p.split(notes.before[decl], f.Decls[decl].Span().Start)
	for _, c := range free {
		p.next(p.blankBefore(c.At.Start))
		p.write(c.Text)
	}
	blank := len(free) > 0
	if !blank {
		first := f.Decls[place].Span().Start
		if cs := notes.before[place]; len(cs) > 0 {
			first = min(first, cs[0].At.Start)
		}
		blank = p.blankBefore(first)
	}
	for _, c := range own {
		p.next(blank)
		p.write(c.Text)
		blank = false
	}
	p.next(blank)
}

// split parts the comments before a declaration into those that a blank line
// sets free and those directly above it.
func (p *printer) split(before []syntax.Comment, start int) (free, own []syntax.Comment) {
	n := 0
	for i, c := range before {
		next := start
		if i+1 < len(before) {
			next = before[i+1].At.Start
		}
		if c.At.Start < start && p.blankBefore(next) {
			n = i + 1
		}
	}
	return before[:n], before[n:]
}

// order lists which declaration is written at each place: use lines that stand
// together are sorted; a comment that stands free between them parts them.
func (p *printer) order(f *syntax.File, notes notes) []int {
	out := make([]int, len(f.Decls))
	for i := range out {
		out[i] = i
	}
	for i := 0; i < len(out); {
		j := i
		for j < len(out) && isUse(f.Decls[j]) {
			free, _ := p.split(notes.before[j], f.Decls[j].Span().Start)
			if j > i && len(free) > 0 {
				break
			}
			j++
		}
		run := out[i:j]
		sort.SliceStable(run, func(a, b int) bool { return useText(f, run[a]) < useText(f, run[b]) })
		i = max(j, i+1)
	}
	return out
}

func isUse(d syntax.Decl) bool {
	_, ok := d.(*syntax.Use)
	return ok
}

func useText(f *syntax.File, i int) string { return useLine(f.Decls[i].(*syntax.Use)) }
