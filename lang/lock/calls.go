package lock

import (
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/types"
)

// Calls lists every call of an operator that studies are made of, in the order of
// the text: sources, stages, what stands in blocks and in arguments, splits,
// scores and comparisons.
func Calls(studies []*check.Study) []*types.Bound {
	var w types.CallWalker
	for _, s := range studies {
		for _, p := range s.Protocols {
			w.Stage(p.Data)
			for _, split := range p.Splits {
				w.Bound(split.Split)
			}
			for _, score := range p.Scores {
				w.Bound(score)
			}
			for _, m := range p.Methods {
				w.Stage(m.Stage)
			}
		}
		for _, c := range s.Compare {
			w.Bound(c)
		}
	}
	return w.Calls
}
