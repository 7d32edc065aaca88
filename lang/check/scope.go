package check

import (
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// A value is what an expression is: its type and, when known, its constant. A
// tensor inside a block is a *types.Term.
type value struct {
	T types.Type
	V types.Value
}

// unknown is the value of a mistake: it silences its users.
var unknown = value{T: types.Unknown}

func (v value) silent() bool { return v.T == nil || v.T == types.Unknown }

// A module is one file with its declarations.
type module struct {
	name    string // dotted path or file name; "" for the checked file
	dir     string // where quoted imports of this file start
	file    *syntax.File
	main    bool
	decls   map[string]*decl
	order   []*decl
	aliases map[string]*module // use ... as name
	axes    map[string]*axisDecl
	uses    []*used
}

type axisDecl struct {
	at   source.Span
	used bool
}

// used is an imported name, to find those nobody needs.
type used struct {
	name string
	what string
	at   source.Span
	hit  bool
}

// A decl is a let, fn, block or protocol, or a name imported from elsewhere.
type decl struct {
	name   string
	node   syntax.Decl
	at     source.Span // of the name
	mod    *module     // where it was written
	params []types.Param
	ready  bool // params are known
	active bool // being elaborated: a circle when met again
	done   bool
	val    value
	use    *used
	broken bool // its import failed: silent
}

// A scope holds local names. The outermost is the module.
type scope struct {
	mod    *module
	parent *scope
	names  []string
	vals   []value
	input  *types.Tensor // the block's input: axis names are its sizes
}

func (s *scope) child() *scope { return &scope{mod: s.mod, parent: s} }

func (s *scope) set(name string, v value) {
	s.names = append(s.names, name)
	s.vals = append(s.vals, v)
}

// here finds a name of this very scope.
func (s *scope) here(name string) bool {
	for _, n := range s.names {
		if n == name {
			return true
		}
	}
	return false
}

// local finds a name of this scope or one around it, but not of the module.
func (s *scope) local(name string) (value, bool) {
	for ; s != nil; s = s.parent {
		for i := len(s.names) - 1; i >= 0; i-- {
			if s.names[i] == name {
				return s.vals[i], true
			}
		}
	}
	return value{}, false
}

// all lists the local names, innermost first.
func (s *scope) all() []string {
	var out []string
	for ; s != nil; s = s.parent {
		out = append(out, s.names...)
	}
	return out
}

// axis finds an axis of the nearest block's input.
func (s *scope) axis(name string) (types.Axis, bool) {
	for ; s != nil; s = s.parent {
		if s.input != nil {
			return s.input.Axis(name)
		}
	}
	return types.Axis{}, false
}
