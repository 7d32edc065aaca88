package diag

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// Options of the rendering. Width is the terminal's, 100 when zero.
type Options struct {
	Color bool
	Width int
}

const (
	defaultWidth = 100
	leastWidth   = 40
)

// Render writes diagnostics for a reader: what is wrong, the source with carets
// and a label, the rule, and a fix or a hint. An empty line stands between two.
func Render(w io.Writer, ds []Diagnostic, opt Options) error {
	if opt.Width == 0 {
		opt.Width = defaultWidth
	}
	opt.Width = max(opt.Width, leastWidth)
	r := renderer{Options: opt}
	for i, d := range ds {
		if i > 0 {
			r.out.WriteByte('\n')
		}
		r.diagnostic(d)
	}
	_, err := io.WriteString(w, r.out.String())
	return err
}

// Text is the plain rendering.
func Text(ds []Diagnostic) string {
	var b strings.Builder
	_ = Render(&b, ds, Options{}) // a Builder never fails
	return b.String()
}

type renderer struct {
	Options
	out    strings.Builder
	gutter int // width of the line numbers with the space before them
}

// The colours are those of the terminal's own palette.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	green  = "\x1b[32m"
	blue   = "\x1b[34m"
	reset  = "\x1b[0m"
)

func (r *renderer) paint(color, text string) string {
	if !r.Color || text == "" {
		return text
	}
	return color + text + reset
}

func severityColor(s Severity) string {
	if s == Warning {
		return yellow
	}
	return red
}

func (r *renderer) diagnostic(d Diagnostic) {
	color := severityColor(d.Severity)
	head := d.Severity.String() + "[" + d.Code + "]"
	fmt.Fprintf(&r.out, "%s %s\n", r.paint(color, head), r.paint(bold, clean(d.Message)))
	r.gutter = 2
	if !d.At.IsZero() {
		r.gutter = r.gutterFor(d)
		r.location(d.At)
		r.snippet(d.At, '^', color, d.Label)
	}
	for _, rel := range d.Related {
		r.related(rel, d.At.File)
	}
	if d.Rule != "" {
		r.margin("=", clean(d.Rule))
	}
	if d.Fix != nil {
		r.fix(d.Fix)
	}
	if d.Hint != "" {
		r.advice("hint:", d.Hint)
	}
}

// gutterFor is wide enough for every line number the diagnostic shows.
func (r *renderer) gutterFor(d Diagnostic) int {
	line := d.At.File.Position(d.At.End).Line
	for _, rel := range d.Related {
		if !rel.At.IsZero() {
			line = max(line, rel.At.File.Position(rel.At.End).Line)
		}
	}
	return len(fmt.Sprint(line)) + 1
}

func (r *renderer) location(at source.Span) {
	p := at.File.Position(at.Start)
	fmt.Fprintf(&r.out, "%*s %s\n", r.gutter, "", r.paint(blue, fmt.Sprintf("%s:%d:%d", clean(at.File.Name), p.Line, p.Column)))
}

// margin writes a line without a number: a mark and a text.
func (r *renderer) margin(mark, text string) {
	fmt.Fprintf(&r.out, "%*s %s %s\n", r.gutter, "", r.paint(blue, mark), text)
}

func (r *renderer) related(rel Related, shown *source.File) {
	if rel.At.IsZero() {
		r.margin("=", clean(rel.Text))
		return
	}
	if rel.At.File != shown {
		r.location(rel.At)
	}
	r.snippet(rel.At, '-', blue, rel.Text)
}

// fix writes the advice; what follows its first line is code. When the advice
// is in words and touches one place, the mended lines follow.
func (r *renderer) fix(f *Fix) {
	first, code, _ := strings.Cut(f.Text, "\n")
	r.advice("fix:", first)
	if code == "" {
		code = mended(f)
	}
	if code == "" {
		return
	}
	for _, line := range strings.Split(strings.TrimRight(code, "\n"), "\n") {
		r.margin("|", expand(line))
	}
}

func (r *renderer) advice(word, text string) {
	first, rest, more := strings.Cut(text, "\n")
	fmt.Fprintf(&r.out, "%s %s\n", r.paint(green, word), clean(first))
	if more {
		for _, line := range strings.Split(rest, "\n") {
			r.margin("|", expand(line))
		}
	}
}

// maxMended is how many mended lines are shown.
const maxMended = 4

// mended is the changed lines of a fix, unless its text is the new text and tells
// more than a sign.
func mended(f *Fix) string {
	if len(f.Edits) == 0 {
		return ""
	}
	file := f.Edits[0].Span.File
	lo, hi := len(file.Text), 0
	for _, e := range f.Edits {
		if e.Span.File != file || len(f.Text) > len("..") && strings.TrimSpace(e.New) == f.Text {
			return ""
		}
		lo, hi = min(lo, e.Span.Start), max(hi, e.Span.End)
	}
	start, _ := file.LineSpan(file.Position(lo).Line)
	_, end := file.LineSpan(file.Position(hi).Line)
	text, ok := applyWithin(file, f.Edits, start, end)
	if !ok || strings.TrimSpace(text) == "" {
		return ""
	}
	if strings.Count(text, "\n") >= maxMended {
		return changed(file.Text[start:end], text)
	}
	return text
}

// changed is the lines of a mended text that the old text lacks, the first few of
// them: edits may lie far apart.
func changed(old, mended string) string {
	before := strings.Split(old, "\n")
	var lines []string
	for _, line := range strings.Split(mended, "\n") {
		if slices.Contains(before, line) || strings.TrimSpace(line) == "" {
			continue
		}
		if len(lines) == maxMended {
			return strings.Join(append(lines, "..."), "\n")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
