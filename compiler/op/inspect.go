package op

import (
	"fmt"

	"github.com/eegp-lang/eegp/compiler/ref/signal"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// What the checker cannot know from a signature: frequencies against rates,
// windows against trials, components against channels.

// axisOf finds an axis of the tensor inside a type.
func axisOf(t types.Type, name string) (types.Axis, bool) {
	of, ok := types.Inner(t)
	if !ok {
		return types.Axis{}, false
	}
	return of.Axis(name)
}

// edgesBelowNyquist checks the edges of a filter, a number or a range.
func edgesBelowNyquist(c Call, param string, in types.Type) []diag.Problem {
	edges, texts := []float64{c.Float(param)}, []string{types.Show(c.Value(param))}
	if r, ok := c.Range(param); ok {
		edges, texts = []float64{r.Lo.Float(), r.Hi.Float()}, []string{r.Lo.Show(), r.Hi.Show()}
	} else if _, ok := c.Num(param); !ok {
		return nil
	}
	at := c.ArgSpan(param)
	for i, edge := range edges {
		if edge <= 0 {
			return []diag.Problem{diag.NotPositive{At: at, Param: param, Got: texts[i]}}
		}
	}
	axis, _ := axisOf(in, "time")
	highest := edges[len(edges)-1]
	if axis.Rate > 0 && highest >= axis.Rate/2 {
		return []diag.Problem{diag.AboveHalfRate{At: at, Stage: c.Op.Name, Edge: highest, Rate: axis.Rate}}
	}
	return nil
}

func resampled(c Call, in, out types.Type) (types.Type, diag.Problem) {
	axis, ok := axisOf(in, "time")
	if !ok {
		return out, nil
	}
	to := c.Float("rate")
	next := axis
	next.Rate = to
	next.Size = types.OpenSize()
	if n, known := axis.Size.Int(); known && axis.Rate > 0 && to > 0 {
		next.Size = types.Known(int64(signal.ResampledLen(int(n), axis.Rate, to)))
	} else if axis.Size == types.LengthOf("time") {
		next.Size = axis.Size
	}
	return withTime(out, next), nil
}

func resampleInspect(c Call, in types.Type) []diag.Problem {
	n, ok := c.Num("rate")
	if !ok {
		return nil
	}
	if n.Float() <= 0 {
		return []diag.Problem{diag.NotPositive{At: c.ArgSpan("rate"), Param: "rate", Got: n.Show()}}
	}
	if axis, _ := axisOf(in, "time"); axis.Rate > 0 && n.Float() > axis.Rate {
		return []diag.Problem{diag.ResamplesUp{At: c.ArgSpan("rate"), From: axis.Rate, To: n.Float()}}
	}
	return nil
}

// spanOf is how long the trials of a type are, from first to last sample.
func spanOf(t types.Type) (start, end float64, ok bool) {
	axis, found := axisOf(t, "time")
	n, known := axis.Size.Int()
	if !found || !known || axis.Rate <= 0 || !axis.HasStart {
		return 0, 0, false
	}
	return axis.Start, axis.Start + float64(n-1)/axis.Rate, true
}

func baselineInside(c Call, in types.Type) []diag.Problem {
	r, known := c.Range("window")
	start, end, ok := spanOf(in)
	if !known || !ok {
		return nil
	}
	axis, _ := axisOf(in, "time")
	slack := 0.5 / axis.Rate // an end that rounds to the last sample is inside
	if r.Lo.Float() < start-slack || r.Hi.Float() > end+slack {
		return []diag.Problem{diag.OutsideTrial{
			At: c.ArgSpan("window"), Stage: c.Op.Name,
			Window: r.Show(), Trial: fmt.Sprintf("%.6g..%.6g s", start, end),
		}}
	}
	return nil
}

func windowFits(c Call, in types.Type) []diag.Problem {
	for _, param := range []string{"length", "step"} {
		n, ok := c.Num(param)
		if ok && n.Float() <= 0 {
			return []diag.Problem{diag.NotPositive{At: c.ArgSpan(param), Param: param, Got: n.Show()}}
		}
		if axis, _ := axisOf(in, "time"); ok && axis.Rate > 0 && signal.Sample(n.Float(), axis.Rate) < 1 {
			return []diag.Problem{diag.BelowOneSample{At: c.ArgSpan(param), Param: param, Got: n.Show(), Rate: axis.Rate}}
		}
	}
	axis, _ := axisOf(in, "time")
	have, known := axis.Size.Int()
	if want, ok := c.Samples("length", axis.Rate); ok && known && int64(want) > have {
		n, _ := c.Num("length")
		return []diag.Problem{diag.WindowTooLong{
			At: c.ArgSpan("length"), Stage: c.Op.Name, Axis: "time",
			Window: n.Show(), Signal: fmt.Sprintf("%.6g s", float64(have)/axis.Rate),
		}}
	}
	return nil
}

func componentsAtMost(param string) func(c Call, in types.Type) []diag.Problem {
	return func(c Call, in types.Type) []diag.Problem {
		axis, ok := axisOf(in, "channel")
		have, known := axis.Size.Int()
		if n := int64(c.Int(param)); ok && known && n > have {
			return []diag.Problem{diag.TooManyComponents{
				At: c.ArgSpan(param), Stage: c.Op.Name,
				Wanted: fmt.Sprint(n), Axis: "channel", Have: int(have),
			}}
		}
		return nil
	}
}

func xdawnComponents(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(out)
	if k := len(types.Classes(in)); ok && k > 0 {
		return types.Rewrap(out, of.With(types.Axis{Name: "component", Size: types.Known(int64(k * c.Int("n")))})), nil
	}
	return out, nil
}
