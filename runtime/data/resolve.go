package data

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A Match is a file that a pattern found, with where it comes from.
type Match struct {
	Path string
	Key  value.Key

	root string // that the pattern was looked up in
}

// Roots are the folders in which a script's paths are looked up: its own, then
// the one that EEGP_DATA names.
func Roots(scriptFolder string) []string {
	roots := []string{scriptFolder}
	if dir := os.Getenv("EEGP_DATA"); dir != "" {
		roots = append(roots, dir)
	}
	return roots
}

// Resolve finds the files of a pattern such as "raw/{subject}/{session}_{run}.edf"
// in the first root that has any, in natural order of subject, session, run and
// path. keep limits a key to values, e.g. run to 6, 10 and 14; all of them must
// occur. Without a match the problems say why.
func Resolve(text string, roots []string, keep map[string][]string) ([]Match, []diag.Problem) {
	p, problem := parsePattern(text)
	if problem != nil {
		return nil, []diag.Problem{problem}
	}
	if problem := p.checkKeep(keep); problem != nil {
		return nil, []diag.Problem{problem}
	}
	if p.absolute {
		roots = []string{"/"}
	}
	s := search{pattern: p}
	for _, root := range roots {
		s.root = root
		if s.descend(root, p.segments, value.Key{}); len(s.found) > 0 {
			break
		}
	}
	if len(s.found) == 0 {
		if len(s.problems) > 0 {
			return nil, s.problems
		}
		return nil, []diag.Problem{p.noMatch(roots)}
	}
	sortMatches(s.found)
	kept, missing := filter(p, s.found, keep)
	return kept, append(s.problems, missing...)
}

func (p pattern) checkKeep(keep map[string][]string) diag.Problem {
	have := p.keys()
	for _, key := range sortedKeys(keep) {
		if !have[key] {
			return diag.BadPattern{
				Pattern: p.text, Why: "has no {" + key + "}, so no " + key + " can be chosen",
				Advice: "put {" + key + "} where the name differs",
			}
		}
	}
	return nil
}

func sortedKeys(m map[string][]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// A search collects what a pattern finds below a folder.
type search struct {
	pattern  pattern
	root     string
	found    []Match
	problems []diag.Problem
}

func (s *search) descend(folder string, rest []segment, key value.Key) {
	if len(rest) == 0 {
		return
	}
	if name, ok := rest[0].fixed(); ok {
		s.enter(filepath.Join(folder, name), rest[1:], key)
		return
	}
	if rest[0].deep() {
		s.descend(folder, rest[1:], key)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) && isFolder(folder) {
			s.problems = append(s.problems, unreadable(folder, err))
		}
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") && rest[0][0].hole {
			continue // hidden files are no recordings
		}
		if rest[0].deep() {
			if e.IsDir() { // links are not followed: they may lead in circles
				s.descend(filepath.Join(folder, e.Name()), rest, key)
			}
			continue
		}
		if k, ok := rest[0].match(e.Name(), key); ok {
			s.enter(filepath.Join(folder, e.Name()), rest[1:], k)
		}
	}
}

// enter goes on in a folder, or keeps a file at the pattern's end.
func (s *search) enter(path string, rest []segment, key value.Key) {
	if len(rest) > 0 {
		s.descend(path, rest, key)
		return
	}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		s.found = append(s.found, Match{Path: path, Key: key, root: s.root})
	}
}

func sortMatches(found []Match) {
	slices.SortFunc(found, func(a, b Match) int {
		for _, pair := range [][2]string{
			{a.Key.Subject, b.Key.Subject},
			{a.Key.Session, b.Key.Session},
			{a.Key.Run, b.Key.Run},
			{a.Path, b.Path},
		} {
			if c := value.CompareNatural(pair[0], pair[1]); c != 0 {
				return c
			}
		}
		return 0
	})
}

// filter keeps the matches whose keys have a kept value, and reports the values
// that no file has.
func filter(p pattern, found []Match, keep map[string][]string) ([]Match, []diag.Problem) {
	var problems []diag.Problem
	for _, key := range sortedKeys(keep) {
		var have, absent []string
		for i := range found {
			have = append(have, *keyField(&found[i].Key, key))
		}
		for _, v := range keep[key] {
			if !containsValue(have, v) {
				absent = append(absent, v)
			}
		}
		if len(absent) > 0 {
			slices.SortFunc(have, value.CompareNatural)
			problems = append(problems, diag.KeyNeverOccurs{Pattern: p.text, Key: key, Values: absent, Have: slices.Compact(have)})
		}
	}
	kept := found[:0:0]
	for _, m := range found {
		ok := true
		for key, values := range keep {
			ok = ok && containsValue(values, *keyField(&m.Key, key))
		}
		if ok {
			kept = append(kept, m)
		}
	}
	return kept, problems
}

// noMatch says where a pattern was looked for and what lies there instead.
func (p pattern) noMatch(roots []string) diag.Problem {
	problem := diag.NoFileMatches{Pattern: p.text, DataFolder: os.Getenv("EEGP_DATA") != ""}
	for _, root := range roots {
		folder := root
		for _, s := range p.segments[:len(p.segments)-1] {
			name, ok := s.fixed()
			if !ok {
				break
			}
			folder = filepath.Join(folder, name)
		}
		problem.Folders = append(problem.Folders, diag.SearchedFolder{Path: folder, Exists: isFolder(folder)})
		if problem.Near == nil {
			problem.Near = p.nearBelow(folder)
		}
	}
	return problem
}

// maxListing bounds how many names are compared for a message.
const maxListing = 2000

// nearBelow are the files below a folder whose names come closest to the
// pattern's last part.
func (p pattern) nearBelow(folder string) []string {
	var names []string
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || len(names) >= maxListing {
			return fs.SkipAll
		}
		rel, _ := filepath.Rel(folder, path)
		if d.IsDir() && (strings.Count(rel, string(filepath.Separator)) >= 3 || strings.HasPrefix(d.Name(), ".") && path != folder) {
			return fs.SkipDir
		}
		if !d.IsDir() {
			names = append(names, d.Name())
		}
		return nil
	}) // what cannot be walked is only missing from advice
	return nearest(p.lastName(), names)
}

// lastName is the pattern's last part with a * for each hole.
func (p pattern) lastName() string {
	var b strings.Builder
	for _, piece := range p.segments[len(p.segments)-1] {
		if piece.hole {
			b.WriteString("*")
			continue
		}
		b.WriteString(piece.literal)
	}
	return b.String()
}
