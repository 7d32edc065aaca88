package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/format"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
)

func fmtCommand() *cobra.Command {
	var checkOnly, asJSON bool
	c := &cobra.Command{
		Use:   "fmt [PATH...]",
		Short: "Rewrite programs in canonical form",
		Long: `fmt rewrites files, and all .eegp files below folders, in canonical form. Without a
path it formats standard input to standard output. A file with errors is left
untouched.`,
		RunE: func(_ *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				return formatInput(asJSON)
			}
			files, err := scripts(paths)
			if err != nil {
				return err
			}
			failed := false
			for _, path := range files {
				changed, ok, err := formatFile(path, checkOnly, asJSON)
				if err != nil {
					return err
				}
				failed = failed || !ok || checkOnly && changed
			}
			if failed {
				return exitError(exitDiagnostics)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&checkOnly, "check", false, "change nothing; name the files that would change and exit 1")
	c.Flags().BoolVar(&asJSON, "json", false, "print diagnostics as data")
	return c
}

func formatInput(asJSON bool) error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	out, report := formatted(source.NewFile("<stdin>", string(text)))
	if report.HasErrors() {
		if err := show(report.All(), asJSON); err != nil {
			return err
		}
		return exitError(exitDiagnostics)
	}
	fmt.Print(out)
	return nil
}

// formatted is the canonical text; it means nothing when the report has errors.
func formatted(f *source.File) (string, *diag.List) {
	report := &diag.List{}
	tree := syntax.Parse(f, report)
	if report.HasErrors() {
		return "", report
	}
	return format.File(tree), report
}

// formatFile rewrites one file. ok is false when the file has errors.
func formatFile(path string, checkOnly, asJSON bool) (changed, ok bool, err error) {
	f, err := readScript(path)
	if err != nil {
		return false, false, err
	}
	out, report := formatted(f)
	if report.HasErrors() {
		return false, false, show(report.All(), asJSON)
	}
	if out == f.Text {
		return false, true, nil
	}
	fmt.Println(path)
	if checkOnly {
		return true, true, nil
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := renameio.WriteFile(path, []byte(out), mode); err != nil {
		return true, false, fmt.Errorf("cannot write %s: %s", path, reason(err))
	}
	return true, true, nil
}

// scripts lists files, and the .eegp files below folders.
func scripts(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil || !info.IsDir() {
			files = append(files, path)
			continue
		}
		err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(p, ".eegp") {
				files = append(files, p)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("cannot read the folder %s: %s", path, reason(err))
		}
	}
	return files, nil
}
