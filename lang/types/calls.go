package types

// A CallWalker collects the calls that stages and calls are made of, outer before
// inner: what stands in blocks, behind adapt and in arguments too. Parts may be
// shared, so each is visited once.
type CallWalker struct {
	Calls []*Bound
	seen  map[any]bool
}

// Calls lists the calls a stage is made of.
func (s *Stage) Calls() []*Bound {
	var w CallWalker
	w.Stage(s)
	return w.Calls
}

func (w *CallWalker) first(x any) bool {
	if w.seen == nil {
		w.seen = map[any]bool{}
	}
	seen := w.seen[x]
	w.seen[x] = true
	return !seen
}

// Stage visits a stage.
func (w *CallWalker) Stage(s *Stage) {
	if s == nil || !w.first(s) {
		return
	}
	w.Bound(s.Bound)
	if s.Block != nil {
		w.args(s.Block.Args)
	}
	for _, p := range s.Parts {
		w.Stage(p)
	}
	w.term(s.Body)
	for _, f := range s.Fns {
		w.value(f.Result)
	}
}

func (w *CallWalker) term(t *Term) {
	if t == nil || !w.first(t) {
		return
	}
	for _, in := range t.In {
		w.term(in)
	}
	w.Stage(t.Stage)
}

// Bound visits a call.
func (w *CallWalker) Bound(b *Bound) {
	if b == nil || !w.first(b) {
		return
	}
	w.Calls = append(w.Calls, b)
	w.args(b.Args)
}

func (w *CallWalker) args(args []Arg) {
	for _, a := range args {
		w.value(a.Value)
	}
}

func (w *CallWalker) value(v Value) {
	switch v := v.(type) {
	case *Stage:
		w.Stage(v)
	case *Bound:
		w.Bound(v)
	case *Term:
		w.term(v)
	case List:
		for _, x := range v {
			w.value(x)
		}
	case Record:
		for _, x := range v.Values {
			w.value(x)
		}
	}
}
