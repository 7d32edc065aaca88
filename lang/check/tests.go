package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Test is a test block with what its expectations came to.
type Test struct {
	Title   string
	Span    source.Span
	Expects []Expectation
}

// An Expectation is one `expect`.
type Expectation struct {
	Span    source.Span
	Outcome Outcome
	Left    string // the two sides of a comparison that failed
	Right   string
	Reason  string // why it is undecided
}

// Outcome of an expectation.
type Outcome int

const (
	Undecided Outcome = iota // its value is not known before anything runs
	Passed
	Failed
)

func (o Outcome) String() string { return [...]string{"undecided", "passed", "failed"}[o] }

func (c *checker) test(node *syntax.Test, m *module) *Test {
	t := &Test{Title: node.Title, Span: node.Span()}
	s := &scope{mod: m}
	for _, step := range node.Steps {
		if step.Let != nil {
			c.lets([]*syntax.Let{step.Let}, s)
			continue
		}
		t.Expects = append(t.Expects, c.expect(step.Expect, s))
	}
	return t
}

func (c *checker) expect(e syntax.Expr, s *scope) Expectation {
	out := Expectation{}
	if e == nil {
		return out
	}
	out.Span = e.Span()
	v := c.expr(e, s)
	switch yes, known := v.V.(types.BoolValue); {
	case v.silent():
		out.Reason = "a mistake inside it was reported"
	case v.T != types.Bool:
		c.report.Report(diag.WrongType{At: e.Span(), Want: "yes or no", Got: words(v), Hint: "an expectation is a comparison: expect shape(stem, on: [time=512]) == [filter=16, time=512]"})
	case !known:
		out.Reason = "its value is only known once it runs"
	case bool(yes):
		out.Outcome = Passed
	default:
		out.Outcome = Failed
		if b, ok := e.(*syntax.Binary); ok {
			out.Left, out.Right = c.showSide(b.L, s), c.showSide(b.R, s)
		}
	}
	return out
}

// showSide prints one side of a failed comparison.
func (c *checker) showSide(e syntax.Expr, s *scope) string {
	outer := c.report
	c.report = new(diag.List)
	defer func() { c.report = outer }()
	v := c.expr(e, s)
	if v.V == nil {
		return e.Span().Text()
	}
	return v.V.Show()
}
