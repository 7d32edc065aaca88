package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

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

// readScript reads a program. A missing file says so in words.
func readScript(path string) (*source.File, error) {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s%s", path, nearby(path))
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %v", path, reason(err))
	}
	return source.NewFile(path, string(text)), nil
}

// nearby suggests a script of a similar name in the same folder.
func nearby(path string) string {
	entries, _ := os.ReadDir(filepath.Dir(path))
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".eegp") {
			names = append(names, e.Name())
		}
	}
	if best := diag.Nearest(filepath.Base(path), names); best != "" {
		return "; did you mean " + filepath.Join(filepath.Dir(path), best) + "?"
	}
	return ""
}

// reason is an error of the file system without the path, which is said already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

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
			text, err := os.ReadFile(filepath.Join(folder, rel))
			if err != nil {
				return nil, err
			}
			return source.NewFile(filepath.Join(folder, rel), string(text)), nil
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
