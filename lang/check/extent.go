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
	for _, p := range b.Op.Sig.Params {
		if p.Type != types.Extent && p.Type != (types.ListOf{Elem: types.Extent}) {
			continue
		}
		for i, v := range b.List(p.Name) {
			if n, known := v.(types.Num); known && n.Dim == types.Time && !c.extent(b, p.Name, i, n, of) {
				return false
			}
		}
	}
	return true
}

// extent checks one duration: the i-th of a list counts on the i-th axis of `over`,
// the last one on those that remain.
func (c *checker) extent(b *types.Bound, param string, i int, n types.Num, of types.Tensor) bool {
	name := "time"
	if over := b.Axes("over"); len(over) > 0 {
		name = over[min(i, len(over)-1)].Name
	}
	axis, there := of.Axis(name)
	if !there {
		return true
	}
	if axis.Rate == 0 && stripPrimes(name) != "time" {
		c.report.Report(diag.NoRate{At: b.ArgSpan(param), Param: param, Axis: name, Got: n.Show()})
		return false
	}
	if k, ok := n.Samples(axis.Rate); ok && k < 1 {
		c.report.Report(diag.BelowOneSample{At: b.ArgSpan(param), Param: param, Got: n.Show(), Rate: axis.Rate})
		return false
	}
	return true
}
