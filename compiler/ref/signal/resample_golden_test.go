package signal

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

func goldenResample(t *testing.T, c *golden.Case) {
	from, to := number(t, c, "fs_in"), number(t, c, "fs_out")
	x := matrix(c.In(t, "x"))
	raw := must(Resample(x, from, to))(t)
	c.Check(t, "raw", flat(raw))
	c.Check(t, "epochs", flat(must(ResampleEpochs(x, from, to))(t)))
	c.Check(t, "npad0", flat(must(ResamplePad(x, from, to, 0, 0, Zeros))(t)))
	first := int(orZero(c, "first_samp"))
	events := matrix(c.In(t, "events"))
	var at []int
	for _, e := range events {
		at = append(at, int(e[0]))
	}
	c.Check(t, "first_samp", []float64{float64(int(float64(first) * to / from))})
	var rows []float64
	for i, s := range ResampleEvents(at, from, to, len(raw[0])+int(float64(first)*to/from)) {
		rows = append(rows, float64(s), events[i][1], events[i][2])
	}
	c.Check(t, "events", rows)
}

func goldenTrigger(t *testing.T, c *golden.Case) {
	c.Check(t, "y", ResampleTrigger(c.In(t, "stim").Data, int(number(t, c, "n_out"))))
}

func goldenFastLen(t *testing.T, c *golden.Case) {
	var fast []int
	for _, n := range c.In(t, "n").Data {
		fast = append(fast, NextFastLen(int(n)))
	}
	c.Check(t, "fast", ints(fast))
}

func goldenDetrend(t *testing.T, c *golden.Case) {
	breaks := toInts(numbers(c.Params["breakpoints"]))
	for output, run := range map[string]func([]float64){
		"constant":        func(x []float64) { Detrend(x, ConstantTrend) },
		"linear":          func(x []float64) { Detrend(x, LinearTrend) },
		"constant_breaks": func(x []float64) { Detrend(x, ConstantTrend, breaks...) },
		"linear_breaks":   func(x []float64) { Detrend(x, LinearTrend, breaks...) },
	} {
		x := matrix(c.In(t, "x"))
		for _, ch := range x {
			run(ch)
		}
		c.Check(t, output, flat(x))
	}
}
