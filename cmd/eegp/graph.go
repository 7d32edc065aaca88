package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/compiler/fuse"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/inspect"
	"github.com/eegp-lang/eegp/compiler/memory"
)

type graphFlags struct {
	on, after, format, mode, numerics string
	batch                             int
	why                               bool
}

func graphCommand() *cobra.Command {
	var f graphFlags
	c := &cobra.Command{
		Use:   "graph [FILE] NAME",
		Short: "Show what a network becomes",
		Long: `graph prints what a network of a script or of the library becomes: its layers with their
shapes and costs, the operator graph as written and as rewritten by exact algebra, the
graph with its gradients, the kernels of a training step with their operations and
bytes, and where its values lie in memory. NAME is a block, a let, or a method of a
study, which is shown for the study's data. --why tells what rewrites did at each place,
or what kept them from it, and what that saves.

  eegp graph eegnet
  eegp graph eegnet --why
  eegp graph eegnet --after lower --format mermaid
  eegp graph study.eegp eegnex --after fuse --on "[channel=64, time=640 @ 160 Hz, class=2]"`,
		Args: needs("the name of a network", 1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			p, err := placedNetwork(args, f.on)
			if err != nil {
				return err
			}
			return f.show(p)
		},
	}
	c.Flags().StringVar(&f.on, "on", "", "the input's axes (default "+defaultInput+", or the study's data)")
	c.Flags().StringVar(&f.after, "after", "layers", strings.Join(passNames, ", "))
	c.Flags().BoolVar(&f.why, "why", false, "tell what rewrites did, and what kept them from it")
	c.Flags().StringVar(&f.mode, "mode", "", "train or infer (default infer for lower and rewrite, else train)")
	c.Flags().StringVar(&f.numerics, "numerics", "fast", "fast, or exact for grad, fuse and memory without rewrites")
	c.Flags().StringVar(&f.format, "format", "text", "text, and for lower, rewrite and grad dot or mermaid")
	c.Flags().IntVar(&f.batch, "batch", 64, "trials in a batch")
	return c
}

// passNames in the order in which a network goes through them.
var passNames = []string{"layers", "lower", "rewrite", "grad", "fuse", "memory"}

// check the flags before any work.
func (f *graphFlags) check() error {
	drawn := slices.Contains([]string{"lower", "rewrite", "grad"}, f.after)
	switch {
	case !slices.Contains(passNames, f.after):
		return fmt.Errorf("there is no pass %s; it is one of %s", f.after, strings.Join(passNames, ", "))
	case f.mode != "" && f.mode != "train" && f.mode != "infer":
		return fmt.Errorf("--mode %s: it is one of train, infer", f.mode)
	case f.after == "grad" && f.mode == "infer":
		return fmt.Errorf("--mode infer: gradients are of training")
	case f.format != "text" && f.format != "dot" && f.format != "mermaid":
		return fmt.Errorf("there is no format %s; it is one of text, dot, mermaid", f.format)
	case f.format != "text" && (!drawn || f.why):
		return fmt.Errorf("--format %s: what is drawn are the graphs after lower, rewrite and grad", f.format)
	case f.batch < 1:
		return fmt.Errorf("--batch is 1 or more")
	}
	if f.mode == "" {
		f.mode = "train"
		if f.after == "lower" || f.after == "rewrite" {
			f.mode = "infer"
		}
	}
	return knownNumerics(f.numerics)
}

func (f *graphFlags) show(p *placed) error {
	switch {
	case f.why:
		return explainRewrites(os.Stdout, p, f.batch)
	case f.after == "layers":
		n, err := inspect.Of(p.stage, p.in, p.classes)
		if err != nil {
			return err
		}
		return writeNetwork(os.Stdout, n, p.on)
	case f.after == "fuse" || f.after == "memory":
		plan, err := fused(p, f.batch, f.mode == "train", f.numerics == "exact")
		if err != nil {
			return err
		}
		text := fuse.Text
		if f.after == "memory" {
			text = memory.Text
		}
		_, err = fmt.Print(text(plan))
		return err
	}
	outs, err := passes(p, *f)
	if err != nil {
		return err
	}
	return draw(outs, f.format)
}

// placedNetwork finds the network that the arguments name.
func placedNetwork(args []string, on string) (*placed, error) {
	if len(args) == 1 {
		return placeLibrary(args[0], on)
	}
	f, err := readScript(args[0])
	if err != nil {
		return nil, err
	}
	program, report := checked(f)
	if report.HasErrors() {
		_ = show(report.All(), false)
		return nil, exitError(exitDiagnostics)
	}
	return placeIn(program, args[1], on)
}

func draw(outs []*graph.Node, format string) error {
	var text string
	switch format {
	case "text":
		text = graph.Text(outs...)
	case "dot":
		text = graph.DOT(outs...)
	case "mermaid":
		text = graph.Mermaid(outs...)
	}
	_, err := fmt.Print(strings.TrimRight(text, "\n") + "\n")
	return err
}
