package rewrite

import "github.com/eegp-lang/eegp/compiler/graph"

func (p *passes) simplify(outs []*graph.Node) []*graph.Node { return outs }
