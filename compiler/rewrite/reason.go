package rewrite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/source"
)

// A Reason is what a pass did at a place, or what kept it from doing so: a line
// of `eegp graph --why`.
type Reason struct {
	Pass  string
	Mode  string // "training", "predicting", "" for both
	Where string // paths of the layers, such as eegnet.conv, eegnet.linear
	At    source.Span
	Done  bool
	Why   string
	// Multiply-adds of a batch before and after, without what is prepared once a
	// trial; equal where nothing was done.
	Before, After int
}

func (r Reason) String() string {
	text := r.Pass
	if r.Mode != "" {
		text += " (" + r.Mode + ")"
	}
	if !r.Done {
		return fmt.Sprintf("%s: not at %s: %s", text, r.Where, r.Why)
	}
	if r.Before == r.After {
		return fmt.Sprintf("%s: %s: %s", text, r.Where, r.Why)
	}
	return fmt.Sprintf("%s: %s: %s; %d multiply-adds become %d", text, r.Where, r.Why, r.Before, r.After)
}

// modes joins the reasons of both modes; those that agree but for costs are one.
func modes(training, predicting []Reason) []Reason {
	alike := func(a Reason) func(Reason) bool {
		return func(b Reason) bool {
			return a.Pass == b.Pass && a.Where == b.Where && a.Done == b.Done && a.Why == b.Why
		}
	}
	var out []Reason
	for _, r := range training {
		if !slices.ContainsFunc(predicting, alike(r)) {
			r.Mode = "training"
		}
		out = append(out, r)
	}
	for _, r := range predicting {
		if !slices.ContainsFunc(training, alike(r)) {
			r.Mode = "predicting"
			out = append(out, r)
		}
	}
	return out
}

// undoes reports whether a reason is about layers that a pass has put in order.
func (p *passes) undoes(r Reason) bool {
	return slices.ContainsFunc(p.why, func(done Reason) bool {
		layers := strings.Split(done.Where, ", ")
		return done.Done && done.Pass != fold && !slices.ContainsFunc(strings.Split(r.Where, ", "), func(l string) bool { return !slices.Contains(layers, l) })
	})
}

// place names a layer by the path of its first weight.
func place(kernel *graph.Node) string {
	for _, n := range graph.Order(kernel) {
		if a, ok := n.Arg.(prim.Named); ok && n.Prim == prim.Input {
			if i := strings.LastIndexByte(a.Name, '.'); i >= 0 {
				return a.Name[:i]
			}
			return a.Name
		}
	}
	return "a constant map"
}
