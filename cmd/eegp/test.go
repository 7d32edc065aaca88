package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func testCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "test FILE...",
		Short: "Run the test blocks of programs",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, paths []string) error {
			failed := false
			for _, path := range paths {
				ok, err := testFile(path, asJSON)
				if err != nil {
					return err
				}
				failed = failed || !ok
			}
			if failed {
				return exitError(exitDiagnostics)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print as data")
	return c
}

func testFile(path string, asJSON bool) (ok bool, err error) {
	f, err := readScript(path)
	if err != nil {
		return false, err
	}
	program, report := checked(f)
	if report.HasErrors() {
		return false, show(report.All(), asJSON)
	}
	ok = true
	for _, t := range program.Tests {
		for _, e := range t.Expects {
			ok = ok && e.Verdict.Fine()
			if asJSON {
				printJSONLine(map[string]any{"test": t.Title, "expect": e.Text, "verdict": e.Verdict.String(), "why": e.Why})
				continue
			}
			line := fmt.Sprintf("%-7s %s: %s", e.Verdict, t.Title, e.Text)
			if e.Why != "" {
				line += " (" + e.Why + ")"
			}
			fmt.Println(line)
		}
	}
	if len(program.Tests) == 0 && !asJSON {
		fmt.Printf("%s has no test block\n", path)
	}
	return ok, nil
}
