// Package rewrite changes networks by exact algebra, before they are
// differentiated, so that gradients are cheap as well. Every pass is named, has
// its preconditions in its code, and says for each place what it did or what kept
// it from doing so. Results differ from the network as written by rounding alone.
package rewrite

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/prim"
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

// batch is the axis of trials.
const batch = layer.Batch
