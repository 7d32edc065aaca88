package plan

import (
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// unready lists what a study uses and this version cannot run, each name once.
func unready(s *check.Study, p *check.Protocol) []diag.Problem {
	f := finder{seen: map[string]bool{}}
	f.stage(p.Data)
	for _, sp := range p.Splits {
		f.bound(sp.Split)
	}
	for _, sc := range p.Scores {
		f.bound(sc)
	}
	for _, m := range p.Methods {
		f.stage(m.Stage)
	}
	for _, c := range s.Compare {
		f.bound(c)
	}
	return f.found
}

type finder struct {
	seen  map[string]bool
	found []diag.Problem
}

// stage looks for what cannot run. What a stage is made of is looked at only when
// the stage itself can run: one reason is enough, where the user wrote it.
func (f *finder) stage(s *types.Stage) {
	if s.Bound != nil && f.bound(s.Bound) {
		return
	}
	for _, part := range s.Inside() {
		f.stage(part)
	}
}

// bound reports an operator that cannot run, or what its arguments cannot.
func (f *finder) bound(b *types.Bound) (refused bool) {
	row := op.Of(b)
	if row == nil {
		return false
	}
	if later, ok := row.Does.(op.Later); ok {
		f.report(diag.NotYet{At: b.Span, Name: b.Op.Name, Needs: later.Needs})
		return true
	}
	if it, ok := row.Does.(op.Iterative); ok && it.Task && b.Has("on") {
		f.report(diag.NotYet{At: b.ArgSpan("on"), Name: b.Op.Name + "(on: ..)", Needs: "recordings beside those of the study"})
		return true
	}
	for _, a := range b.Args {
		f.value(a.Value)
	}
	return false
}

func (f *finder) value(v types.Value) {
	switch v := v.(type) {
	case *types.Stage:
		f.stage(v)
	case *types.Bound:
		f.bound(v)
	case types.List:
		for _, x := range v {
			f.value(x)
		}
	}
}

func (f *finder) report(p diag.NotYet) {
	if !f.seen[p.Name] {
		f.seen[p.Name] = true
		f.found = append(f.found, p)
	}
}
