package checktest

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// refine gives the operators of the test table what a signature cannot say.
// The compiler's rows have their own, judged against the numerics.
func refine(op *types.Operator) {
	switch op.Name {
	case "simulated.motor_imagery":
		op.Schema = schema(8, "left_hand", "right_hand")
	case "simulated.erp":
		op.Schema = schema(8, "other", "target")
	case "simulated.ssvep":
		op.Schema = schema(8, "f8", "f10", "f12", "f15")
	case "dataset":
		op.Schema = datasetSchema
	case "bandpass", "highpass", "lowpass", "notch":
		op.Inspect, op.Ahead = edges, ahead
	case "filter_bank":
		op.Ahead = ahead
	case "trials":
		op.Result, op.Note = cut, kept
	case "online":
		op.Result = slid
	case "baseline":
		op.Inspect = baseline
	case "windows":
		op.Inspect = windows
	case "resample":
		op.Inspect = downOnly
	case "csp":
		op.Inspect = components
	case "zscore":
		op.Learns = "its mean"
	case "rename":
		op.Result = renamed
	case "exp":
		op.Fold = math.Exp
	case "log":
		op.Fold = math.Log
	case "tick":
		op.Eval = tick
	case "shape":
		op.Eval = shape
	case "params":
		op.Eval = params
	case "scan":
		op.Lambda = scan
	case "repeat":
		op.Repeats = "times"
	}
	weigh(op)
}

func schema(channels int64, classes ...string) func(*types.Bound) (types.Type, bool) {
	return func(b *types.Bound) (types.Type, bool) {
		return recordings(channels, b.Float("rate"), classes), true
	}
}

func recordings(channels int64, rate float64, classes []string) types.Type {
	unit, _ := types.MeasureOf("uV")
	return types.Recordings{Classes: classes, Keys: []string{"subject", "session", "run"}, Of: types.Tensor{Unit: unit,
		Axes: []types.Axis{{Name: "channel", Size: types.Known(channels)}, {Name: "time", Size: types.LengthOf("time"), Rate: rate}}}}
}

func datasetSchema(b *types.Bound) (types.Type, bool) {
	return recordings(int64(b.Int("channels")), b.Float("rate"), b.Names("classes")), true
}

func timeAxis(t types.Type) types.Axis {
	of, _ := types.Inner(t)
	a, _ := of.Axis("time")
	return a
}

func edges(b *types.Bound, in types.Type) []diag.Problem {
	param := b.Op.Sig.Params[0].Name
	edge, shown := b.Float(param), types.Show(b.Value(param))
	low := edge
	if r, ok := b.Range(param); ok {
		low, edge = r.Lo.Float(), r.Hi.Float()
	} else if b.Value(param) == nil {
		return nil
	}
	if low <= 0 {
		return []diag.Problem{diag.NotPositive{At: b.ArgSpan(param), Param: param, Got: shown}}
	}
	if rate := timeAxis(in).Rate; rate > 0 && edge >= rate/2 {
		return []diag.Problem{diag.AboveHalfRate{At: b.ArgSpan(param), Stage: b.Op.Name, Edge: edge, Rate: rate}}
	}
	return nil
}

// ahead stands for the length of a filter's response.
func ahead(b *types.Bound, rate float64) float64 {
	if b.Choice("phase") == "causal" {
		return 0
	}
	return 0.412
}

func cut(b *types.Bound, in, out types.Type) (types.Type, diag.Problem) {
	r, ok := b.Range("window")
	of, _ := types.Inner(out)
	axis, found := of.Axis("time")
	if !ok || !found {
		return out, nil
	}
	axis.Start, axis.HasStart = r.Lo.Float(), true
	if n, known := axis.Size.Int(); known && b.Choice("ends") == "half_open" {
		axis.Size = types.Known(n - 1)
	}
	return types.Rewrap(out, of.With(axis)), nil
}

// slid are the windows that online hands to methods.
func slid(b *types.Bound, in, out types.Type) (types.Type, diag.Problem) {
	of, _ := types.Inner(in)
	a := timeAxis(in)
	n, ok := b.Samples("window", a.Rate)
	if !ok {
		return types.Trials{Of: of, Classes: types.Classes(in)}, nil
	}
	a.Size = types.Known(int64(n))
	return types.Trials{Of: of.With(a), Classes: types.Classes(in)}, nil
}

func kept(b *types.Bound, in, out types.Type) string {
	n, ok := timeAxis(out).Size.Int()
	if !ok {
		return ""
	}
	if b.Choice("ends") == "half_open" {
		return fmt.Sprintf("%d samples: the last end left out", n)
	}
	return fmt.Sprintf("%d samples: both ends kept", n)
}

func baseline(b *types.Bound, in types.Type) []diag.Problem {
	a := timeAxis(in)
	r, ok := b.Range("window")
	n, known := a.Size.Int()
	if !ok || !known || !a.HasStart || a.Rate == 0 {
		return nil
	}
	end := a.Start + float64(n-1)/a.Rate
	slack := 0.5 / a.Rate
	if r.Lo.Float() < a.Start-slack || r.Hi.Float() > end+slack {
		return []diag.Problem{diag.OutsideTrial{At: b.ArgSpan("window"), Stage: b.Op.Name, Window: r.Show(), Trial: fmt.Sprintf("%.4g..%.4g s", a.Start, end)}}
	}
	return nil
}

func windows(b *types.Bound, in types.Type) []diag.Problem {
	a := timeAxis(in)
	n, known := a.Size.Int()
	want, ok := b.Samples("length", a.Rate)
	if !ok {
		return nil
	}
	length, _ := b.Num("length")
	if want < 1 {
		return []diag.Problem{diag.BelowOneSample{At: b.ArgSpan("length"), Param: "length", Got: length.Show(), Rate: a.Rate}}
	}
	if known && int64(want) > n {
		return []diag.Problem{diag.WindowTooLong{At: b.ArgSpan("length"), Stage: b.Op.Name, Axis: "time", Window: length.Show(),
			Signal: fmt.Sprintf("%.4g s", float64(n)/a.Rate)}}
	}
	return nil
}

func downOnly(b *types.Bound, in types.Type) []diag.Problem {
	if a := timeAxis(in); a.Rate > 0 && b.Float("rate") > a.Rate {
		return []diag.Problem{diag.ResamplesUp{At: b.ArgSpan("rate"), From: a.Rate, To: b.Float("rate")}}
	}
	return nil
}

func components(b *types.Bound, in types.Type) []diag.Problem {
	of, _ := types.Inner(in)
	a, _ := of.Axis("channel")
	if have, known := a.Size.Int(); known && int64(b.Int("n")) > have {
		return []diag.Problem{diag.TooManyComponents{At: b.ArgSpan("n"), Stage: b.Op.Name, Wanted: fmt.Sprint(b.Int("n")), Axis: "channel", Have: int(have)}}
	}
	return nil
}

func renamed(b *types.Bound, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	if !ok {
		return out, nil
	}
	to := types.Tensor{Open: of.Open, Unit: of.Unit}
	names := b.Record("axes")
	for _, a := range of.Axes {
		for i, key := range names.Keys {
			if types.Show(names.Values[i]) == a.Name {
				a.Name = key
			}
		}
		to.Axes = append(to.Axes, a)
	}
	return types.Rewrap(out, to), nil
}

func tick(b *types.Bound, c types.Context) (types.Value, bool) {
	axes := b.Axes("axis")
	if len(axes) != 1 {
		return nil, false
	}
	a, ok := c.Axis(axes[0].Name)
	if !ok || a.Rate <= 0 {
		return nil, false
	}
	n, ok := types.NewQuantity(1/a.Rate, "s")
	return n, ok
}

func shape(b *types.Bound, c types.Context) (types.Value, bool) {
	st, on := b.Stage("stage"), types.Type(nil)
	if t, ok := b.Shape("on"); ok {
		t.Unit = types.AnyMeasure
		on = t
	}
	if st == nil || on == nil {
		return nil, false
	}
	out, ok := c.Apply(st, on)
	of, tensor := types.Inner(out)
	return types.ShapeValue{Tensor: of}, ok && tensor
}

func params(b *types.Bound, c types.Context) (types.Value, bool) {
	st := b.Stage("stage")
	t, ok := b.Shape("on")
	if st == nil || !ok {
		return nil, false
	}
	t.Unit = types.AnyMeasure
	n, ok := c.Weights(st, t)
	return types.IntNum(n), ok
}

func scan(b *types.Bound, in, out types.Type, call func(string, ...types.Type) types.Type) types.Type {
	of, ok := types.Inner(in)
	if !ok {
		return out
	}
	names := b.Axes("over").Names()
	item := of.Without(names...)
	carry := item
	carry.Unit = types.Measure{}
	r, ok := call("step", carry, item).(types.RecordOf)
	if !ok {
		return out
	}
	for i, key := range r.Keys {
		emit, tensor := r.Elems[i].(types.Tensor)
		if key != "emit" || !tensor {
			continue
		}
		for _, name := range names {
			a, _ := of.Axis(name)
			emit = emit.With(a)
		}
		return types.Rewrap(in, emit)
	}
	return out
}

// weigh counts the weights of layers.
func weigh(op *types.Operator) {
	size := func(in types.Tensor, axes types.Axes) (int64, bool) {
		n := int64(1)
		for _, x := range axes {
			s := x.Size
			if !x.Sized {
				a, ok := in.Axis(x.Name)
				if !ok {
					return 0, false
				}
				s = a.Size
			}
			k, ok := s.Int()
			if !ok {
				return 0, false
			}
			n *= k
		}
		return n, true
	}
	product := func(b *types.Bound, in types.Tensor, params ...string) (int64, bool) {
		n := int64(1)
		for _, p := range params {
			k, ok := size(in, b.Axes(p))
			if !ok {
				return 0, false
			}
			n *= k
		}
		return n, true
	}
	switch op.Name {
	case "conv":
		op.Weights = func(b *types.Bound, in types.Tensor) (int64, bool) {
			a, _ := in.Axis(b.Axes("over")[0].Name)
			kernel, ok := b.Samples("kernel", a.Rate)
			n, ok2 := product(b, in, "mix", "to")
			return n * int64(kernel), ok && ok2
		}
	case "linear":
		op.Weights = func(b *types.Bound, in types.Tensor) (int64, bool) { return product(b, in, "mix", "per", "to") }
	case "norm":
		op.Weights = func(b *types.Bound, in types.Tensor) (int64, bool) {
			n, ok := product(b, in, "per")
			return 2 * n, ok
		}
	case "dense":
		op.Weights = func(b *types.Bound, in types.Tensor) (int64, bool) {
			all := int64(1)
			for _, a := range in.Axes {
				if a.Name == "class" {
					continue
				}
				k, ok := a.Size.Int()
				if !ok {
					return 0, false
				}
				all *= k
			}
			out, ok := product(b, in, "to")
			return all*out + out, ok
		}
	}
}
