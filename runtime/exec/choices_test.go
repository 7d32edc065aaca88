package exec_test

import (
	"context"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/exec"
)

// TestEveryChoiceRuns runs every option of every choice of the operators that
// run: an option that a signature offers and the numerics lack cannot hide.
func TestEveryChoiceRuns(t *testing.T) {
	for _, family := range op.Families() {
		for _, o := range family.Ops {
			if role := o.Head().Role; !o.Head().Ready || role == types.ValueRole || role == types.SourceRole || role == types.OptionRole {
				continue
			}
			if o.Lower() != nil {
				continue // what networks are made of is held to its choices where it is lowered
			}
			for _, param := range o.Head().Sig.Params {
				for _, option := range param.Options {
					t.Run(o.Name+"/"+param.Name+"/"+option, func(t *testing.T) { runChoice(t, o, param.Name, option) })
				}
			}
		}
	}
}

// meant are refusals that answer the choice: the small data have too few runs or
// sessions to cut, a fold lacks a class, a logarithm met a negative baseline.
var meant = map[string]bool{"E802": true, "E803": true, "E805": true}

func runChoice(t *testing.T, o *op.Op, param, option string) {
	line := o.Try
	if strings.Contains(line, "==") {
		line = "data = simulated.motor_imagery(subjects: 1, trials: 10) |> " + fromLiteral(o) + " |> trials(0.5..2 s)"
		if o.Name == "log_variance" || o.Name == "standardize" {
			line = o.Name + " |> lda"
		}
	}
	p := only(t, studyOf(line))
	changed := false
	each(p, func(b *types.Bound) {
		if b.Op.Name != o.Name {
			return
		}
		for i := range b.Args {
			if b.Args[i].Name == param {
				b.Args[i].Value = types.NameValue(option)
				changed = true
			}
		}
	})
	if !changed {
		t.Fatalf("the example %q does not use %s", line, o.Name)
	}
	r := exec.Run(context.Background(), p, exec.Options{Open: exec.Opener{}.Open})
	for _, d := range r.Problems {
		if d.Severity == diag.Error && !meant[d.Code] {
			t.Fatalf("%s: %s", d.Message, d.Label)
		}
	}
}

// each visits the calls of a plan.
func each(p *plan.Plan, visit func(*types.Bound)) {
	for _, st := range p.Prepare {
		visit(st.Bound)
	}
	for n := p.Data; n != nil && n.Stage != nil; n = n.From {
		visit(n.Stage.Bound)
	}
	for _, s := range p.Splits {
		visit(s.Call)
	}
	for _, s := range p.Scores {
		visit(s.Call)
	}
	for _, m := range p.Methods {
		for _, call := range m.Span.Calls() {
			visit(call)
		}
	}
}

// fromLiteral is the call of a literal example without its samples.
func fromLiteral(o *op.Op) string {
	switch o.Name {
	case "bandpass":
		return "bandpass(8..30 Hz)"
	case "highpass":
		return "highpass(1 Hz)"
	case "lowpass":
		return "lowpass(40 Hz)"
	case "notch":
		return "notch(50 Hz)"
	case "resample":
		return "resample(100 Hz)"
	case "scale":
		return "scale(2)"
	}
	return o.Name
}
