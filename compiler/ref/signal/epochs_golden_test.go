package signal

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

func TestGoldenEpochs(t *testing.T) {
	runFamily(t, "epochs", map[string]handler{
		"mne.Epochs":                            goldenEpochs,
		"mne.Epochs(reject_by_annotation=True)": goldenBadSpans,
		"mne.events_from_annotations":           goldenAnnotations,
		"mne.find_events":                       goldenFindEvents,
		"mne Epochs.drop_bad":                   goldenLimits,
		"mne.make_fixed_length_epochs":          goldenFixedLength,
		"definition":                            goldenSliding,
		"mne Raw.crop / Epochs.crop":            goldenCrop,
		"mne.baseline.rescale":                  goldenBaseline,
		"mne Epochs.average / standard_error":   goldenEvoked,
		"mne.Epochs(event_repeated=":            nil,
	})
}

// goldenEpochs serves both the table of indices and whole pipelines.
func goldenEpochs(t *testing.T, c *golden.Case) {
	if c.Has("n_times") {
		goldenIndexTable(t, c)
		return
	}
	fs := number(t, c, "fs")
	e := Epoching{Rate: fs, Decimate: int(orZero(c, "decim"))}
	e.Window = must(Closed(number(t, c, "tmin"), number(t, c, "tmax"), fs))(t)
	e.Baseline = interval(numbers(c.Params["baseline"]))
	if order, ok := c.Number("detrend"); ok {
		trend := Trend(order)
		e.Detrend = &trend
	}
	e.Limits = Limits{Most: eegLimit(c, "reject"), Least: eegLimit(c, "flat")}
	lo, okLo := c.Number("reject_tmin")
	hi, okHi := c.Number("reject_tmax")
	if okLo || okHi {
		e.RejectOver = &Interval{math.Inf(-1), math.Inf(1)}
		if okLo {
			e.RejectOver.Min = lo
		}
		if okHi {
			e.RejectOver.Max = hi
		}
	}
	first := int(orZero(c, "first_samp"))
	keep := numbers(c.Params["keep_ids"])
	codes, _ := c.Params["drop_codes"].(map[string]any)
	events := matrix(c.In(t, "events"))
	drops := make([]float64, len(events))
	var wanted, samples []int
	for i, ev := range events {
		drops[i] = code(t, codes, "IGNORED")
		for _, id := range keep {
			if id == ev[2] {
				wanted, samples = append(wanted, i), append(samples, int(ev[0])-first)
			}
		}
	}
	out := must(e.Cut(matrix(c.In(t, "x")), samples))(t)
	for k, d := range out.Drops {
		drops[wanted[k]] = code(t, codes, map[Drop]string{
			Kept: "kept", BeforeData: "NO_DATA", AfterData: "TOO_SHORT", Amplitude: "amplitude",
		}[d])
	}
	var data, chosen, rows []float64
	for k, i := range out.Kept {
		data = append(data, flat(out.Data[k])...)
		chosen = append(chosen, float64(wanted[i]))
		rows = append(rows, events[wanted[i]]...)
	}
	c.Check(t, "data", data)
	c.Check(t, "times", out.Times)
	c.Check(t, "selection", chosen)
	c.Check(t, "events", rows)
	c.Check(t, "drop_code", drops)
}

func code(t *testing.T, codes map[string]any, name string) float64 {
	t.Helper()
	v, ok := codes[name].(float64)
	if !ok {
		t.Fatalf("no drop code %q", name)
	}
	return v
}

// interval reads a pair of ends; NaN (null) is open. No pair is no interval.
func interval(ends []float64) *Interval {
	if len(ends) != 2 {
		return nil
	}
	iv := &Interval{ends[0], ends[1]}
	if math.IsNaN(iv.Min) {
		iv.Min = math.Inf(-1)
	}
	if math.IsNaN(iv.Max) {
		iv.Max = math.Inf(1)
	}
	return iv
}

func eegLimit(c *golden.Case, name string) float64 {
	limits, _ := c.Params[name].(map[string]any)
	v, _ := limits["eeg"].(float64)
	return v
}

func goldenIndexTable(t *testing.T, c *golden.Case) {
	fs, tmin, tmax := c.In(t, "sfreq").Data, c.In(t, "tmin").Data, c.In(t, "tmax").Data
	var start, count, first, last []float64
	for i, ev := range c.In(t, "event").Data {
		w := must(Closed(tmin[i], tmax[i], fs[i]))(t)
		times := w.Times(fs[i])
		start = append(start, ev+float64(w.First))
		count = append(count, float64(w.Len()))
		first = append(first, times[0])
		last = append(last, times[len(times)-1])
	}
	c.Check(t, "start", start)
	c.Check(t, "n_times", count)
	c.Check(t, "first_time", first)
	c.Check(t, "last_time", last)
}

func goldenBadSpans(t *testing.T, c *golden.Case) {
	fs := number(t, c, "fs")
	e := Epoching{Rate: fs}
	e.Window = must(Closed(number(t, c, "tmin"), number(t, c, "tmax"), fs))(t)
	durations := c.In(t, "duration").Data
	names := texts(c.Params["description"])
	for i, onset := range c.In(t, "onset").Data {
		if strings.HasPrefix(strings.ToLower(names[i]), "bad") {
			e.Bad = append(e.Bad, Span{onset, durations[i]})
		}
	}
	var samples []int
	for _, ev := range matrix(c.In(t, "events")) {
		samples = append(samples, int(ev[0])-int(orZero(c, "first_samp")))
	}
	x := [][]float64{make([]float64, int(c.In(t, "n_samples").Data[0]))}
	out := must(e.Cut(x, samples))(t)
	codes := map[Drop]float64{Kept: 0, BeforeData: 2, AfterData: 3, Annotated: 4}
	var drops []float64
	for _, d := range out.Drops {
		drops = append(drops, codes[d])
	}
	c.Check(t, "selection", ints(out.Kept))
	c.Check(t, "drop_code", drops)
}

func goldenAnnotations(t *testing.T, c *golden.Case) {
	ids, _ := c.Params["event_id"].(map[string]any)
	names := texts(c.Params["description"])
	fs, first := number(t, c, "fs"), int(orZero(c, "first_samp"))
	var rounded, truncated []float64
	for i, onset := range c.In(t, "onset").Data {
		id, ok := ids[names[i]].(float64)
		if !ok {
			continue
		}
		rounded = append(rounded, float64(AnnotationSample(onset, first, fs)), 0, id)
		truncated = append(truncated, float64(AnnotationSampleTruncated(onset, first, fs)), 0, id)
	}
	c.Check(t, "events", rounded)
	c.Check(t, "events_truncated", truncated)
}

func goldenFindEvents(t *testing.T, c *golden.Case) {
	variants, _ := c.Params["variants"].(map[string]any)
	for name := range c.Outputs {
		g := Trigger{First: int(orZero(c, "first_samp")), Rate: number(t, c, "fs")}
		text, _ := variants[name].(string)
		keepMasked := false
		for _, arg := range strings.Split(text, ",") {
			switch arg = strings.TrimSpace(arg); {
			case arg == "initial_event=True":
				g.Initial = true
			case arg == "consecutive=True":
				g.Consecutive = AnyChange
			case arg == "consecutive=False":
				g.Consecutive = OnlyFromRest
			case arg == `output="offset"`:
				g.Part = Offsets
			case arg == `output="step"`:
				g.Part = StepEvents
			case strings.HasPrefix(arg, "min_duration="):
				fmt.Sscanf(arg, "min_duration=%g", &g.MinDuration)
			case strings.HasPrefix(arg, "mask="):
				fmt.Sscanf(arg, "mask=%d", &g.Mask)
			case arg == `mask_type="and"`:
				keepMasked = true
			}
		}
		if keepMasked {
			g.Mask = ^g.Mask
		}
		var rows []float64
		for _, e := range g.Find(c.In(t, "stim").Data) {
			rows = append(rows, float64(e.Sample), float64(e.Before), float64(e.Value))
		}
		c.Check(t, name, rows)
	}
}

func goldenLimits(t *testing.T, c *golden.Case) {
	x := c.In(t, "x")
	rows, channels := matrix(x), x.Shape[1]
	l := Limits{Most: orZero(c, "reject"), Least: orZero(c, "flat")}
	var kept []int
	for e := range x.Shape[0] {
		if _, broken := l.Exceeded(rows[e*channels : (e+1)*channels]); !broken {
			kept = append(kept, e)
		}
	}
	c.Check(t, "selection", ints(kept))
}

func rowParams(c *golden.Case) []map[string]any {
	list, _ := c.Params["rows"].([]any)
	out := make([]map[string]any, len(list))
	for i, r := range list {
		out[i], _ = r.(map[string]any)
	}
	return out
}

func goldenFixedLength(t *testing.T, c *golden.Case) {
	for i, r := range rowParams(c) {
		get := func(k string) float64 { v, _ := r[k].(float64); return v }
		starts, length, err := FixedLength(int(get("n")), get("fs"), get("duration"), get("overlap"))
		noError(t, err)
		c.Check(t, fmt.Sprintf("row%d_start", i), ints(starts))
		c.Check(t, fmt.Sprintf("row%d_n", i), []float64{float64(length)})
	}
}

func goldenSliding(t *testing.T, c *golden.Case) {
	for i, r := range rowParams(c) {
		get := func(k string) int { v, _ := r[k].(float64); return int(v) }
		starts := must(Sliding(get("n"), get("length"), get("step")))(t)
		c.Check(t, fmt.Sprintf("row%d_start", i), ints(starts))
	}
}

func goldenCrop(t *testing.T, c *golden.Case) {
	var start, count []float64
	for _, r := range matrix(c.In(t, "rows")) {
		s, n := Crop(int(r[1]), r[2], r[3], r[0], r[4] != 0)
		start = append(start, float64(s), float64(s))
		count = append(count, float64(n), float64(n))
	}
	c.Check(t, "start", start)
	c.Check(t, "n_times", count)
}

func goldenBaseline(t *testing.T, c *golden.Case) {
	iv := interval(numbers(c.Params["baseline"]))
	first, last, err := iv.Within(c.In(t, "times").Data)
	noError(t, err)
	for name := range c.Outputs {
		x := matrix(c.In(t, "data"))
		noError(t, Baseline(x, first, last, BaselineMode(name)))
		c.Check(t, name, flat(x))
	}
}

func goldenEvoked(t *testing.T, c *golden.Case) {
	x := c.In(t, "x")
	rows, channels := matrix(x), x.Shape[1]
	epochs := make([][][]float64, x.Shape[0])
	for e := range epochs {
		epochs[e] = rows[e*channels : (e+1)*channels]
	}
	c.Check(t, "mean", flat(must(MeanEpoch(epochs))(t)))
	c.Check(t, "sem", flat(must(StandardError(epochs))(t)))
	c.Check(t, "median", flat(must(MedianEpoch(epochs))(t)))
}
