// Command eegp checks, runs and formats .eegp programs and describes recordings.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

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
	// Ctrl-C ends a run cleanly; a second one ends it at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		stop()
	}()
	root := newRoot()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
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
	root.AddCommand(runCommand(), checkCommand(), fmtCommand(), docCommand(), infoCommand(), testCommand(), lockCommand(), newCommand(), versionCommand())
	root.CompletionOptions.HiddenDefaultCmd = true
	return root
}
