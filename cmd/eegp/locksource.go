package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/lock"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/data"
	"github.com/eegp-lang/eegp/runtime/exec"
)

// resolve finds and hashes the recordings of every source on disk. A source that
// cannot be found whole is left out, and the problems say why.
func (l *locking) resolve(ctx context.Context, studies []*check.Study) []diag.Problem {
	roots := data.Roots(filepath.Dir(l.script))
	var problems []diag.Problem
	for _, call := range lock.Calls(studies) {
		does, ok := op.Of(call).Does.(op.Source)
		if !ok {
			continue
		}
		files := does(call).Files
		if _, known := l.at[call.Show()]; known || files == nil {
			continue
		}
		l.at[call.Show()] = call.Span
		matches, found := data.Resolve(files.Pattern, roots, files.Keep)
		var all []lockedFile
		if len(found) == 0 {
			all, found = lockedFiles(files, matches)
		}
		var sums []string
		if len(found) == 0 {
			sums, found = hashAll(ctx, all)
		}
		if len(found) > 0 {
			problems = append(problems, data.Locate(call.Span, found)...)
			continue
		}
		t, _, _ := exec.Opener{Roots: roots}.Schema(call)
		s := schemaOf(t)
		s.Recordings = map[string]string{}
		base := baseOf(files.Pattern, roots)
		for i, f := range all {
			s.Recordings[named(f.pattern, relative(base, f.path))] = sums[i]
		}
		l.now.Sources[call.Show()] = s
	}
	return problems
}

// A lockedFile is a file that a result rests on, with the pattern it belongs to.
type lockedFile struct{ pattern, path string }

// lockedFiles are the recordings of a source, the files that they consist of
// besides, and those of their events.
func lockedFiles(files *op.Files, matches []data.Match) ([]lockedFile, []diag.Problem) {
	var all []lockedFile
	for _, m := range matches {
		all = append(all, lockedFile{files.Pattern, m.Path})
		for _, part := range data.Parts(m.Path) {
			all = append(all, lockedFile{files.Pattern, part})
		}
	}
	if files.EventsFile == "" {
		return all, nil
	}
	events, problems := data.EventFiles(files.EventsFile, matches)
	for _, path := range events {
		if !slices.ContainsFunc(all, func(f lockedFile) bool { return f.path == path }) {
			all = append(all, lockedFile{files.EventsFile, path})
		}
	}
	return all, problems
}

// hashAll hashes files side by side.
func hashAll(ctx context.Context, matches []lockedFile) (sums []string, found []diag.Problem) {
	sums = make([]string, len(matches))
	problems := make([]diag.Problem, len(matches))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, m := range matches {
		group.Go(func() error {
			var err error
			if err = ctx.Err(); err == nil {
				sums[i], err = hashFile(m.path)
			}
			if err != nil {
				problems[i] = diag.UnreadableRecording{Path: m.path, Reason: reason(err)}
			}
			return nil
		})
	}
	_ = group.Wait() // no task returns an error
	for _, p := range problems {
		if p != nil {
			found = append(found, p)
		}
	}
	return sums, found
}

func hashFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // only read from
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// baseOf is the folder that paths in the lock start from: the root in which the
// pattern finds files, or what an absolute pattern begins with.
func baseOf(pattern string, roots []string) string {
	if strings.HasPrefix(pattern, "/") {
		if hole := strings.IndexAny(pattern, "{*"); hole >= 0 {
			pattern = pattern[:hole]
		}
		return path.Dir(pattern)
	}
	for _, root := range roots {
		if matches, _ := data.Resolve(pattern, []string{root}, nil); len(matches) > 0 {
			return root
		}
	}
	return roots[0]
}

// relative is a path as the pattern found it, with slashes on every system.
func relative(base, name string) string {
	rel, err := filepath.Rel(base, name)
	if err != nil {
		rel = filepath.Base(name)
	}
	return filepath.ToSlash(rel)
}

// named leaves out of a path what a leading ** stood for: the same recordings may
// lie deeper in another person's folder.
func named(pattern, rel string) string {
	rest, ok := strings.CutPrefix(pattern, "**/")
	if !ok || strings.Contains(rest, "**") {
		return rel
	}
	parts := strings.Split(rel, "/")
	return strings.Join(parts[max(0, len(parts)-1-strings.Count(rest, "/")):], "/")
}

// schemaOf is what a type tells of recordings; what is open is left zero.
func schemaOf(t types.Type) lock.Source {
	s := lock.Source{Classes: types.Classes(t)}
	of, _ := types.Inner(t)
	if a, ok := of.Axis("channel"); ok {
		if n, known := a.Size.Int(); known {
			s.Channels = int(n)
		}
	}
	if a, ok := of.Axis("time"); ok && a.Rate > 0 && a.Rate < 1e9 { // a number that JSON holds
		s.Rate = a.Rate
	}
	return s
}

// withSchema fills what is open in a type of recordings from the lock.
func withSchema(t types.Type, locked lock.Source) types.Type {
	r, ok := t.(types.Recordings)
	if !ok {
		return t
	}
	here := schemaOf(r)
	if a, ok := r.Of.Axis("channel"); ok && here.Channels == 0 && locked.Channels > 0 {
		a.Size = types.Known(int64(locked.Channels))
		r.Of = r.Of.With(a)
	}
	if a, ok := r.Of.Axis("time"); ok && here.Rate == 0 {
		a.Rate = locked.Rate
		r.Of = r.Of.With(a)
	}
	if r.Classes == nil {
		r.Classes = locked.Classes
	}
	return r
}
