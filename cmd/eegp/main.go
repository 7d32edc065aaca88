// Command eegp checks, runs and formats .eegp programs and describes recordings.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitDiagnostics  = 1
	exitRunFailed    = 2
	exitLockMismatch = 3
)

// An exitError ends the program with a code after everything has been said.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func main() { os.Exit(run(os.Args[1:])) }

// run is main without the exit, so that tests can call it.
func run(args []string) int {
	root := newRoot()
	root.SetArgs(args)
	err := root.Execute()
	var code exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintln(os.Stderr, "eegp:", err)
	return exitDiagnostics
}

// needs says in words which arguments a command takes; most is -1 without limit.
func needs(what string, least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return fmt.Errorf("%s needs %s: %s", cmd.Name(), what, cmd.UseLine())
		case most >= 0 && len(args) > most:
			return fmt.Errorf("%s takes one path, not %d: %s", cmd.Name(), len(args), cmd.UseLine())
		}
		return nil
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "eegp",
		Short: "Decode EEG: check, run and share .eegp programs",
		Long: `eegp runs studies that compare methods of decoding EEG. A .eegp file says which
recordings are used, how they are preprocessed, which methods compete and how they
are judged; eegp checks it before it reads a sample, above all that nothing that
learns sees a test trial.

Exit codes: 0 fine, 1 diagnostics, 2 a run failed, 3 something is not as eegp.lock holds
it (then whatever else was found).`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(runCommand(), benchCommand(), checkCommand(), fmtCommand(), docCommand(), exportCommand(), graphCommand(), infoCommand(), testCommand(), lockCommand(), newCommand(), versionCommand())
	root.CompletionOptions.HiddenDefaultCmd = true
	return root
}
