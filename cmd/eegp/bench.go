package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/bench"
)

type benchFlags struct {
	on, mode    string
	batch, runs int
	threads     int
	json, serve bool
	numerics    string
	changing    bool
}

func benchCommand() *cobra.Command {
	var f benchFlags
	c := &cobra.Command{
		Use:   "bench [FILE] NAME",
		Short: "Time a network",
		Long: `bench times one training step (forward, backward and Adam) or one pass of a network of
the library or of a script on random trials: median and least of several runs, after
runs that are not counted. What a training prepares once for every trial is prepared
before, and told apart.

With --serve it answers each line "run N" on standard input with the times of N runs as
one line of JSON, so that another program can be timed in turns with it.`,
		Args: needs("the name of a network", 1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := placedNetwork(args, f.on)
			if err != nil {
				return err
			}
			loss, optimizer := benchRecipe()
			b, err := bench.New(bench.Network{
				Stage: p.stage, Shape: p.in, Classes: p.classes, Batch: f.batch, Train: f.mode == "train", Threads: f.threads,
				Loss: loss, Optimizer: optimizer, Exact: f.numerics == "exact", Changing: f.changing,
			})
			if err != nil {
				return err
			}
			defer b.Close()
			if f.serve {
				return serve(b)
			}
			return timeOnce(b, args[len(args)-1], p.in, f)
		},
		PreRunE: func(*cobra.Command, []string) error {
			if err := knownNumerics(f.numerics); err != nil {
				return err
			}
			switch {
			case f.mode != "train" && f.mode != "infer":
				return fmt.Errorf("--mode %s: it is one of train, infer", f.mode)
			case f.batch < 1 || f.runs < 1 || f.threads < 1:
				return fmt.Errorf("--batch, --runs and --threads are 1 or more")
			}
			return nil
		},
	}
	c.Flags().StringVar(&f.on, "on", "", "the input's axes (default "+defaultInput+", or the study's data)")
	c.Flags().StringVar(&f.mode, "mode", "train", "train or infer")
	c.Flags().IntVar(&f.batch, "batch", 64, "trials in a batch")
	c.Flags().IntVar(&f.runs, "runs", 15, "runs that are timed")
	c.Flags().IntVar(&f.threads, "threads", 1, "threads")
	c.Flags().StringVar(&f.numerics, "numerics", "fast", "fast, or exact to run the network as it is written")
	c.Flags().BoolVar(&f.changing, "changing", false, "prepare nothing once a trial, as when trials are augmented")
	c.Flags().BoolVar(&f.json, "json", false, "print as data")
	c.Flags().BoolVar(&f.serve, "serve", false, `answer lines "run N"`)
	return c
}

// benchRecipe is the loss and the optimizer that steps are timed with.
func benchRecipe() (loss, optimizer *types.Bound) {
	report := new(diag.List)
	program := check.File(syntax.Parse(source.NewFile("bench", "eegp 1\n\nlet loss = cross_entropy\n\nlet optimizer = adam\n"), report), environment("", report))
	bound := func(name string) *types.Bound {
		e, _ := program.Export(name)
		b, _ := e.Value.(*types.Bound)
		return b
	}
	return bound("loss"), bound("optimizer")
}

// warmUp is how many runs are not counted.
const warmUp = 3

func serve(b *bench.Bench) error {
	if _, err := b.Time(warmUp); err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) != 2 || words[0] != "run" {
			return fmt.Errorf("a line is written run N, not %q", lines.Text())
		}
		n, err := strconv.Atoi(words[1])
		if err != nil || n < 1 {
			return fmt.Errorf("run %s: it needs a number from 1 on", words[1])
		}
		times, err := b.Time(n)
		if err != nil {
			return err
		}
		if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"ms": milliseconds(times)}); err != nil {
			return err
		}
	}
	return lines.Err()
}

func timeOnce(b *bench.Bench, name string, in graph.Shape, f benchFlags) error {
	if _, err := b.Time(warmUp); err != nil {
		return err
	}
	times, err := b.Time(f.runs)
	if err != nil {
		return err
	}
	allocations, err := b.Allocations()
	if err != nil {
		return err
	}
	ms := milliseconds(times)
	slices.Sort(ms)
	median := ms[len(ms)/2]
	if f.json {
		return printJSON(map[string]any{
			"network": name, "input": in.String(), "mode": f.mode, "batch": f.batch, "threads": f.threads,
			"numerics": f.numerics, "prepared": b.Prepared, "ms_preparing": float64(b.Preparing.Nanoseconds()) / 1e6,
			"allocations": allocations, "runs": f.runs, "ms_median": median, "ms_min": ms[0], "kernels": b.Processor,
		})
	}
	fmt.Printf("%s %s %v, batch %d, threads %d, %s, %s: median %.3f ms, least %.3f ms of %d; %d allocations a run\n", name, f.mode, in, f.batch, f.threads, b.Processor, f.numerics, median, ms[0], f.runs, allocations)
	if b.Prepared > 0 {
		fmt.Printf("%d numbers are prepared once a trial, a batch in %.3f ms\n", b.Prepared, float64(b.Preparing.Nanoseconds())/1e6)
	}
	return nil
}

func milliseconds(times []time.Duration) []float64 {
	out := make([]float64, len(times))
	for i, t := range times {
		out[i] = float64(t.Nanoseconds()) / 1e6
	}
	return out
}
