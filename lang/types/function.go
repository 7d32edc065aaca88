package types

import "github.com/eegp-lang/eegp/lang/source"

// A Function is a function that an operator was given, elaborated on the types it
// is handed. Params are InputTerms, or records of them for a state of several
// tensors. Result is a term, or a record of terms and records: for the step of a
// recurrence { carry, emit }, where carry has the shape of the first parameter; for
// a loss a term without axes. Captured are the terms from around the function that
// it uses: they do not depend on its parameters, so they are computed once.
type Function struct {
	Param    string // of the operator
	Params   []Value
	Result   Value
	Captured []*Term
	Span     source.Span
}

// NewFunction is a function with its captured terms found.
func NewFunction(param string, params []Value, result Value, at source.Span) *Function {
	f := &Function{Param: param, Params: params, Result: result, Span: at}
	w := capturing{depends: map[*Term]bool{}, seen: map[*Term]bool{}}
	for _, v := range params {
		for _, t := range Leaves(v) {
			w.depends[t] = true
		}
	}
	for _, t := range Leaves(result) {
		w.collect(t)
	}
	f.Captured = w.out
	return f
}

// capturing finds the outermost terms that do not depend on a function's parameters.
type capturing struct {
	depends map[*Term]bool
	seen    map[*Term]bool
	out     []*Term
}

func (w *capturing) needs(t *Term) bool {
	if d, ok := w.depends[t]; ok {
		return d
	}
	w.depends[t] = false
	d := false
	for _, x := range t.Needs() {
		d = w.needs(x) || d
	}
	w.depends[t] = d
	return d
}

func (w *capturing) collect(t *Term) {
	if w.seen[t] || t.Form == ConstTerm {
		return
	}
	w.seen[t] = true
	if !w.needs(t) {
		w.out = append(w.out, t)
		return
	}
	for _, x := range t.Needs() {
		w.collect(x)
	}
}

// Needs lists the terms a term is computed from: its inputs and what its stage
// takes from around it.
func (t *Term) Needs() []*Term {
	if t.Stage == nil {
		return t.In
	}
	return append(t.In[:len(t.In):len(t.In)], t.Stage.Outer()...)
}

// Outer lists the terms from around a stage that it uses beside its input: tensor
// arguments and what its functions capture, its own and those of its parts.
func (s *Stage) Outer() []*Term {
	out := s.ArgTerms()
	for _, f := range s.Fns {
		out = append(out, f.Captured...)
	}
	for _, p := range s.Parts {
		out = append(out, p.Outer()...)
	}
	return out
}

// Fn is the function given as a parameter; nil when there is none, as for a loss
// that is a choice.
func (s *Stage) Fn(param string) *Function {
	for _, f := range s.Fns {
		if f.Param == param {
			return f
		}
	}
	return nil
}

// Leaves are the terms of a value made of terms and records, in the order of the
// keys.
func Leaves(v Value) []*Term {
	switch v := v.(type) {
	case *Term:
		return []*Term{v}
	case Record:
		var out []*Term
		for _, x := range v.Values {
			out = append(out, Leaves(x)...)
		}
		return out
	case List:
		var out []*Term
		for _, x := range v {
			out = append(out, Leaves(x)...)
		}
		return out
	}
	return nil
}

// ArgTerms are the tensors a stage was given beside its input: those of its call
// and, for a block, of its arguments. They belong to the block or function around
// the stage.
func (s *Stage) ArgTerms() []*Term {
	var out []*Term
	if s.Bound != nil {
		for _, a := range s.Bound.Args {
			out = append(out, Leaves(a.Value)...)
		}
	}
	if s.Block != nil {
		for _, a := range s.Block.Args {
			out = append(out, Leaves(a.Value)...)
		}
	}
	return out
}

// Inside lists the typed stages directly inside an applied one: its parts, and the
// stages applied in its body and in its functions, in the order they are computed.
func (s *Stage) Inside() []*Stage {
	w := stageLister{seen: map[*Term]bool{}}
	w.out = append(w.out, s.Parts...)
	for _, f := range s.Fns {
		for _, t := range f.Captured { // these belong to what is around
			w.seen[t] = true
		}
		for _, t := range Leaves(f.Result) {
			w.term(t)
		}
	}
	w.term(s.Body)
	return w.out
}

type stageLister struct {
	out  []*Stage
	seen map[*Term]bool
}

func (w *stageLister) term(t *Term) {
	if t == nil || w.seen[t] {
		return
	}
	w.seen[t] = true
	for _, x := range t.Needs() {
		w.term(x)
	}
	if t.Stage != nil {
		w.out = append(w.out, t.Stage)
	}
}
