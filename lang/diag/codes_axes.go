package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// OutsideAxis is a place or a part that an axis does not have.
type OutsideAxis struct {
	At          source.Span
	Stage, Axis string
	Wanted      string // "place 30", "30 places from 0 on"
	Size        int
}

func (p OutsideAxis) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E312", At: p.At, Message: fmt.Sprintf("`%s` has no %s: it is %d long", p.Axis, p.Wanted, p.Size),
		Rule: "places along an axis count from 0, and negative ones from its end",
	}
}

// DoesNotSplit is an axis, or the features of a layer, that the sizes asked for do
// not divide.
type DoesNotSplit struct {
	At         source.Span
	Axis, Size string
	Into       string // "[head=4, key=3]", "4 heads"
}

func (p DoesNotSplit) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E317", At: p.At, Message: fmt.Sprintf("%s=%s does not split into %s", p.Axis, p.Size, p.Into),
		Rule: "every part must have as many items as the others",
	}
}

// NoOrder is a layer that should look back along places of another tensor.
type NoOrder struct {
	At    source.Span
	Stage string
}

func (p NoOrder) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E320", At: p.At, Message: fmt.Sprintf("`%s` cannot be causal towards a context", p.Stage),
		Rule: "causal compares the places of one axis, and a context has places of its own",
	}
}
