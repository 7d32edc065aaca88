package types

import "testing"

func operator(t *testing.T, sig string) *Operator {
	t.Helper()
	op, err := ParseOperator(sig)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

func trials(axes ...Axis) Type {
	return Trials{Of: Tensor{Axes: axes, Unit: Measure{Dim: Voltage, Name: "uV"}}}
}

func axisArg(names ...string) Axes {
	var a Axes
	for _, n := range names {
		a = append(a, AxisArg{Name: n})
	}
	return a
}

func sizedArg(name string, n int64) Axes {
	return Axes{{Name: name, Sized: true, Size: Known(n)}}
}

var eeg = []Axis{{Name: "channel", Size: Known(22)}, {Name: "time", Size: Known(1000), Rate: 250}}

func TestSignaturesGiveTypes(t *testing.T) {
	ms := func(x float64) Num { n, _ := NewQuantity(x, "ms"); return n }
	for _, c := range []struct {
		sig  string
		args []Arg
		in   Type
		want string
	}{
		{
			"csp(n: Int in 1..64 = 4) : [channel, time] u ~> [component=n, time] u",
			[]Arg{{Name: "n", Value: IntNum(6)}},
			trials(eeg...), "Trials [time=1000 @ 250 Hz, component=6] uV",
		},
		{
			"covariances(estimator in [scm, oas] = scm) : [C, time] u -> [C, C'] u^2",
			nil, trials(eeg...), "Trials [channel=22, channel'=22] uV^2",
		},
		{
			"pool(over: Axis, by: Extent) : [..r, over=n] u -> [..r, over=n/by] u",
			[]Arg{{Name: "over", Value: axisArg("time")}, {Name: "by", Value: ms(16)}},
			trials(eeg...), "Trials [channel=22, time=250 @ 62.5 Hz] uV",
		},
		{
			"conv(over: Axes, mix: Axes = none, to: NewAxes = none) : [..r, over, mix] u -> [..r, over, to] v",
			[]Arg{{Name: "over", Value: axisArg("time")}, {Name: "mix", Value: Axes{}}, {Name: "to", Value: sizedArg("filter", 8)}},
			trials(eeg...), "Trials [channel=22, time=1000 @ 250 Hz, filter=8]",
		},
		{
			"conv(over: Axes, mix: Axes = none, to: NewAxes = none) : [..r, over, mix] u -> [..r, over, to] v",
			[]Arg{{Name: "over", Value: axisArg("time")}, {Name: "mix", Value: axisArg("filter")}, {Name: "to", Value: Axes{}}},
			trials(eeg...), "missing filter (mix)",
		},
		{
			"linear(to: NewAxes) : [..r] u -> [..r, to] v",
			[]Arg{{Name: "to", Value: sizedArg("time", 3)}},
			trials(eeg...), "there time (to)",
		},
		{
			"resample(rate: Hz) : [..r, time] u -> [..r, time @ rate] u",
			[]Arg{{Name: "rate", Value: func() Num { n, _ := NewQuantity(128, "Hz"); return n }()}},
			trials(eeg...), "Trials [channel=22, time=512 @ 128 Hz] uV",
		},
		{
			"csp(n: Int = 4) : [channel, time] u ~> [component=n, time] u",
			nil, trials(Axis{Name: "channel", Size: Known(3)}, Axis{Name: "channel'", Size: Known(3)}), "missing time ()",
		},
		{
			"trials(window: Range s) : Recordings [..r, time] u -> Trials [..r, time=window+1] u",
			nil, trials(eeg...), "wants Recordings, got Trials",
		},
		{"lda() : [..r] u ~> Scores", nil, trials(eeg...), "Scores"},
		{"exp() : [..r] -> [..r]", nil, trials(eeg...), "unit a plain number, a voltage"},
		{
			"tangent_space() : [..r, C, C'] u ~> [..r, feature]", nil,
			trials(Axis{Name: "band", Size: Known(5)}, Axis{Name: "channel", Size: Known(3)}, Axis{Name: "channel'", Size: Known(3)}),
			"Trials [band=5, feature]",
		},
	} {
		op := operator(t, c.sig)
		out, miss := op.Sig.Apply(&Bound{Op: op, Args: c.args}, c.in)
		got := Describe(out)
		if miss != nil {
			switch miss.Why {
			case MissingAxis:
				got = "missing " + miss.Axis + " (" + miss.Param + ")"
			case AxisThere:
				got = "there " + miss.Axis + " (" + miss.Param + ")"
			case Collection:
				got = "wants " + miss.Want + ", got " + miss.Got
			case WrongUnit:
				got = "unit " + miss.Want + ", " + miss.Got
			}
		}
		if got != c.want {
			t.Errorf("%s\n gives %s\n want  %s", c.sig, got, c.want)
		}
	}
}

func TestRolesFollowSignatures(t *testing.T) {
	for sig, want := range map[string]Role{
		"kfold(k: Int = 5) : Split":                            SplitRole,
		"accuracy() : Score":                                   ScoreRole,
		"wilcoxon(against: Names = none) : Compare":            CompareRole,
		"simulated.erp(subjects: Int = 1) : Recordings":        SourceRole,
		"patience(n: Int) : Stop":                              OptionRole,
		"tick(over: Axis) : s":                                 ValueRole,
		"residual(inner: Stage) : inner":                       StageRole,
		"train(net: Stage, epochs: Int = 100) : net ~> Scores": StageRole,
	} {
		op := operator(t, sig)
		if op.Role != want {
			t.Errorf("%s is a %s, want %s", sig, op.Role, want)
		}
	}
}
