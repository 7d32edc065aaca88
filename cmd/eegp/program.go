package main

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/runtime/data"
	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/stdlib"
)

// checked parses and checks a script, next to its lock if there is one.
func checked(f *source.File) (*check.Program, *diag.List) { return checkedWith(f, readLock(f.Name)) }

func checkedWith(f *source.File, l *locking) (*check.Program, *diag.List) {
	report := &diag.List{}
	tree := syntax.Parse(f, report)
	env := environment(f.Name, report)
	l.attach(&env, tree)
	program := check.File(tree, env)
	l.settle(program, report)
	return program, report
}

// environment is what the checker is handed for a script at a path.
func environment(path string, report *diag.List) check.Env {
	folder := filepath.Dir(path)
	return check.Env{
		Ops:     op.Table{},
		Modules: stdlib.Module,
		Files: func(rel string) (*source.File, error) {
			return readScript(filepath.Join(folder, rel))
		},
		Schema: exec.Opener{Roots: data.Roots(folder)}.Schema,
		Report: report,
	}
}

// show prints diagnostics: to standard error for people, to standard output as
// data.
func show(ds []diag.Diagnostic, asJSON bool) error {
	if asJSON {
		_, err := fmt.Println(string(diag.JSON(ds)))
		return err
	}
	return diag.Render(os.Stderr, ds, diag.Options{Color: colored(os.Stderr), Width: widthOf(os.Stderr)})
}

// colored reports whether a stream is a terminal that wants colour.
func colored(f *os.File) bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// widthOf a terminal, 0 when it is none.
func widthOf(f *os.File) int {
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return w
}
