package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/lock"
)

func lockCommand() *cobra.Command {
	var checkOnly, asJSON bool
	c := &cobra.Command{
		Use:   "lock FILE...",
		Short: "Pin imports, recordings and operators in eegp.lock",
		Long: `lock writes what decides a program's results besides its text into the file eegp.lock
beside it: the hash of every import, the SHA-256 of every recording with what the
headers tell, and the numerics version of every operator. What it held of the given
programs is replaced; entries of others stay. A program without imports and
recordings needs no lock.

The first run writes the lock too. From then on run refuses other recordings, other
imports and operators that compute otherwise, and ends with exit code 3.`,
		Args: needs("a program", 1, -1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			done := lock.File{Format: lock.Format, Scripts: map[string]lock.Script{}}
			worst := 0
			for _, path := range paths {
				l, code, err := lockScript(cmd, path, checkOnly, asJSON)
				if err != nil {
					return err
				}
				worst = max(worst, code)
				if code == 0 && !l.now.Empty() {
					done.Scripts[filepath.ToSlash(path)] = l.now
				}
			}
			if asJSON && worst == 0 {
				fmt.Print(string(done.Bytes()))
			}
			if worst > 0 {
				return exitError(worst)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&checkOnly, "check", false, "change nothing; exit 3 unless everything is locked and equal")
	c.Flags().BoolVar(&asJSON, "json", false, "print the entries, or diagnostics, as data")
	return c
}

// lockScript locks one program, or compares it with its lock. code is the exit
// code of what has been said.
func lockScript(cmd *cobra.Command, path string, checkOnly, asJSON bool) (l *locking, code int, err error) {
	f, err := readScript(path)
	if err != nil {
		return nil, 0, err
	}
	l = readLock(path)
	if !checkOnly {
		l.was = lock.Script{} // whatever it holds is replaced
	}
	program, report := checkedWith(f, l)
	if !report.HasErrors() {
		for _, p := range l.resolve(cmd.Context(), program.Studies) {
			report.Report(p)
		}
	}
	if checkOnly && !report.HasErrors() {
		for _, p := range l.differences(true) {
			report.Report(p)
		}
	}
	if report.HasErrors() {
		return l, l.exit(exitDiagnostics), show(report.All(), asJSON)
	}
	if !checkOnly {
		if err := l.write(func(lock.Script) lock.Script { return l.now }); err != nil {
			return l, 0, fmt.Errorf("cannot write %s: %s", l.path, reason(err))
		}
	}
	if !asJSON {
		fmt.Printf("%s: %s\n", path, l.summary(checkOnly))
	}
	return l, 0, nil
}

func (l *locking) summary(checkOnly bool) string {
	switch {
	case l.now.Empty():
		return "nothing to lock"
	case checkOnly:
		return "as locked, " + l.counts()
	}
	return "locked, " + l.counts()
}

// counts says "2 recordings, 1 import, 5 operators".
func (l *locking) counts() string {
	recordings := 0
	for _, s := range l.now.Sources {
		recordings += len(s.Recordings)
	}
	return fmt.Sprintf("%s, %s, %s", plural(recordings, "recording", "recordings"),
		plural(len(l.now.Imports), "import", "imports"), plural(len(l.now.Operators), "operator", "operators"))
}

// admit compares what a run will use with the lock, before the work. With
// --locked everything must be held and readable; without, the run itself tells
// what cannot be read.
func (l *locking) admit(cmd *cobra.Command, program *check.Program, f runFlags) error {
	studies := slices.DeleteFunc(slices.Clone(program.Studies), func(s *check.Study) bool { return f.study != "" && s.Name != f.study })
	unreadable := l.resolve(cmd.Context(), studies)
	found := &diag.List{}
	for _, p := range l.differences(f.locked) {
		found.Report(p)
	}
	if f.locked {
		for _, p := range unreadable {
			found.Report(p)
		}
	}
	if !found.HasErrors() {
		return nil
	}
	if err := show(found.All(), f.json); err != nil {
		return err
	}
	return exitError(l.exit(exitRunFailed))
}

// afterRun adds what the lock lacks once a run has succeeded. A folder that cannot
// be written is no failure: the result is there.
func (l *locking) afterRun() {
	if _, lacks := l.was.Lacks(l.now); !lacks {
		return
	}
	if err := l.write(func(held lock.Script) lock.Script { return held.With(l.now) }); err != nil {
		fmt.Fprintf(os.Stderr, "note: %s is not locked, since %s cannot be written: %s\n", l.script, l.path, reason(err))
		return
	}
	fmt.Fprintf(os.Stderr, "wrote %s: %s\n", l.path, l.counts())
}
