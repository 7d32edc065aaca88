package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/google/renameio/v2"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/lock"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

// A locking is one script next to its lock: what was locked and what is there now.
type locking struct {
	path   string // of eegp.lock
	script string // path as given, for advice
	name   string // of the script in the lock
	broken diag.Problem
	was    lock.Script
	now    lock.Script

	files    map[*source.File]string // imports by their key in the lock
	direct   map[string]bool         // imports of the script itself
	nested   []string                // imports of imports that differ
	at       map[string]source.Span  // sources by their key
	mismatch bool
}

// readLock reads the lock beside a script; none is an empty one.
func readLock(script string) *locking {
	l := &locking{
		path: filepath.Join(filepath.Dir(script), lock.Name), script: script, name: filepath.Base(script),
		now:   lock.Script{Imports: map[string]lock.Import{}, Operators: map[string]int{}, Sources: map[string]lock.Source{}},
		files: map[*source.File]string{}, direct: map[string]bool{}, at: map[string]source.Span{},
	}
	var f lock.File
	f, l.broken = l.read()
	l.was = f.Scripts[l.name]
	return l
}

func (l *locking) read() (lock.File, diag.Problem) {
	text, err := os.ReadFile(l.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return lock.File{}, nil
	case err != nil:
		return lock.File{}, diag.BrokenLock{Path: l.path, Reason: reason(err)}
	}
	return lock.Read(source.NewFile(l.path, string(text)))
}

// exit is the exit code for errors: a mismatch with the lock outdoes others,
// which may follow from it.
func (l *locking) exit(otherwise int) int {
	if l.mismatch {
		return exitLockMismatch
	}
	return otherwise
}

// attach lets the checker meet the lock: imports are noted and compared, and
// recordings that are not here have their locked schema.
func (l *locking) attach(env *check.Env, tree *syntax.File) {
	for _, d := range tree.Decls {
		if u, ok := d.(*syntax.Use); ok {
			l.direct[keyOf(u)] = true
		}
	}
	modules, files, schema := env.Modules, env.Files, env.Schema
	env.Modules = func(dotted string) (*source.File, bool) {
		f, ok := modules(dotted)
		if ok {
			l.note(f, dotted, lock.Std)
		}
		return f, ok
	}
	env.Files = func(rel string) (*source.File, error) {
		f, err := files(rel)
		if err == nil {
			l.note(f, rel, lock.Project)
		}
		return f, err
	}
	env.Locked = func(_ string, f *source.File) ([]string, bool) { return nil, l.same(l.files[f]) }
	env.Schema = func(b *types.Bound) (types.Type, []diag.Problem, bool) {
		t, problems, ok := schema(b)
		if locked, held := l.was.Sources[b.Show()]; held {
			t = withSchema(t, locked)
		}
		return t, problems, ok
	}
}

// keyOf is the name of an import in the lock.
func keyOf(u *syntax.Use) string {
	if u.File != "" {
		return path.Clean(u.File)
	}
	parts := make([]string, len(u.Path))
	for i, id := range u.Path {
		parts[i] = id.Name
	}
	return strings.Join(parts, ".")
}

func (l *locking) note(f *source.File, key, origin string) {
	l.files[f] = key
	own := &diag.List{}
	if tree := syntax.Parse(f, own); !own.HasErrors() {
		l.now.Imports[key] = lock.Import{Hash: lock.Text(tree), Origin: origin}
	}
}

// same compares one import. What an import imports is told by settle: inside the
// import it would read as a fault of that file.
func (l *locking) same(key string) bool {
	was, held := l.was.Imports[key]
	if !held || was.Hash == l.now.Imports[key].Hash {
		return true
	}
	l.mismatch = true
	if l.direct[key] {
		return false
	}
	if !slices.Contains(l.nested, key) {
		l.nested = append(l.nested, key)
	}
	return true
}

// settle reports what concerns no place of the script, once it is checked.
func (l *locking) settle(p *check.Program, report *diag.List) {
	if l.broken != nil {
		l.mismatch = true
		report.Report(l.broken)
	}
	for _, key := range l.nested {
		report.Add(diag.NotLocked{Path: key, Script: l.script}.Diagnose())
	}
	for _, b := range lock.Calls(p.Studies) {
		if o := op.Of(b); o != nil {
			l.now.Operators[b.Op.Name] = o.Numerics()
		}
	}
	if moved := l.was.Moved(l.now); len(moved) > 0 {
		l.mismatch = true
		report.Report(diag.OtherNumerics{Script: l.script, Moved: moved})
	}
}

// differences are recordings that differ and, when all must be locked, what is not.
func (l *locking) differences(all bool) []diag.Problem {
	var out []diag.Problem
	for _, key := range slices.Sorted(maps.Keys(l.now.Sources)) {
		if was, held := l.was.Sources[key]; held {
			if p := was.Compare(l.now.Sources[key], l.at[key], l.script); p != nil {
				out = append(out, p)
			}
		}
	}
	if lacking, lacks := l.was.Lacks(l.now); lacks && all {
		lacking.Script = l.script
		out = append(out, lacking)
	}
	l.mismatch = l.mismatch || len(out) > 0
	return out
}

// write changes the script's entry and nothing else. Those who write one folder's
// lock take turns and read it again, so that no entry is lost; it is replaced as a
// whole, so that no reader sees half of it.
func (l *locking) write(change func(lock.Script) lock.Script) error {
	if folder, err := os.Open(filepath.Dir(l.path)); err == nil {
		defer func() { _ = folder.Close() }() // ends the turn
		// A file system that knows no turns gives the later one the last word.
		_ = syscall.Flock(int(folder.Fd()), syscall.LOCK_EX)
	}
	f, broken := l.read()
	if broken != nil {
		return fmt.Errorf("%s", broken.Diagnose().Message)
	}
	before := f.Bytes()
	if f.Scripts == nil {
		f.Scripts = map[string]lock.Script{}
	}
	f.Scripts[l.name] = change(f.Scripts[l.name])
	if f.Scripts[l.name].Empty() {
		delete(f.Scripts, l.name)
	}
	after := f.Bytes()
	if bytes.Equal(before, after) {
		return nil
	}
	return renameio.WriteFile(l.path, after, 0o644, renameio.WithExistingPermissions())
}
