package types

import (
	"fmt"
	"strings"
)

// Tree prints an applied stage with all that it computes: one line a term, each
// once, with its type. Blocks, functions and wrapped stages are indented below the
// line that holds them.
func (s *Stage) Tree() string {
	p := treePrinter{names: map[*Term]string{}}
	p.stage(s, 0)
	return p.out.String()
}

// Tree prints what a function computes.
func (f *Function) Tree() string {
	p := treePrinter{names: map[*Term]string{}}
	p.function(f, 0)
	return p.out.String()
}

type treePrinter struct {
	out   strings.Builder
	names map[*Term]string
	next  int
}

func (p *treePrinter) line(depth int, format string, args ...any) {
	p.out.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&p.out, format, args...)
	p.out.WriteByte('\n')
}

// stage prints a stage that is not a term: a block, or a part of another.
func (p *treePrinter) stage(s *Stage, depth int) {
	p.outer(s, depth)
	p.line(depth, "%s : %s -> %s", p.head(s), Describe(s.In), Describe(s.Out))
	p.inside(s, depth+1)
}

func (p *treePrinter) inside(s *Stage, depth int) {
	if s.Input != nil {
		p.names[s.Input] = s.Input.Name
	}
	for _, part := range s.Parts {
		p.stage(part, depth)
	}
	if s.Body != nil {
		p.line(depth, "= %s", p.term(s.Body, depth))
	}
	for _, f := range s.Fns {
		p.function(f, depth)
	}
}

func (p *treePrinter) head(s *Stage) string {
	text := s.Name
	switch s.Form {
	case SeqForm:
		text = "stages"
	case BlockForm:
		text = "block " + s.Name
	case AdaptForm:
		text = "adapt"
	case OpForm, SourceForm:
		text = s.Name + p.args(s.Bound.Args)
	}
	if s.Let != "" {
		text = s.Let + ": " + text
	}
	return text
}

// args prints a call with its tensors by number; stages stand below.
func (p *treePrinter) args(args []Arg) string {
	var parts []string
	for _, a := range args {
		switch a.Value.(type) {
		case *Stage, *Closure:
			continue
		}
		if !a.Default {
			parts = append(parts, a.Name+": "+p.arg(a.Value))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// arg prints a value with its tensors by number.
func (p *treePrinter) arg(v Value) string {
	if len(Leaves(v)) == 0 {
		return showArg(v, false)
	}
	switch v := v.(type) {
	case *Term:
		if name, ok := p.names[v]; ok {
			return name
		}
	case List:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = p.arg(x)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Record:
		parts := make([]string, len(v.Keys))
		for i, k := range v.Keys {
			parts[i] = k + ": " + p.arg(v.Values[i])
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return showArg(v, false)
}

// outer prints the terms from around a stage that it uses.
func (p *treePrinter) outer(s *Stage, depth int) {
	for _, t := range s.Outer() {
		p.term(t, depth)
	}
}

func (p *treePrinter) function(f *Function, depth int) {
	var params []string
	for _, v := range f.Params {
		for _, t := range Leaves(v) {
			p.names[t] = t.Name
			params = append(params, t.Name+": "+Describe(t.Out))
		}
	}
	p.line(depth, "%s: fn(%s)", f.Param, strings.Join(params, ", "))
	p.line(depth+1, "= %s", p.value(f.Result, depth+1))
}

func (p *treePrinter) value(v Value, depth int) string {
	switch v := v.(type) {
	case *Term:
		return p.term(v, depth)
	case Record:
		parts := make([]string, len(v.Keys))
		for i, k := range v.Keys {
			parts[i] = k + ": " + p.value(v.Values[i], depth)
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return Show(v)
}

// term prints what a term needs and then the term, unless it was printed; the
// result is its name.
func (p *treePrinter) term(t *Term, depth int) string {
	if name, ok := p.names[t]; ok {
		return name
	}
	switch t.Form {
	case InputTerm:
		return t.Name
	case ConstTerm:
		if t.Name != "" {
			return t.Name
		}
		return t.Const.Show()
	}
	in := make([]string, len(t.In))
	for i, x := range t.In {
		in[i] = p.term(x, depth)
	}
	if t.Stage != nil {
		p.outer(t.Stage, depth)
	}
	p.next++
	name := fmt.Sprintf("%%%d", p.next)
	p.names[t] = name
	what := strings.Join(in, " "+t.Op+" ")
	switch {
	case t.Form == ApplyTerm:
		what = in[0] + " |> " + p.head(t.Stage)
	case len(in) == 1:
		what = t.Op + " " + in[0]
	}
	let := ""
	if t.Let != "" {
		let = t.Let + " "
	}
	p.line(depth, "%s%s = %s : %s", let, name, what, Describe(t.Out))
	if t.Form == ApplyTerm {
		p.inside(t.Stage, depth+1)
	}
	return name
}
