package check

import (
	"path"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
)

// use enters the names of an import. Names of a failed import are known and
// silent.
func (c *checker) use(m *module, u *syntax.Use) {
	var from *module
	at := u.Span()
	shown := u.File
	if u.File != "" {
		at = u.FileAt
		from = c.projectFile(m, u)
	} else if len(u.Path) > 0 {
		at = u.Path[0].Span().To(u.Path[len(u.Path)-1].Span())
		shown = dottedPath(u.Path)
		from = c.standard(shown, at)
	}
	if from != nil && c.env.Locked != nil {
		if changes, same := c.env.Locked(shown, from.file.Source); !same {
			c.report.Report(diag.NotLocked{At: at, Path: shown, Changes: changes})
		}
	}
	switch {
	case u.As != nil:
		c.alias(m, *u.As, from)
	case len(u.Names) > 0:
		for _, name := range u.Names {
			c.importName(m, from, name, shown)
		}
	case len(u.Path) > 0:
		c.alias(m, u.Path[len(u.Path)-1], from)
	default:
		for _, d := range exported(from) {
			c.importName(m, from, syntax.Ident{At: syntax.At{Place: at}, Name: d}, shown)
		}
		for _, u := range m.uses { // who takes all does not mean each
			u.hit = u.hit || u.at == at
		}
	}
}

func exported(m *module) []string {
	if m == nil {
		return nil
	}
	var names []string
	for _, d := range m.order {
		names = append(names, d.name)
	}
	return names
}

func dottedPath(ids []syntax.Ident) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = id.Name
	}
	return strings.Join(parts, ".")
}

func (c *checker) alias(m *module, name syntax.Ident, from *module) {
	if c.shadows(name) {
		return
	}
	if _, ok := m.aliases[name.Name]; ok {
		c.report.Report(diag.DeclaredTwice{At: name.Span(), Name: name.Name})
		return
	}
	m.aliases[name.Name] = from
	m.uses = append(m.uses, &used{name: name.Name, what: "import", at: name.Span()})
}

func (c *checker) importName(m, from *module, name syntax.Ident, path string) {
	if c.shadows(name) {
		return
	}
	if old, ok := m.decls[name.Name]; ok {
		c.report.Report(diag.DeclaredTwice{At: name.Span(), First: old.at, Name: name.Name})
		return
	}
	d := &decl{name: name.Name, at: name.Span(), mod: m, broken: true}
	if from != nil {
		if there := from.decls[name.Name]; there != nil && there.mod == from {
			d = there
		} else {
			c.report.Report(diag.UnknownModule{
				At: name.Span(), Module: path, Name: name.Name,
				Near: diag.Nearest(name.Name, exported(from)),
			})
		}
	}
	if !d.broken { // a declaration may be imported by several files: keep the users apart
		copied := *d
		d = &decl{name: copied.name, node: copied.node, at: copied.at, mod: copied.mod}
	}
	d.use = &used{name: name.Name, what: "import", at: name.Span()}
	m.decls[name.Name] = d
	m.uses = append(m.uses, d.use)
}

// standard finds a module that ships with the program or that the environment
// supplies.
func (c *checker) standard(path string, at source.Span) *module {
	if m := c.module(path); m != nil {
		return m
	}
	if strings.HasPrefix(path, "std.") || path == "std" {
		near := diag.Nearest(path, []string{"std.datasets", "std.models", "std.protocols", "std.layers", "std.signal"})
		if near != "" && c.module(near) == nil {
			near = ""
		}
		c.report.Report(diag.UnknownModule{At: at, Module: path, Near: near})
		return nil
	}
	c.report.Report(diag.PackageImport{At: at, Path: path})
	return nil
}

// module parses a library module on first use; nil when there is none.
func (c *checker) module(path string) *module {
	if m, ok := c.modules[path]; ok {
		return m
	}
	if c.env.Modules == nil {
		return nil
	}
	f, ok := c.env.Modules(path)
	if !ok {
		return nil
	}
	m := c.newModule(syntax.Parse(f, c.report), path)
	c.modules[path] = m
	c.declare(m)
	return m
}

// projectFile reads and checks a quoted import.
func (c *checker) projectFile(m *module, u *syntax.Use) *module {
	rel := path.Join(m.dir, u.File)
	for _, open := range c.files {
		if open == rel {
			c.report.Report(diag.ImportCircle{At: u.FileAt, Path: u.File})
			return nil
		}
	}
	if done, ok := c.modules[rel]; ok {
		return done
	}
	if m.main && path.Base(m.file.Source.Name) == rel {
		c.report.Report(diag.ImportCircle{At: u.FileAt, Path: u.File})
		return nil
	}
	if c.env.Files == nil {
		c.report.Report(diag.UnreadableImport{At: u.FileAt, Path: u.File, Reason: "there is no project around this text"})
		return nil
	}
	f, err := c.env.Files(rel)
	if err != nil {
		c.report.Report(diag.UnreadableImport{At: u.FileAt, Path: u.File, Reason: err.Error()})
		return nil
	}
	return c.checkImport(f, rel, u)
}

// checkImport checks an imported file by itself; its own errors stay with it.
func (c *checker) checkImport(f *source.File, rel string, u *syntax.Use) *module {
	outer, own := c.report, new(diag.List)
	c.report = own
	c.files = append(c.files, rel)
	m := c.newModule(syntax.Parse(f, own), u.File)
	m.dir = path.Dir(rel)
	broken := own.HasErrors()
	c.declare(m)
	if broken {
		c.declareBroken(m)
	}
	for _, d := range m.order {
		c.alone(d)
	}
	c.files = c.files[:len(c.files)-1]
	c.report = outer
	c.modules[rel] = m
	if own.HasErrors() {
		p := diag.BrokenImport{At: u.FileAt, Path: u.File}
		for _, d := range own.All() {
			if d.Severity != diag.Error {
				continue
			}
			if p.Count == 0 {
				p.First, p.Where = d.Message, d.At
			}
			p.Count++
		}
		c.report.Report(p)
		return nil
	}
	return m
}
