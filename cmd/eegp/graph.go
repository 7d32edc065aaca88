package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/inspect"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/prim"
)

func graphCommand() *cobra.Command {
	var on, after, format string
	var batch int
	c := &cobra.Command{
		Use:   "graph [FILE] NAME",
		Short: "Show what a network becomes",
		Long: `graph prints what a network of a script or of the library becomes: its layers with their
shapes and costs, the operator graph, and the graph with its gradients. NAME is a
block, a let, or a method of a study, which is shown for the study's data.

  eegp graph eegnet
  eegp graph eegnet --after lower --format mermaid
  eegp graph study.eegp eegnex --on "[channel=64, time=640 @ 160 Hz, class=2]"`,
		Args: needs("the name of a network", 1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := placedNetwork(args, on)
			if err != nil {
				return err
			}
			if after == "layers" {
				n, err := inspect.Of(p.stage, p.in, p.classes)
				if err != nil {
					return err
				}
				return writeNetwork(os.Stdout, n, p.on)
			}
			outs, err := passes(p, after, batch)
			if err != nil {
				return err
			}
			return draw(outs, format)
		},
	}
	c.Flags().StringVar(&on, "on", "", "the input's axes (default "+defaultInput+", or the study's data)")
	c.Flags().StringVar(&after, "after", "layers", "layers, lower, or grad")
	c.Flags().StringVar(&format, "format", "text", "text, dot or mermaid")
	c.Flags().IntVar(&batch, "batch", 64, "trials in a batch")
	return c
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

// passes gives the nodes to show after a pass.
func passes(p *placed, after string, batch int) ([]*graph.Node, error) {
	n, err := lower.Net(p.stage, p.in, batch, p.classes)
	if err != nil {
		return nil, err
	}
	switch after {
	case "lower":
		return []*graph.Node{n.Applied}, nil
	case "grad":
		return append([]*graph.Node{n.Learning}, gradients(n)...), nil
	}
	return nil, fmt.Errorf("there is no pass %s; it is one of layers, lower, grad", after)
}

// gradients of every weight, given that of the output.
func gradients(n *lower.Network) []*graph.Node {
	b := prim.On(n.Graph)
	up := b.Input("gradient of the output", n.Learning.Shape)
	wrt := make([]*graph.Node, len(n.Weights))
	for i, w := range n.Weights {
		wrt[i] = w.Node
	}
	var out []*graph.Node
	for _, g := range grad.Through(n.Graph, []*graph.Node{n.Learning}, []*graph.Node{up}, wrt) {
		if g != nil {
			out = append(out, g)
		}
	}
	return out
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
	default:
		return fmt.Errorf("there is no format %s; it is one of text, dot, mermaid", format)
	}
	_, err := fmt.Print(strings.TrimRight(text, "\n") + "\n")
	return err
}
