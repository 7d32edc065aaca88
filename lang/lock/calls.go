package lock

import (
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/types"
)

// Calls lists every call of an operator that studies are made of, in the order of
// the text: sources, stages, what stands in blocks and in arguments, splits,
// scores and comparisons.
func Calls(studies []*check.Study) []*types.Bound {
	w := walker{seen: map[any]bool{}}
	for _, s := range studies {
		for _, p := range s.Protocols {
			w.stage(p.Data)
			for _, split := range p.Splits {
				w.bound(split.Split)
			}
			for _, score := range p.Scores {
				w.bound(score)
			}
			for _, m := range p.Methods {
				w.stage(m.Stage)
			}
		}
		for _, c := range s.Compare {
			w.bound(c)
		}
	}
	return w.calls
}

// A walker collects calls. Terms share parts, so each is visited once.
type walker struct {
	calls []*types.Bound
	seen  map[any]bool
}

func (w *walker) stage(s *types.Stage) {
	if s == nil || w.seen[s] {
		return
	}
	w.seen[s] = true
	w.bound(s.Bound)
	if s.Block != nil {
		w.args(s.Block.Args)
	}
	for _, p := range s.Parts {
		w.stage(p)
	}
	w.term(s.Body)
}

func (w *walker) term(t *types.Term) {
	if t == nil || w.seen[t] {
		return
	}
	w.seen[t] = true
	for _, in := range t.In {
		w.term(in)
	}
	w.stage(t.Stage)
}

func (w *walker) bound(b *types.Bound) {
	if b == nil || w.seen[b] {
		return
	}
	w.seen[b] = true
	w.calls = append(w.calls, b)
	w.args(b.Args)
}

func (w *walker) args(args []types.Arg) {
	for _, a := range args {
		w.value(a.Value)
	}
}

func (w *walker) value(v types.Value) {
	switch v := v.(type) {
	case *types.Stage:
		w.stage(v)
	case *types.Bound:
		w.bound(v)
	case types.List:
		for _, x := range v {
			w.value(x)
		}
	case types.Record:
		for _, x := range v.Values {
			w.value(x)
		}
	}
}
