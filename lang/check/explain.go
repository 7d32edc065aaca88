package check

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/types"
)

// Explain is what `check --explain` prints: for each study the type after every
// stage of its data, everything that was filled in, and what deserves a thought.
func Explain(p *Program) string {
	var out []string
	for i, s := range p.Studies {
		if i > 0 {
			out = append(out, "")
		}
		out = append(out, explainStudy(s)...)
	}
	return strings.Join(append(out, ""), "\n")
}

func explainStudy(s *Study) []string {
	out := []string{"study " + s.Name}
	for _, d := range s.Defaults {
		if strings.HasPrefix(d.Text, "seed") {
			out = append(out, "  "+d.Text+"  (default)")
		}
	}
	for _, p := range s.Protocols {
		out = append(out, "  protocol "+p.Label)
		out = append(out, explainData(p)...)
		out = append(out, explainJudging(p)...)
		out = append(out, explainMethods(p)...)
	}
	for _, b := range s.Compare {
		out = append(out, "  compare "+b.ShowFull())
	}
	return out
}

func explainData(p *Protocol) []string {
	if p.Data == nil {
		return nil
	}
	out := []string{"    data"}
	for _, st := range p.Data.Flat() {
		out = append(out, "      "+stageLine(st))
	}
	return out
}

// stageLine is a stage, its output type, a remark and its defaults.
func stageLine(st *types.Stage) string {
	line := st.Show() + "  ->  " + types.Describe(st.Out)
	if st.Form == types.AdaptForm {
		if d := filledIn(st.Parts[0].Bound); d != "" {
			line += "  (default: " + d + ")"
		}
	}
	if st.Bound == nil {
		return line
	}
	if note := st.Bound.Op.Note; note != nil {
		if text := note(st.Bound, st.In, st.Out); text != "" {
			line += ", " + text
		}
	}
	if ahead, looks := reach(st); looks && ahead > 0 {
		line += fmt.Sprintf(", looks %.0f ms ahead", ahead*1000)
	}
	if d := filledIn(st.Bound); d != "" {
		line += "  (default: " + d + ")"
	}
	return line
}

// insideLines are the stages of a network that train holds.
func insideLines(st *types.Stage) []string {
	if st.Form != types.OpForm {
		return nil
	}
	var out []string
	for _, held := range st.Parts {
		for _, inner := range held.Flat() {
			out = append(out, "        "+stageLine(inner))
		}
	}
	return out
}

// filledIn lists the defaults of a call.
func filledIn(b *types.Bound) string {
	if b == nil {
		return ""
	}
	var parts []string
	for _, a := range b.Args {
		if !a.Default || a.Value == nil {
			continue
		}
		if text := a.Value.Show(); text != "none" {
			parts = append(parts, a.Name+": "+text)
		}
	}
	return strings.Join(parts, ", ")
}

func explainJudging(p *Protocol) []string {
	defaulted := map[string]bool{}
	for _, d := range p.defaults {
		name, _, _ := strings.Cut(d.Text, " ")
		defaulted[name] = true
	}
	mark := func(field string) string {
		if defaulted[field] {
			return "  (default)"
		}
		return ""
	}
	var out []string
	for _, s := range p.Splits {
		name := ""
		if s.Name != s.Split.Op.Name {
			name = s.Name + ": "
		}
		out = append(out, "    split "+name+s.Split.ShowFull()+mark("split"))
	}
	for _, b := range p.Scores {
		out = append(out, "    score "+b.ShowFull()+mark("score"))
	}
	return out
}

func explainMethods(p *Protocol) []string {
	var out []string
	for _, m := range p.Methods {
		line := "    method " + m.Name
		if marks := m.Stage.Marks.String(); marks != "" {
			line += "  (" + marks + ")"
		}
		out = append(out, line)
		for _, st := range m.Stage.Flat() {
			out = append(out, "      "+stageLine(st))
			out = append(out, insideLines(st)...)
		}
	}
	return out
}
