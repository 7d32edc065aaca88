// Package check turns a tree into a typed program. The language is total and
// has no recursion, so checking is evaluation: every expression becomes a type
// and, when it is known, a constant; calls are elaborated with their arguments.
// It knows no operator by name: a table of types.Operator is handed in.
package check

import (
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Table is the operators by name. An operator may be made when it is asked for.
type Table interface {
	Names() []string
	Named(name string) *types.Operator // nil when there is none
}

// An Env is what the checker is handed from above.
type Env struct {
	Ops Table
	// Modules finds the text of std.datasets and the like by its dotted path.
	Modules func(path string) (*source.File, bool)
	// Files reads a file of the project; rel is relative to the checked file.
	Files func(rel string) (*source.File, error)
	// Schema reads the headers of a source that its arguments alone do not tell.
	Schema func(b *types.Bound) (types.Type, []diag.Problem, bool)
	// Locked compares an import with the lock: the changes in meaning, and
	// whether the text is the one that was locked. nil: there is no lock.
	Locked func(path string, f *source.File) (changes []string, same bool)
	// Report collects what is wrong. It must be set.
	Report *diag.List
}

// A Program is a checked file.
type Program struct {
	File    *syntax.File
	Seed    int64
	Seeded  bool // false: the default 0
	Studies []*Study
	Tests   []*Test
	Exports []Export

	checker *checker // types stages on inputs asked for later
	main    *module
}

// A Study is one comparison with everything filled in.
type Study struct {
	Name      string
	Span      source.Span
	Protocols []*Protocol
	Methods   []Method // typed against the first protocol
	Compare   []*types.Bound
	Defaults  []Default
}

// A Protocol is data, splits and scores. Methods are the study's methods typed
// against this protocol's data.
type Protocol struct {
	Label   string
	Span    source.Span
	Data    *types.Stage
	Splits  []NamedSplit
	Scores  []*types.Bound
	Methods []Method
	Args    []types.Arg

	defaults []Default
}

// A NamedSplit is one way to cut folds.
type NamedSplit struct {
	Name  string
	Split *types.Bound
}

// A Method is one competitor.
type Method struct {
	Name  string
	Stage *types.Stage
	Span  source.Span
}

// A Default is a value the program filled in.
type Default struct {
	At   source.Span
	Text string
}

// An Export is a declaration of the file by name, for editors and the REPL.
type Export struct {
	Name  string
	Type  types.Type
	Value types.Value
	Span  source.Span
}

// File checks a parsed file. The result is never nil; it is whole only when
// env.Report has no errors.
func File(f *syntax.File, env Env) *Program {
	broken := env.Report.HasErrors()
	own := new(diag.List)
	c := newChecker(env)
	c.report = own
	m := c.newModule(f, "")
	m.main = true
	c.declare(m)
	if broken {
		c.declareBroken(m)
	}
	p := &Program{File: f, checker: c, main: m}
	c.elaborate(m, p)
	if !broken { // a broken user may be the one that is missing
		c.unused(m)
	}
	env.Report.Add(inOrder(own.All(), f.Source)...)
	return p
}

// inOrder sorts by place, what lies in other files last.
func inOrder(ds []diag.Diagnostic, main *source.File) []diag.Diagnostic {
	out := slices.Clone(ds)
	slices.SortStableFunc(out, func(a, b diag.Diagnostic) int {
		if (a.At.File == main) != (b.At.File == main) {
			if a.At.File == main {
				return -1
			}
			return 1
		}
		if a.At.File != b.At.File {
			return strings.Compare(fileName(a), fileName(b))
		}
		return a.At.Start - b.At.Start
	})
	return out
}

func fileName(d diag.Diagnostic) string {
	if d.At.File == nil {
		return ""
	}
	return d.At.File.Name
}

func newChecker(env Env) *checker {
	c := &checker{
		env: env, report: env.Report, dotted: map[string]bool{},
		modules: map[string]*module{}, budget: maxSteps,
	}
	for _, name := range env.Ops.Names() {
		if prefix, _, ok := strings.Cut(name, "."); ok {
			c.dotted[prefix] = true
		}
	}
	return c
}

// Limits, so that every program is checked in a moment. Programs of the manual
// take a few hundred steps.
const (
	maxSteps = 100_000
	maxItems = 10_000
	maxDepth = 400
)

type checker struct {
	env     Env
	report  *diag.List
	dotted  map[string]bool // first words of dotted operators
	modules map[string]*module
	files   []string // quoted imports being read, for circles
	budget  int
	depth   int
	classes types.Size        // of the data under a method; open elsewhere
	known   bool              // classes is set
	block   *summary          // of the block being elaborated
	loud    bool              // a declaration is checked by itself
	taken   map[string]string // axes that earlier stages of the sequence took away, with those stages
	letName string            // the let whose value is being computed, for terms
}

func (c *checker) problem(p diag.Problem) value {
	c.report.Report(p)
	return unknown
}

// spend takes steps from the budget; false once it is gone.
func (c *checker) spend(n int, at source.Span) bool {
	if c.budget < 0 {
		return false
	}
	c.budget -= n
	if c.budget < 0 {
		c.report.Report(diag.TooLarge{At: at, What: "this program", Most: maxSteps})
		return false
	}
	return true
}

// enter guards nesting; the caller must call leave when it returns true.
func (c *checker) enter(at source.Span) bool {
	if c.depth >= maxDepth {
		c.report.Report(diag.TooLarge{At: at, What: "this nesting", Most: maxDepth})
		return false
	}
	c.depth++
	return c.spend(1, at)
}

func (c *checker) leave() { c.depth-- }

// elaborate visits every declaration of the checked file.
func (c *checker) elaborate(m *module, p *Program) {
	for _, d := range m.file.Decls {
		switch d := d.(type) {
		case *syntax.Seed:
			if p.Seeded {
				c.report.Report(diag.DeclaredTwice{At: d.Span(), Name: "seed"})
			}
			p.Seed, p.Seeded = d.Value, true
		case *syntax.Study:
			p.Studies = append(p.Studies, c.study(d, m, p))
		}
	}
	for _, d := range m.order {
		v := c.alone(d)
		p.Exports = append(p.Exports, Export{Name: d.name, Type: v.T, Value: v.V, Span: d.node.Span()})
	}
	for _, d := range m.file.Decls {
		if t, ok := d.(*syntax.Test); ok {
			p.Tests = append(p.Tests, c.test(t, m))
		}
	}
}
