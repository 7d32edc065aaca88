package check

import (
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/types"
)

// mismatch words why a stage does not fit.
func (c *checker) mismatch(st *types.Stage, m *types.Mismatch, in types.Type, before string) {
	at := st.Span
	if m.Param != "" {
		at = axisSpan(st, m)
	}
	inner, isTensor := types.Inner(in)
	if isTensor && m.Why != types.Collection {
		inner.Unit = types.Measure{}
		m.Got = unitless(m.Got, inner.String())
	}
	switch m.Why {
	case types.MissingAxis:
		p := diag.MissingAxis{At: at, Stage: st.Name, Axis: m.Axis, Role: m.Param, Input: m.Got, Before: before, Taken: c.taken[m.Axis]}
		p.FirstConv = p.Taken == "" && m.Param == "mix" && !inner.Has("filter") && st.Bound.Op.Sig.Has("over")
		c.report.Report(p)
	case types.AxisTwice:
		c.report.Report(diag.AxisTwice{At: at, Axis: m.Axis, Role: m.Param, Other: m.Want})
	case types.AxisThere:
		c.report.Report(diag.AxisExists{At: at, Stage: st.Name, Axis: m.Axis, Input: m.Got, Named: m.Param != ""})
	case types.ExtraAxes:
		c.report.Report(diag.ExtraAxes{At: at, Stage: st.Name, Axes: m.Axis, Want: m.Want, Got: m.Got, Before: before})
	case types.WrongSize:
		c.report.Report(diag.SizesDiffer{At: at, Axis: m.Axis, Want: m.Want, Got: m.Got})
	case types.WrongUnit:
		if m.Want == types.None.Article() {
			c.report.Report(diag.NeedsPlain{At: at, Name: st.Name, Got: m.Got})
		} else {
			c.report.Report(diag.WrongSignalUnit{At: at, Stage: st.Name, Want: m.Want, Got: m.Got})
		}
	default:
		p := diag.DoesNotFit{At: at, Stage: st.Name, Want: m.Want, Got: m.Got, Before: before}
		if m.Want == "[..]" {
			p.Want = "trials or features"
		}
		switch {
		case m.Got == "Scores":
			p.Rule = "scores are the end of a method; only stages over scores, such as smooth, may follow"
		case m.Want == "Recordings" && m.Got == "Trials":
			p.Rule = "the recordings are already cut into trials"
		case m.Want == "Trials" && m.Got == "Recordings":
			p.Hint = "cut the recordings first: |> trials(0..4 s)"
		}
		c.report.Report(p)
	}
}

// unitless shows a tensor's axes without its unit, which is not the point when
// an axis is. Units themselves start with an article and stay.
func unitless(got, axes string) string {
	if len(got) > 0 && got[0] == '[' {
		return axes
	}
	return got
}

// axisSpan is where the axis in question was written inside its argument.
func axisSpan(st *types.Stage, m *types.Mismatch) source.Span {
	at := st.Bound.ArgSpan(m.Param)
	text := at.Text()
	for i := 0; i+len(m.Axis) <= len(text); i++ {
		if text[i:i+len(m.Axis)] != m.Axis {
			continue
		}
		before := i == 0 || !nameByte(text[i-1])
		end := i + len(m.Axis)
		after := end == len(text) || !nameByte(text[end])
		if before && after {
			return source.Span{File: at.File, Start: at.Start + i, End: at.Start + end}
		}
	}
	return at
}

func nameByte(b byte) bool {
	return b == '_' || b == '\'' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
