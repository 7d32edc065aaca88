// Package rewrite changes networks by exact algebra, before they are
// differentiated, so that gradients are cheap as well. Every pass is named, has
// its preconditions in its code, and says for each place what it did or what kept
// it from doing so. Results differ from the network as written by rounding alone.
package rewrite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/lang/source"
)

// Options of rewriting.
type Options struct {
	// Exact runs no pass: --numerics exact.
	Exact bool
	// Moving: a gradient of the input is asked for, such as in attribution or when
	// something before the network learns. Statistics are then not taken from Gram
	// matrices, whose gradient is dear.
	Moving bool
	// Changing: trials are others at every step, such as by augmentation, and nothing
	// is prepared once a trial (see Hoist).
	Changing bool
}

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

// Network rewrites both modes of a network. Weights and inputs stay the same; the
// outputs, what states become and the penalties are new nodes of the same graph.
func Network(n *lower.Network, o Options) (out *lower.Network, why []Reason, err error) {
	if o.Exact {
		return n, nil, nil
	}
	training := *n.Training
	training.States = make([]*layer.State, len(n.States))
	for i, s := range n.States {
		next := *s
		training.States[i] = &next
	}
	out = &lower.Network{Graph: n.Graph, Input: n.Input, Training: &training, Weights: n.Weights, States: training.States}
	data := []*graph.Node{n.Input, n.Training.Key}
	if out.Learning, why, err = Built(&training, n.Learning, data, o); err != nil {
		return nil, nil, err
	}
	applied, more, err := Outputs(n.Graph, []*graph.Node{n.Applied}, data, o)
	if err != nil {
		return nil, nil, err
	}
	out.Applied = applied[0]
	return out, modes(why, more), nil
}

// Built rewrites what was built in one mode: out, a score or a loss, and within b
// what states become and the penalties. For data see Outputs.
func Built(b *layer.Build, out *graph.Node, data []*graph.Node, o Options) (*graph.Node, []Reason, error) {
	outs := []*graph.Node{out}
	for _, s := range b.States {
		outs = append(outs, s.Next)
	}
	outs, why, err := Outputs(b.Graph(), append(outs, b.Penalties...), data, o)
	if err != nil {
		return nil, nil, err
	}
	for i, s := range b.States {
		s.Next = outs[1+i]
	}
	b.Penalties = outs[1+len(b.States):]
	return outs[0], why, nil
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

// Outputs rewrites what is computed together: a score or a loss, what states
// become, penalties. Missing outputs (nil) stay missing. data are the inputs that
// no gradient flows to: trials first, then targets and random keys.
func Outputs(g *graph.Graph, outs, data []*graph.Node, o Options) (result []*graph.Node, why []Reason, err error) {
	defer graph.Catch(&err)
	if o.Exact {
		return outs, nil, nil
	}
	p := &passes{Build: prim.On(g), data: data, options: o}
	at := present(outs)
	now := p.simplify(pick(outs, at))
	now = p.maps(now)
	now = p.simplify(now)
	result = slices.Clone(outs)
	for i, k := range at {
		result[k] = now[i]
	}
	return result, p.why, g.Verify(now...)
}

func present(outs []*graph.Node) (at []int) {
	for i, n := range outs {
		if n != nil {
			at = append(at, i)
		}
	}
	return at
}

func pick(ns []*graph.Node, at []int) []*graph.Node {
	out := make([]*graph.Node, len(at))
	for i, k := range at {
		out[i] = ns[k]
	}
	return out
}

type passes struct {
	*prim.Build
	data    []*graph.Node
	options Options
	why     []Reason
	trials  map[*graph.Node]bool // what depends on trials
}

// maps applies the passes on linear maps until none finds anything more, and notes
// what the last look found in the way.
func (p *passes) maps(outs []*graph.Node) []*graph.Node {
	for {
		next, kept, changed := p.sweep(outs)
		outs = next
		if changed {
			continue
		}
		for _, r := range kept {
			if !p.undoes(r) {
				p.why = append(p.why, r)
			}
		}
		return outs
	}
}

// sweep looks at every contraction once.
func (p *passes) sweep(outs []*graph.Node) (now []*graph.Node, kept []Reason, changed bool) {
	seen := map[*graph.Node]bool{}
	for again := true; again; {
		again = false
		p.trials = graph.Depends(outs, p.data[:1])
		for _, n := range graph.Order(outs...) {
			if n.Prim != prim.Contract || seen[n] {
				continue
			}
			seen[n] = true
			next, reason := p.linear(outs, n)
			if reason == nil {
				continue
			}
			if reason.Done {
				p.why = append(p.why, *reason)
				outs, changed, again = next, true, true
				break
			}
			kept = append(kept, *reason)
		}
	}
	return outs, kept, changed
}

// undoes reports whether a reason is about layers that a pass has put in order.
func (p *passes) undoes(r Reason) bool {
	return slices.ContainsFunc(p.why, func(done Reason) bool {
		layers := strings.Split(done.Where, ", ")
		return done.Done && done.Pass != fold && !slices.ContainsFunc(strings.Split(r.Where, ", "), func(l string) bool { return !slices.Contains(layers, l) })
	})
}

// prepares reports whether values of x are worth preparing for every trial.
func (p *passes) prepares(x *graph.Node) bool {
	return !p.options.Changing && !slices.ContainsFunc(graph.Order(x), func(n *graph.Node) bool { return n.Prim == prim.Input && n != p.data[0] })
}

// onlyData reports whether a value is computed from data alone.
func (p *passes) onlyData(n *graph.Node) bool {
	for _, x := range graph.Order(n) {
		if x.Prim == prim.Input && !slices.Contains(p.data, x) {
			return false
		}
	}
	return true
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

// batch is the axis of trials.
const batch = layer.Batch
