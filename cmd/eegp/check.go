package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/lang/check"
)

func checkCommand() *cobra.Command {
	var asJSON, explain bool
	var lets []string
	c := &cobra.Command{
		Use:   "check PATH...",
		Short: "Check programs without reading a sample",
		Long: `check finds everything that can be known without samples: names, units, shapes,
leakage, time. Where a folder of recordings is there, their headers tell the sizes;
where it is not, eegp.lock does, which also pins imports and operators. Of a
folder it checks all .eegp files.`,
		Args: needs("a program or a folder", 1, -1),
		RunE: func(_ *cobra.Command, paths []string) error {
			worst := 0
			paths, err := scripts(paths)
			if err != nil {
				return err
			}
			for _, path := range paths {
				f, err := readScript(path)
				if err != nil {
					return err
				}
				if f, err = withLets(f, lets); err != nil {
					return err
				}
				l := readLock(path)
				program, report := checkedWith(f, l)
				if len(report.All()) > 0 || asJSON {
					if err := show(report.All(), asJSON); err != nil {
						return err
					}
				}
				if report.HasErrors() {
					worst = max(worst, l.exit(exitDiagnostics))
				}
				if explain && !report.HasErrors() {
					fmt.Print(check.Explain(program))
				} else if !report.HasErrors() && !asJSON {
					fmt.Println(summaryOf(path, program))
				}
			}
			if worst > 0 {
				return exitError(worst)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print diagnostics as data")
	c.Flags().StringArrayVar(&lets, "let", nil, "give a let of the program another value: --let epochs=200")
	c.Flags().BoolVar(&explain, "explain", false, "print every type, sample count and default")
	return c
}

func summaryOf(path string, p *check.Program) string {
	methods := 0
	for _, s := range p.Studies {
		methods += len(s.Methods)
	}
	return fmt.Sprintf("%s: fine (%s, %s)", path, plural(len(p.Studies), "study", "studies"), plural(methods, "method", "methods"))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
