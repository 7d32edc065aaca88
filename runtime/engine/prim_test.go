package engine_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/grad"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/prim"
	"github.com/eegp-lang/eegp/compiler/prim/primtest"
)

// Every primitive agrees with the judge, and so does its gradient.
func TestEveryRowAgreesWithTheJudge(t *testing.T) {
	for _, c := range primtest.Rows() {
		t.Run(c.Name, func(t *testing.T) {
			var in []graph.Array
			for i, s := range c.In {
				in = append(in, draws(s, c.Name+string(rune('a'+i)), c.Low, primtest.High))
			}
			f := function(c.In, func(b *prim.Build, x []*graph.Node) []*graph.Node {
				out := c.Of(b, x)
				up := b.Const(draws(out.Shape, "up", -1, 1))
				loss := b.Sum(b.Mul(out, up), out.Shape.Names()...)
				outs := []*graph.Node{out}
				for _, g := range grad.Of(b.Graph(), loss, x) {
					if g != nil {
						outs = append(outs, g)
					}
				}
				return outs
			})
			everywhere(t, f, in, tolerance(f.Outputs))
		})
	}
}
