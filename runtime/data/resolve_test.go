package data

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folderOf makes a folder with empty files.
func folderOf(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, n := range names {
		path := filepath.Join(dir, filepath.FromSlash(n))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// found lists matches as path(subject/session/run), relative to a folder.
func found(dir string, matches []Match) string {
	var out []string
	for _, m := range matches {
		rel, _ := filepath.Rel(dir, m.Path)
		out = append(out, fmt.Sprintf("%s(%s/%s/%s)", filepath.ToSlash(rel), m.Key.Subject, m.Key.Session, m.Key.Run))
	}
	return strings.Join(out, " ")
}

func TestResolve(t *testing.T) {
	dir := folderOf(t, "raw/s2/a_1.edf", "raw/s2/a_2.edf", "raw/s10/a_1.edf", "raw/s10/notes.txt", "raw/s10/.a_3.edf",
		"S001R06.edf", "S001R10.edf", "S001R14.edf", "S001R1.edf", "bids/sub-1/sub-1_run-1.edf", "bids/sub-1/sub-2_run-1.edf")
	runs := func(r ...string) map[string][]string { return map[string][]string{"run": r} }
	for _, c := range []struct {
		name, pattern string
		keep          map[string][]string
		want          string
	}{
		{
			"keys and natural order", "raw/{subject}/{session}_{run}.edf", nil,
			"raw/s2/a_1.edf(s2/a/1) raw/s2/a_2.edf(s2/a/2) raw/s10/a_1.edf(s10/a/1)",
		},
		{
			"numbers whatever their zeros", "S001R{run}.edf", runs("6", "10", "14"),
			"S001R06.edf(//06) S001R10.edf(//10) S001R14.edf(//14)",
		},
		{"alternatives", "S001R{run=1|6}.edf", nil, "S001R1.edf(//1) S001R06.edf(//06)"},
		{"two keys in a name", "S{subject}R{run}.edf", runs("1"), "S001R1.edf(001//1)"},
		{"a key twice must agree", "bids/sub-{subject}/sub-{subject}_run-{run}.edf", nil, "bids/sub-1/sub-1_run-1.edf(1//1)"},
		{"anything", "raw/*/*_1.edf", nil, "raw/s2/a_1.edf(//) raw/s10/a_1.edf(//)"},
		{"any folders", "**/{session}_{run=1}.edf", nil, "raw/s2/a_1.edf(/a/1) raw/s10/a_1.edf(/a/1)"},
		{"any folders between", "raw/**/{run}_2.edf", nil, "raw/s2/a_2.edf(//a)"},
		{"no folder either", "**/S001R06.edf", nil, "S001R06.edf(//)"},
		{"all below", "bids/**/**", nil, "bids/sub-1/sub-1_run-1.edf(//) bids/sub-1/sub-2_run-1.edf(//)"},
		{"one file", "S001R06.edf", nil, "S001R06.edf(//)"},
		{"hidden files are left out", "raw/s10/*", nil, "raw/s10/a_1.edf(//) raw/s10/notes.txt(//)"},
		{"an absolute path", filepath.ToSlash(dir) + "/S001R{run=10}.edf", nil, "S001R10.edf(//10)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			matches, problems := Resolve(c.pattern, []string{dir}, c.keep)
			equal(t, "problems", codesOf(problems), "")
			equal(t, "matches", found(dir, matches), c.want)
		})
	}
}

func TestResolveTakesTheFirstRootThatHasFiles(t *testing.T) {
	empty, one, two := folderOf(t), folderOf(t, "a.edf"), folderOf(t, "a.edf", "b.edf")
	matches, _ := Resolve("*.edf", []string{empty, one, two}, nil)
	equal(t, "matches", found(one, matches), "a.edf(//)")
}

func TestResolveProblems(t *testing.T) {
	dir := folderOf(t, "S001R06.edf", "S001R10.edf", "raw/x.edf")
	for _, c := range []struct {
		name, pattern string
		keep          map[string][]string
		code, says    string
	}{
		{"no match", "S002R{run}.edf", nil, "E710", "close to it: `S001R06.edf` and `S001R10.edf`"},
		{"no folder", "rav/{run}.edf", nil, "E710", "(no such folder)"},
		{"other case", "raw/x.EDF", nil, "E710", "close to it: `x.edf`"},
		{"unknown key", "{subjct}.edf", nil, "E711", "did you mean {subject}?"},
		{"open brace", "{run.edf", nil, "E711", "does not close it"},
		{"closed brace", "run}.edf", nil, "E711", "does not open"},
		{"empty", "", nil, "E711", "names no file"},
		{"only a separator", "//", nil, "E711", "names no file"},
		{"no such hole", "S001R*.edf", map[string][]string{"run": {"6"}}, "E711", "has no {run}"},
		{"no such run", "S001R{run}.edf", map[string][]string{"run": {"6", "7", "8"}}, "E712", "has run `7` or `8`"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := Resolve(c.pattern, []string{dir}, c.keep)
			equal(t, "problems", codesOf(problems), c.code)
			d := problems[0].Diagnose()
			if all := d.Message + "\n" + d.Rule + "\n" + d.Hint; !strings.Contains(all, c.says) {
				t.Errorf("%q does not say %q", all, c.says)
			}
		})
	}
}

func TestUnreadableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read every folder")
	}
	dir := folderOf(t, "closed/a.edf")
	if err := os.Chmod(filepath.Join(dir, "closed"), 0); err != nil {
		t.Fatal(err)
	}
	_, problems := Resolve("closed/{run}.edf", []string{dir}, nil)
	equal(t, "problems", codesOf(problems), "E702")
	_ = os.Chmod(filepath.Join(dir, "closed"), 0o700) // so that the folder can be removed
}
