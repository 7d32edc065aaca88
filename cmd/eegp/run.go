package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/runtime/data"
	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/runtime/report"
)

type runFlags struct {
	json    bool
	threads int
	out     string
	study   string
	locked  bool

	checkpoints, weights string // folders
	lets                 []string
	numerics             string
}

func runCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "Check a program, then run its studies",
		Long: `run checks a program and runs its studies. Every score comes with its spread over
folds, a 95 % interval, the majority predictor's score and the number of trials.

Ctrl-C ends a run cleanly: what was finished is scored and printed. The same program
with the same seed and recordings gives the same bytes, whatever the number of
threads. Recordings are looked up beside the program, then in the folder that
EEGP_DATA names.

--checkpoints saves every training after each epoch, and goes on from there when the
same program is run again, to the same bytes as in one go. --save-weights keeps trained
networks as safetensors, one file for each method and fold.

Networks are rewritten by exact algebra before they are trained, which changes results
by rounding; --numerics exact runs them as they are written. Results say which.

The first run that succeeds writes eegp.lock beside the program; later runs refuse
other recordings, imports and operators (exit code 3). See eegp lock.`,
		Args: needs("a program", 1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			// Ctrl-C ends a run cleanly; a second one ends it at once.
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			context.AfterFunc(ctx, stop)
			cmd.SetContext(ctx)
			return runScript(cmd, args[0], f)
		},
	}
	c.Flags().BoolVar(&f.json, "json", false, "print events and results as one JSON object a line")
	c.Flags().IntVar(&f.threads, "threads", 0, "how many jobs run at once (default: all cores)")
	c.Flags().StringVar(&f.out, "out", "", "also write the results to this JSON file")
	c.Flags().StringVar(&f.study, "study", "", "run only the study of this name")
	c.Flags().BoolVar(&f.locked, "locked", false, "refuse to run unless everything is locked and equal")
	c.Flags().StringArrayVar(&f.lets, "let", nil, "give a let of the program another value: --let epochs=200")
	c.Flags().StringVar(&f.checkpoints, "checkpoints", "", "save trainings in this folder after each epoch, and resume from it")
	c.Flags().StringVar(&f.numerics, "numerics", "fast", "fast, or exact to run networks as they are written")
	c.Flags().StringVar(&f.weights, "save-weights", "", "save trained networks in this folder")
	return c
}

func runScript(cmd *cobra.Command, path string, f runFlags) error {
	if f.threads < 0 {
		return fmt.Errorf("--threads %d: a run needs at least one thread", f.threads)
	}
	if err := knownNumerics(f.numerics); err != nil {
		return err
	}
	file, err := readScript(path)
	if err != nil {
		return err
	}
	if file, err = withLets(file, f.lets); err != nil {
		return err
	}
	if same(path, f.out) {
		return fmt.Errorf("--out %s would write over the program itself", f.out)
	}
	if err := writable(f.out); err != nil {
		return err
	}
	l := readLock(path)
	program, found := checkedWith(file, l)
	if ds := beforeRun(found.All()); len(ds) > 0 {
		if err := show(ds, f.json); err != nil {
			return err
		}
	}
	if found.HasErrors() {
		return exitError(l.exit(exitDiagnostics))
	}
	if err := l.admit(cmd, program, f); err != nil {
		return err
	}
	plans, problems := plan.Studies(program)
	refused := &diag.List{}
	for _, p := range problems {
		refused.Report(p)
	}
	if len(refused.All()) > 0 {
		if err := show(refused.All(), f.json); err != nil {
			return err
		}
	}
	plans, err = chosen(plans, f.study)
	if err != nil {
		return err
	}
	results, failed, said := runPlans(cmd, plans, filepath.Dir(path), f)
	if err := save(results, f); err != nil {
		return err
	}
	if said != nil {
		return said
	}
	if !failed && len(results) > 0 {
		l.afterRun()
	}
	if failed || refused.HasErrors() {
		return exitError(exitRunFailed)
	}
	return nil
}

func knownNumerics(name string) error {
	if name != "fast" && name != "exact" {
		return fmt.Errorf("--numerics %s: it is one of fast, exact", name)
	}
	return nil
}

// beforeRun leaves out the warnings that the run itself can settle: once the
// events are known, it is known whether a filter reaches from trial to trial.
func beforeRun(ds []diag.Diagnostic) []diag.Diagnostic {
	return slices.DeleteFunc(slices.Clone(ds), func(d diag.Diagnostic) bool {
		return d.Code == diag.ReachesAcross{}.Diagnose().Code
	})
}

// chosen keeps the plans of one study, all when the name is empty.
func chosen(plans []*plan.Plan, study string) ([]*plan.Plan, error) {
	if study == "" {
		return plans, nil
	}
	var kept []*plan.Plan
	var names []string
	for _, p := range plans {
		names = append(names, p.Study)
		if p.Study == study {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 {
		hint := ""
		if len(names) > 0 {
			hint = "; there is " + strings.Join(names, ", ")
		}
		if best := diag.Nearest(study, names); best != "" {
			hint = "; did you mean " + best + "?"
		}
		return nil, fmt.Errorf("there is no study %s that can run%s", study, hint)
	}
	return kept, nil
}

func runPlans(cmd *cobra.Command, plans []*plan.Plan, folder string, f runFlags) (results []*exec.Result, failed bool, err error) {
	ctx := cmd.Context()
	opener := exec.Opener{Roots: data.Roots(folder)}
	var cache *exec.Cache
	if len(plans) > 1 {
		cache = exec.NewCache()
	}
	for i, p := range plans {
		if ctx.Err() != nil {
			break
		}
		watch := newWatcher(f.json)
		result := exec.Run(ctx, p, exec.Options{Open: opener.Open, Cache: cache, Threads: f.threads, Progress: watch.event, Checkpoints: f.checkpoints, Weights: f.weights, Exact: f.numerics == "exact"})
		watch.clear()
		results = append(results, result)
		failed = failed || hasErrors(result.Problems) || result.Interrupted
		if f.json {
			if err := printJSONLine(map[string]any{"event": "result", "result": report.Data(result)}); err != nil {
				return results, false, unsaid(err)
			}
			continue
		}
		if i > 0 {
			fmt.Println()
		}
		if _, err := fmt.Print(report.Text(result)); err != nil {
			return results, false, unsaid(err)
		}
		// Not on standard output, which repeats byte for byte.
		fmt.Fprintf(os.Stderr, "%s took %s\n", p.Study, result.Elapsed.Round(10*time.Millisecond))
		if len(result.Problems) > 0 {
			fmt.Println()
			// Scores first, then what must be known about them.
			_ = diag.Render(os.Stderr, result.Problems, diag.Options{Color: colored(os.Stderr), Width: widthOf(os.Stderr)})
		}
	}
	return results, failed, nil
}

// unsaid is a result that standard output did not take, such as a full disk.
func unsaid(err error) error {
	fmt.Fprintln(os.Stderr, "eegp: cannot write the result to standard output:", reason(err))
	return exitError(exitRunFailed)
}

// same reports whether two paths name one file.
func same(path, other string) bool {
	a, err := os.Stat(path)
	if err != nil || other == "" {
		return false
	}
	b, err := os.Stat(other)
	return err == nil && os.SameFile(a, b)
}

func hasErrors(ds []diag.Diagnostic) bool {
	for _, d := range ds {
		if d.Severity == diag.Error {
			return true
		}
	}
	return false
}

// writable finds out before the work whether its result can be written.
func writable(path string) error {
	if path == "" {
		return nil
	}
	t, err := renameio.TempFile(filepath.Dir(path), path)
	if err != nil {
		return unwritable(path, err)
	}
	return t.Cleanup()
}

func unwritable(path string, err error) error {
	if e := show([]diag.Diagnostic{diag.Unwritable{Path: path, Reason: reason(err)}.Diagnose()}, false); e != nil {
		return e
	}
	return exitError(exitRunFailed)
}

func save(results []*exec.Result, f runFlags) error {
	if f.out == "" {
		return nil
	}
	var all []any
	for _, r := range results {
		all = append(all, report.Data(r))
	}
	text, err := json.MarshalIndent(map[string]any{"eegp": version, "results": all}, "", "  ")
	if err != nil {
		return err
	}
	if err := renameio.WriteFile(f.out, append(text, '\n'), 0o644); err != nil {
		return unwritable(f.out, err)
	}
	return nil
}

// printJSONLine prints a value as JSON on one line; `|>` stays readable.
func printJSONLine(v any) error {
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
