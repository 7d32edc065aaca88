// Package report writes results for people and for programs. It computes
// nothing: every number was made by the run.
package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"github.com/eegp-lang/eegp/runtime/exec"
)

// Text is the result of a study as plain text for a terminal.
func Text(r *exec.Result) string {
	var b strings.Builder
	title := "study " + r.Study
	if r.Protocol != "" {
		title += " (" + r.Protocol + ")"
	}
	fmt.Fprintf(&b, "%s, seed %d\n", title, r.Seed)
	writeData(&b, r)
	for _, s := range r.Splits {
		b.WriteByte('\n')
		writeSplit(&b, s, r.Data.Classes)
	}
	if len(r.Splits) > 0 {
		b.WriteByte('\n')
		writeNotes(&b, r)
	}
	return b.String()
}

func writeData(b *strings.Builder, r *exec.Result) {
	d := r.Data
	if d.Trials == 0 {
		return
	}
	fmt.Fprintf(b, "data   %s\n", d.Source)
	fmt.Fprintf(b, "       %s, %s, %s\n", count(d.Subjects, "subject"), count(d.Sessions, "session"), count(d.Recordings, "recording"))
	parts := make([]string, len(d.Classes))
	for i, c := range d.Classes {
		parts[i] = fmt.Sprintf("%s %d", c.Class, c.Trials)
	}
	fmt.Fprintf(b, "       %s of %s: %s\n", count(d.Trials, "trial"), d.Type, strings.Join(parts, ", "))
}

func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

func writeSplit(b *strings.Builder, s *exec.SplitResult, classes []exec.ClassCount) {
	fmt.Fprintf(b, "split  %s", s.Text)
	if !strings.HasPrefix(s.Text, s.Name) { // a name of its own
		fmt.Fprintf(b, " as %s", s.Name)
	}
	fmt.Fprintf(b, ", %s%s\n", count(len(s.Folds), "fold"), foldSizes(s.Folds))
	for i := range s.Methods[0].Scores {
		b.WriteByte('\n')
		writeScore(b, s, i)
	}
	for _, m := range s.Methods {
		for _, t := range m.Tables {
			fmt.Fprintf(b, "\n%s of %s: the true class by row, the predicted one by column\n", t.Score, m.Name)
			writeTable(b, labelled(t.Counts, classes))
		}
	}
}

// labelled is a square table with class names around it.
func labelled(counts [][]float64, classes []exec.ClassCount) [][]string {
	table := [][]string{{""}}
	for _, c := range classes {
		table[0] = append(table[0], c.Class)
	}
	for i, row := range counts {
		line := []string{classes[i].Class}
		for _, v := range row {
			line = append(line, fmt.Sprintf("%.0f", v))
		}
		table = append(table, line)
	}
	return table
}

func foldSizes(folds []exec.FoldFacts) string {
	if len(folds) == 0 {
		return ""
	}
	low, high := folds[0], folds[0]
	for _, f := range folds {
		low.Train, low.Test = min(low.Train, f.Train), min(low.Test, f.Test)
		high.Train, high.Test = max(high.Train, f.Train), max(high.Test, f.Test)
	}
	return fmt.Sprintf(" of %s training and %s test trials", between(low.Train, high.Train), between(low.Test, high.Test))
}

func between(low, high int) string {
	if low == high {
		return fmt.Sprint(low)
	}
	return fmt.Sprintf("%d to %d", low, high)
}

// columns of a table; the first is left-aligned.
var columns = []string{"", "mean", "fold sd", "95 % interval", "majority", "trials", "folds"}

func writeScore(b *strings.Builder, s *exec.SplitResult, i int) {
	table := [][]string{append([]string{s.Methods[0].Scores[i].Score}, columns[1:]...)}
	for _, m := range s.Methods {
		v := m.Scores[i]
		folds := fmt.Sprint(v.Folds)
		if v.Failed > 0 {
			folds += fmt.Sprintf(" (%d failed)", v.Failed)
		}
		row := []string{
			label(m.Name), number(v.Mean), number(v.Spread), number(v.Low) + " .. " + number(v.High),
			number(v.Baseline), fmt.Sprint(v.Trials), folds,
		}
		if v.Folds == 0 {
			row[3] = "-"
		}
		if v.Below {
			row = append(row, "below the majority predictor")
		}
		table = append(table, row)
	}
	writeTable(b, table)
}

// label is a name as one word of a table: what would break the line is escaped.
func label(name string) string {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

func number(v float64) string {
	if math.IsNaN(v) {
		return "-"
	}
	return fmt.Sprintf("%.3f", v)
}

func writeTable(b *strings.Builder, table [][]string) {
	width := make([]int, 0)
	for _, row := range table {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], runewidth.StringWidth(cell))
		}
	}
	for _, row := range table {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-runewidth.StringWidth(cell))
			switch {
			case i == 0:
				line.WriteString(cell + pad)
			case i == len(columns): // the remark
				line.WriteString("  " + cell)
			default:
				line.WriteString("  " + pad + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

func writeNotes(b *strings.Builder, r *exec.Result) {
	seen := map[string]bool{}
	for _, s := range r.Splits {
		for _, m := range s.Methods {
			for _, v := range m.Scores {
				note := fmt.Sprintf("interval of %s: %s\n", v.Score, v.Interval)
				if v.Interval != "" && !seen[note] {
					seen[note] = true
					b.WriteString(note)
				}
			}
		}
	}
	if r.Transductive {
		b.WriteString("transductive: a method adapts to the unlabelled test data\n")
	}
	if r.Interrupted {
		b.WriteString("interrupted: the scores are over what was finished\n")
	}
	if r.Numerics != "" {
		fmt.Fprintf(b, "numerics of networks: %s\n", r.Numerics)
	}
	fmt.Fprintf(b, "result %s\n", r.Key)
}
