package op

import (
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// knownClasses refuses classes that the source does not have. Where classes are
// not known before the run, it is silent.
func knownClasses(c Call, in types.Type) []diag.Problem {
	have, names := types.Classes(in), c.Names("on")
	if len(have) == 0 || everyEvent(names) {
		return nil
	}
	for _, name := range names {
		if slices.Contains(have, name) {
			continue
		}
		p := diag.UnknownMember{At: c.ArgSpan("on"), What: "class", Name: name, All: have}
		if len(names) == 1 {
			p.Near = diag.Nearest(name, have)
		}
		return []diag.Problem{p}
	}
	return nil
}

// channelsOnce refuses a channel that is named twice: its copy would carry nothing
// new, and a covariance with both could not be inverted.
func channelsOnce(c Call, _ types.Type) []diag.Problem {
	var seen []string
	for _, name := range c.Names("channels") {
		if slices.ContainsFunc(seen, func(s string) bool { return strings.EqualFold(s, name) }) {
			return []diag.Problem{diag.GivenTwice{At: c.ArgSpan("channels"), Name: name}}
		}
		seen = append(seen, name)
	}
	return nil
}

// cutBefore refuses whole recordings where trials are judged one by one.
func cutBefore(c Call, in types.Type) []diag.Problem {
	if _, ok := in.(types.Recordings); !ok {
		return nil
	}
	return []diag.Problem{diag.DoesNotFit{
		At: c.Span, Stage: c.Op.Name, Want: "Trials", Got: "Recordings",
		Rule: "it looks at one trial after the other, so the trials must have been cut",
		Hint: "put it after trials(..)",
	}}
}

// properShare refuses a share that leaves one side of a split empty.
func properShare(c Call, _ types.Type) []diag.Problem {
	if n, ok := c.Num("share"); ok && (n.Float() <= 0 || n.Float() >= 1) {
		return []diag.Problem{diag.OutOfBounds{
			At: c.ArgSpan("share"), Param: "share", Got: n.Show(),
			Bounds: "0..1, both ends left out",
		}}
	}
	return nil
}
