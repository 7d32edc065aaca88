package rewrite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// Ways of doing a linear map of what a contraction made.
type way int

const (
	first   way = iota // the second map before the first: spatial before temporal
	compose            // both as one map
)

// fold is the pass that takes gains into kernels.
const fold = "fold"

func (w way) pass() string { return [...]string{"spatial first", "compose"}[w] }

// linear looks at a contraction and what becomes of it: a linear map of its result
// may come first or be joined with it, and a gain is folded into its kernel. It
// gives no reason for contractions that nothing linear follows.
func (p *passes) linear(outs []*graph.Node, c *graph.Node) ([]*graph.Node, *Reason) {
	if a := c.Arg.(prim.ContractArg); len(a.B) > 0 || c.In[1].Scalar() || !p.trials[c.In[0]] || p.trials[c.In[1]] {
		return nil, nil // nothing that a layer with weights makes of trials
	}
	ch := p.chainOf(outs, c)
	if len(ch.uses) == 0 && len(ch.others) == 0 {
		return nil, nil
	}
	if len(ch.uses) > 0 {
		next, reason := ch.reordered(outs)
		if reason != nil && reason.Done || len(ch.others) == 0 {
			return next, reason
		}
		if folded, done := ch.fold(outs); done != nil {
			return folded, done
		}
		return nil, reason
	}
	if next, done := ch.fold(outs); done != nil {
		return next, done
	}
	return nil, ch.alone()
}

// alone says why nothing is done to a sliding kernel that no linear map follows.
func (ch *chain) alone() *Reason {
	if len(ch.slid) == 0 {
		return nil
	}
	return &Reason{Pass: first.pass(), Where: ch.where(), At: ch.c.Span, Why: "nothing linear follows: " + ch.others[0].why}
}

// reordered tries every way and takes the one with the fewest multiply-adds.
func (ch *chain) reordered(outs []*graph.Node) ([]*graph.Node, *Reason) {
	before := ch.p.cost(outs)
	no := &Reason{Pass: first.pass(), Where: ch.where(), At: ch.c.Span, Before: before, After: before}
	if len(ch.slid) == 0 {
		no.Pass = compose.pass()
	}
	if len(ch.others) > 0 {
		no.Why = ch.others[0].why
		return nil, no
	}
	var best []*graph.Node
	var done *Reason
	var why []string
	for _, w := range []way{first, compose} {
		next, err := ch.try(outs, w)
		if err != "" {
			if !slices.Contains(why, err) {
				why = append(why, err)
			}
			continue
		}
		after := ch.p.cost(next)
		if before-after < ch.size()/10 || after >= before {
			why = append(why, fmt.Sprintf("%s takes %d multiply-adds in place of %d", w.said(), after, before))
			continue
		}
		if done == nil || after < done.After {
			best, done = next, &Reason{Pass: w.pass(), Where: ch.where(), At: ch.c.Span, Done: true, Why: w.said() + ch.statisticsSaid(), Before: before, After: after}
		}
	}
	if done != nil {
		return best, done
	}
	no.Why = strings.Join(why, "; ")
	return nil, no
}

// size is the multiply-adds of both maps as written: a tenth of them must be saved.
func (ch *chain) size() int {
	total := macs(ch.c)
	for _, u := range ch.uses {
		total += macs(u.node)
	}
	return total
}

func (w way) said() string {
	return [...]string{"the second map before the first", "both maps as one"}[w]
}

func (ch *chain) statisticsSaid() string {
	if len(ch.moments) == 0 {
		return ""
	}
	return ", statistics from covariances of the input's windows"
}

// where names both layers.
func (ch *chain) where() string {
	names := []string{place(ch.c.In[1])}
	for _, u := range ch.uses {
		if at := place(u.node.In[1]); !slices.Contains(names, at) {
			names = append(names, at)
		}
	}
	return list(names)
}

func list(names []string) string { return strings.Join(names, ", ") }

// try does all linear maps of a chain in a way.
func (ch *chain) try(outs []*graph.Node, w way) ([]*graph.Node, string) {
	by := map[*graph.Node]*graph.Node{}
	for n, m := range ch.moments {
		by[n] = m
	}
	b := ch.p
	for _, u := range ch.uses {
		old := b.Graph().At(u.node.Span)
		n, why := ch.pair(u, w)
		b.Graph().At(old)
		if why != "" {
			return nil, why
		}
		by[u.node] = n
	}
	return b.Graph().Replace(outs, by), ""
}
