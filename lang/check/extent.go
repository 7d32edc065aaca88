package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// extents checks that durations become at least one sample along the axis they
// count on: the one of `over`, else time.
func (c *checker) extents(b *types.Bound, in types.Type) bool {
	of, ok := types.Inner(in)
	if !ok || b.Op.Sig == nil {
		return true
	}
	name := "time"
	if over := b.Axes("over"); len(over) > 0 {
		name = over[0].Name
	}
	axis, there := of.Axis(name)
	if !there {
		return true
	}
	for _, p := range b.Op.Sig.Params {
		n, known := b.Num(p.Name)
		if p.Type != types.Extent || !known || n.Dim != types.Time {
			continue
		}
		if axis.Rate == 0 && stripPrimes(name) != "time" {
			c.report.Report(diag.NoRate{At: b.ArgSpan(p.Name), Param: p.Name, Axis: name, Got: n.Show()})
			return false
		}
		if k, ok := n.Samples(axis.Rate); ok && k < 1 {
			c.report.Report(diag.BelowOneSample{At: b.ArgSpan(p.Name), Param: p.Name, Got: n.Show(), Rate: axis.Rate})
			return false
		}
	}
	return true
}
