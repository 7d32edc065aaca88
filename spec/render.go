package spec

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// Operator is the page of one operator, as `eegp doc` prints it.
func Operator(o *op.Op) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", laidOut(o.Sig), o.Doc)
	if o.Notes != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(o.Notes))
	}
	if facts := factsOf(o); facts != "" {
		fmt.Fprintf(&b, "\n%s\n", facts)
	}
	if o.Try != "" {
		fmt.Fprintf(&b, "\nexample: %s\n", o.Try)
	}
	return b.String()
}

// factsOf tells kind, marks and readiness in a line.
func factsOf(o *op.Op) string {
	var facts []string
	if o.Head().Role == types.StageRole {
		facts = append(facts, "a "+o.Head().Kind.String())
	} else {
		facts = append(facts, "a "+o.Head().Role.String())
	}
	if o.Labels {
		facts = append(facts, "learns from labels")
	}
	if o.Random {
		facts = append(facts, "random")
	}
	if later, ok := o.Does.(op.Later); ok {
		facts = append(facts, "checks, cannot run yet: it needs "+later.Needs)
	}
	return strings.Join(facts, "; ")
}

// Code is the page of one code, as `eegp doc` prints it.
func Code(s diag.Story) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n%s\n", s.Code, s.Title, strings.TrimSpace(s.Text))
	for _, f := range s.Bad {
		fmt.Fprintf(&b, "\nfails:\n%s", indent(f.Text))
	}
	for _, f := range s.Good {
		fmt.Fprintf(&b, "\nworks:\n%s", indent(f.Text))
	}
	return b.String()
}

func indent(text string) string {
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		b.WriteString(strings.TrimRight("  "+line, " ") + "\n")
	}
	return b.String()
}

// Index lists operators and codes with a line each.
func Index() string {
	var b strings.Builder
	for _, f := range op.Families() {
		fmt.Fprintf(&b, "%s\n", f.Title)
		for _, o := range f.Ops {
			fmt.Fprintf(&b, "  %-26s %s\n", o.Name, o.Doc)
		}
	}
	b.WriteString("Standard library\n")
	for _, d := range Library() {
		first, _, _ := strings.Cut(d.Doc, "\n")
		fmt.Fprintf(&b, "  %-26s %s\n", d.Name, first)
	}
	b.WriteString("Codes\n")
	for _, c := range diag.Codes() {
		fmt.Fprintf(&b, "  %-26s %s\n", c.Code, c.Title)
	}
	return b.String()
}

// Ops is the text of ops.md.
func Ops() string {
	var b strings.Builder
	b.WriteString("# Operators\n\nGenerated from the operator table; `make docs` rewrites it.\n")
	for _, f := range op.Families() {
		fmt.Fprintf(&b, "\n## %s\n", f.Title)
		for _, o := range f.Ops {
			fmt.Fprintf(&b, "\n### `%s`\n\n```\n%s\n```\n\n%s\n", o.Name, laidOut(o.Sig), o.Doc)
			if o.Notes != "" {
				fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(o.Notes))
			}
			fmt.Fprintf(&b, "\n*%s*\n", factsOf(o))
			if o.Try != "" {
				fmt.Fprintf(&b, "\n```eegp\n%s\n```\n", o.Try)
			}
		}
	}
	return b.String()
}

// Errors is the text of errors.md.
func Errors() (string, error) {
	stories, err := diag.Stories()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# Diagnostics\n\nGenerated from lang/diag/codes; `make docs` rewrites it. Codes with E are errors, with W warnings.\n")
	for _, s := range stories {
		fmt.Fprintf(&b, "\n## %s: %s\n\n%s\n", s.Code, s.Title, strings.TrimSpace(s.Text))
		for _, f := range s.Bad {
			fmt.Fprintf(&b, "\nFails:\n\n```eegp\n%s\n```\n", strings.TrimRight(f.Text, "\n"))
		}
		for _, f := range s.Good {
			fmt.Fprintf(&b, "\nWorks:\n\n```eegp\n%s\n```\n", strings.TrimRight(f.Text, "\n"))
		}
	}
	return b.String(), nil
}

// Grammar is the text of grammar.ebnf.
func Grammar() string { return syntax.EBNF() }
