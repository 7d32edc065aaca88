// Package plan turns a checked study into the graph of what must be computed:
// maps before the split once for every recording, maps that methods share once
// for all of them, and the part of each method that learns once a fold. Equal
// work is one node. The package knows no device and reads no data.
package plan

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// A Plan is one study under one protocol.
type Plan struct {
	Study    string
	Protocol string // label, "" when the study has only one
	Seed     int64
	Key      string // names the work: canonical text, numerics and seed

	Source  *types.Bound
	Prepare []*types.Stage // maps of one recording, up to and with the one that cuts trials
	Before  string         // names the source and what Prepare does before it cuts: equal for studies that differ later
	Data    *Node          // the trials of all recordings
	Splits  []Split
	Scores  []Score
	Methods []Method

	Transductive bool
}

// A Node is a map over trials. Nodes are hash-consed: equal work is one node.
type Node struct {
	Key   string
	From  *Node        // nil for the trials as cut
	Stage *types.Stage // nil for the trials as cut
}

// A Split is a named rule for folds.
type Split struct {
	Name string
	Call *types.Bound
	Cut  op.Split
}

// A Score judges methods; its row tells how.
type Score struct {
	Name string
	Call *types.Bound
	op.Score
}

// A Method maps trials up to From, which no fold changes, and learns the rest
// in every fold.
type Method struct {
	Name   string
	Text   string
	From   *Node
	Learn  []*types.Stage
	Span   *types.Stage
	Labels bool
}

// builder conses nodes.
type builder struct {
	nodes map[string]*Node
}

func (b *builder) node(from *Node, s *types.Stage) *Node {
	key := hash(from.Key, describe(s))
	if n, ok := b.nodes[key]; ok {
		return n
	}
	n := &Node{Key: key, From: from, Stage: s}
	b.nodes[key] = n
	return n
}

// describe is the text of a stage with every default and the version of its
// numerics: what its result depends on.
func describe(s *types.Stage) string {
	text := s.ShowFull()
	for _, call := range s.Calls() {
		text += fmt.Sprintf(" %s@%d", call.Op.Name, op.Of(call).Numerics())
	}
	return text
}

// hash joins texts so that no two lists give one text.
func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18])
}

// Studies plans every study of a program under each of its protocols. A study
// that uses what this version cannot run gives a problem and no plan.
func Studies(p *check.Program) ([]*Plan, []diag.Problem) {
	var plans []*Plan
	var problems []diag.Problem
	for _, s := range p.Studies {
		for _, protocol := range s.Protocols {
			missing := unready(s, protocol)
			if len(missing) > 0 {
				problems = append(problems, missing...)
				continue
			}
			plan, err := one(p.Seed, s, protocol)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			plans = append(plans, plan)
		}
	}
	return plans, problems
}

func one(seed int64, s *check.Study, p *check.Protocol) (*Plan, diag.Problem) {
	out := &Plan{Study: s.Name, Protocol: p.Label, Seed: seed}
	if len(s.Protocols) == 1 {
		out.Protocol = ""
	}
	stages := unroll(p.Data)
	out.Source = stages[0].Bound
	root := hash("source", fmt.Sprint(seed), out.Source.ShowFull())
	// The bytes of a file are not all: a source says which of its channels and
	// events are used, and in which unit.
	out.Before = root
	b := &builder{nodes: map[string]*Node{}}
	cut := false
	for _, st := range stages[1:] {
		if !cut {
			out.Prepare = append(out.Prepare, st)
			root = hash(root, describe(st))
			if _, cut = op.Of(st.Bound).Does.(op.Cut); !cut {
				out.Before = hash(out.Before, describe(st))
			}
			continue
		}
		if out.Data == nil {
			out.Data = &Node{Key: root}
		}
		out.Data = b.node(out.Data, st)
	}
	if !cut {
		return nil, diag.NotTrials{At: p.Data.Span, Study: s.Name}
	}
	if out.Data == nil {
		out.Data = &Node{Key: root}
	}
	keys := []string{out.Data.Key}
	for _, sp := range p.Splits {
		out.Splits = append(out.Splits, Split{Name: sp.Name, Call: sp.Split, Cut: op.Of(sp.Split).Does.(op.Split)})
		keys = append(keys, sp.Split.ShowFull())
	}
	for _, sc := range p.Scores {
		out.Scores = append(out.Scores, Score{Name: sc.Show(), Call: sc, Score: op.Of(sc).Does.(op.Score)})
		keys = append(keys, sc.ShowFull())
	}
	for _, m := range p.Methods {
		method := b.method(out.Data, m)
		out.Methods = append(out.Methods, method)
		out.Transductive = out.Transductive || m.Stage.Marks.Transductive
		keys = append(keys, m.Name, describe(m.Stage))
	}
	out.Key = hash(keys...)
	return out, nil
}

// method hoists the leading maps of a method out of the folds.
func (b *builder) method(data *Node, m check.Method) Method {
	out := Method{Name: m.Name, Text: m.Stage.Show(), From: data, Span: m.Stage}
	for _, st := range unroll(m.Stage) {
		if st.Kind == types.Map && len(out.Learn) == 0 && (st.Form == types.OpForm || st.Form == types.BlockForm) {
			out.From = b.node(out.From, st)
			continue
		}
		out.Learn = append(out.Learn, st)
	}
	return out
}

// unroll lists the stages of a sequence in order; adapted stages and blocks that
// compute stay whole.
func unroll(s *types.Stage) []*types.Stage {
	if s.Form != types.SeqForm && s.Form != types.BlockForm || s.Body != nil {
		return []*types.Stage{s} // what is written with braces stays whole
	}
	var out []*types.Stage
	for _, p := range s.Parts {
		out = append(out, unroll(p)...)
	}
	return out
}

// Unroll is unroll for those who run candidates of a search.
func Unroll(s *types.Stage) []*types.Stage { return unroll(s) }
