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

func (f *finder) stage(s *types.Stage) {
	for _, part := range s.Flat() {
		if part.Bound != nil {
			f.bound(part.Bound)
		}
		if part.Form == types.BlockForm {
			f.report(diag.NotYet{At: part.Span, Name: part.Name, Needs: "networks"})
		}
	}
}

func (f *finder) bound(b *types.Bound) {
	row := op.Of(b)
	if row == nil {
		return
	}
	if later, ok := row.Does.(op.Later); ok {
		f.report(diag.NotYet{At: b.Span, Name: b.Op.Name, Needs: later.Needs})
		return
	}
	for _, a := range b.Args {
		f.value(a.Value)
	}
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
