package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/lang/check"
)

func testCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "test PATH...",
		Short: "Run the test blocks of programs",
		Args:  needs("a program or a folder", 1, -1),
		RunE: func(_ *cobra.Command, paths []string) error {
			failed := false
			paths, err := scripts(paths)
			if err != nil {
				return err
			}
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
			ok = ok && e.Outcome != check.Failed
			if asJSON {
				err := printJSONLine(map[string]any{
					"test": t.Title, "expect": e.Span.Text(), "outcome": e.Outcome.String(),
					"left": e.Left, "right": e.Right, "reason": e.Reason,
				})
				if err != nil {
					return false, err
				}
				continue
			}
			fmt.Printf("%-9s %s: %s\n", e.Outcome, t.Title, e.Span.Text())
			switch e.Outcome {
			case check.Failed:
				fmt.Printf("          left side:  %s\n          right side: %s\n", e.Left, e.Right)
			case check.Undecided:
				fmt.Printf("          %s\n", e.Reason)
			}
		}
	}
	if len(program.Tests) == 0 && !asJSON {
		fmt.Printf("%s has no test block\n", path)
	}
	return ok, nil
}
