package op

import (
	"fmt"
	"math"
	"slices"

	"github.com/eegp-lang/eegp/compiler/ref/signal"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

var trialRows = []Row{
	{
		Sig: `trials(window: Range s, on: Names = event, ends in [closed, half_open] = closed) : Recordings [..r, time] u -> Trials [..r, time=window+1] u`,
		Doc: "Cuts one trial around every event of a class.",
		Notes: `Times count from the event and become samples by rounding half to even. Both ends
are kept, as MNE's Epochs and MOABB do: 0..3 s at 128 Hz has 385 samples; ends:
half_open leaves the last one out. on names classes; event, cue, stimulus and
flash mean every event the source maps to a class. A trial that would reach
beyond its recording, or across a gap in it, is left out and counted.`,
		Try:     `data = simulated.motor_imagery(subjects: 1) |> trials(0.5..2.5 s)`,
		Does:    Cut(cutTrials),
		Result:  trialLength,
		Inspect: knownClasses,
		Note:    trialNote,
	},
	{
		Sig: `windows(length: s, step: s) : Trials [..r, time] u -> Trials [..r, time=length] u`,
		Doc: "Cuts every trial into windows of one length, a step apart.",
		Notes: "Windows that would reach beyond the trial are left out. All windows of a trial stay on " +
			"one side of a split, whatever the split.",
		Try:     `data = simulated.motor_imagery(subjects: 1) |> trials(0..3 s) |> windows(1 s, 500 ms)`,
		Does:    Trials(cutWindows),
		Result:  windowLength,
		Inspect: windowFits,
	},
	{
		Sig: `baseline(window: Range s, mode in [mean, ratio, logratio, percent, zscore, zlogratio] = mean) : Trials [..r, time] u -> Trials [..r, time] u`,
		Doc: "Corrects every channel of a trial by its mean over a window of the trial.",
		Notes: "Both ends of the window belong to it. Modes as in MNE: mean v-m, ratio v/m, logratio log10(v/m), " +
			"percent (v-m)/m, zscore (v-m)/sd, zlogratio.",
		Try:     `data = simulated.erp(subjects: 1) |> trials(-100..600 ms) |> baseline(-100..0 ms)`,
		Does:    Trials(baseline),
		Inspect: baselineInside,
	},
	{
		Sig: `reject(peak_to_peak: uV = none, flat: uV = none, below: Real = none) : Any -> Any`,
		Doc: "Drops trials in which any channel's largest minus smallest value is above a limit, or below the limit for flat ones.",
		Notes: "Strictly above: a value equal to the limit stays. The report counts what was dropped. " +
			"It belongs in data, so that every method is judged on the same trials. " +
			"below is for decisions (pseudo-online evaluation) and cannot run yet.",
		Try:     `data = simulated.motor_imagery(subjects: 1) |> trials(0..2 s) |> reject(peak_to_peak: 500 uV)`,
		Does:    Trials(rejectTrials),
		Inspect: cutBefore,
	},
}

// Event groups that stand for every event with a class.
var anyEvent = []string{"event", "cue", "stimulus", "flash"}

// everyEvent reports whether names mean all classes.
func everyEvent(names []string) bool {
	return len(names) == 1 && slices.Contains(anyEvent, names[0])
}

func cutTrials(c Call, r *value.Recording) (*value.Trials, error) {
	window, err := windowOf(c, r.Rate)
	if err != nil {
		return nil, err
	}
	classes := wanted(c, r)
	at := map[string]int{}
	for i, name := range classes {
		at[name] = i
	}
	out := &value.Trials{Classes: classes, X: value.NewTensor(
		[]string{"trial", "channel", "time"}, []int{0, len(r.X), window.Len()})}
	for _, ch := range r.Channels {
		out.Channels = append(out.Channels, ch.Name)
	}
	out.X.Rate, out.X.Start = r.Rate, float64(window.First)/r.Rate
	if window.Len() <= r.Samples() { // else no trial fits
		out.X.Data = make([]float64, 0, len(r.Events)*len(r.X)*window.Len())
	}
	for n, e := range r.Events {
		class, ok := at[e.Label]
		if !ok {
			continue
		}
		sample, inside := r.SampleAt(e.Onset)
		first, end := sample+window.First, sample+window.Last+1
		if !inside || !withinSegment(r, first, end) {
			out.Dropped++
			continue
		}
		for _, row := range r.X {
			out.X.Data = append(out.X.Data, row[first:end]...)
		}
		out.Labels = append(out.Labels, class)
		out.Origin = append(out.Origin, value.Origin{
			Key: r.Key, Recording: r.SHA256, Trial: n,
			Onset: e.Onset, First: first, End: end,
		})
	}
	out.X.Shape[0] = len(out.Labels)
	return out, nil
}

// wanted lists the classes asked for, sorted by name. The labels of a
// recording are class names by now: the source has mapped them.
func wanted(c Call, r *value.Recording) []string {
	names := c.Names("on")
	if everyEvent(names) {
		return r.Classes
	}
	names = slices.Clone(names)
	slices.Sort(names)
	return slices.Compact(names)
}

func withinSegment(r *value.Recording, first, end int) bool {
	if len(r.Segments) == 0 {
		return first >= 0 && end <= r.Samples()
	}
	for _, s := range r.Segments {
		if first >= s.First && end <= s.End {
			return true
		}
	}
	return false
}

func windowOf(c Call, rate float64) (signal.Window, error) {
	r, _ := c.Range("window")
	if c.Choice("ends") == "half_open" {
		return signal.HalfOpen(r.Lo.Float(), r.Hi.Float(), rate)
	}
	return signal.Closed(r.Lo.Float(), r.Hi.Float(), rate)
}

func trialLength(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	r, known := c.Range("window")
	if !ok || !known {
		return out, nil
	}
	axis, _ := of.Axis("time")
	size := types.OpenSize()
	if axis.Rate > 0 {
		if w, err := windowOf(c, axis.Rate); err == nil {
			size = types.Known(int64(w.Len()))
		}
	}
	t := withTime(out, types.Axis{Name: "time", Size: size, Rate: axis.Rate, Start: r.Lo.Float(), HasStart: true})
	trials, ok := t.(types.Trials)
	if names := c.Names("on"); ok && len(names) > 0 && !everyEvent(names) {
		trials.Classes = slices.Clone(names)
		slices.Sort(trials.Classes)
		return trials, nil
	}
	return t, nil
}

func trialNote(c Call, _, out types.Type) string {
	of, _ := types.Inner(out)
	axis, _ := of.Axis("time")
	n, ok := axis.Size.Int()
	if !ok {
		return "the sample count follows from the recordings' rate"
	}
	if c.Choice("ends") == "half_open" {
		return fmt.Sprintf("%d samples: the last end is left out", n)
	}
	return fmt.Sprintf("%d samples: both ends kept", n)
}

func withTime(t types.Type, axis types.Axis) types.Type {
	of, ok := types.Inner(t)
	if !ok {
		return t
	}
	return types.Rewrap(t, of.With(axis))
}

func windowLength(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	if !ok {
		return out, nil
	}
	axis, _ := of.Axis("time")
	size := types.OpenSize()
	if n, ok := c.Samples("length", axis.Rate); ok {
		size = types.Known(int64(n))
	}
	return withTime(out, types.Axis{Name: "time", Size: size, Rate: axis.Rate}), nil
}

func cutWindows(c Call, t *value.Trials) (*value.Trials, error) {
	rate := t.X.Rate
	length, step := signal.Sample(c.Float("length"), rate), signal.Sample(c.Float("step"), rate)
	rows, n := t.X.Shape[1], t.X.Shape[2]
	starts, err := signal.Sliding(n, length, step)
	if err != nil {
		return nil, err
	}
	x := value.NewTensor(t.X.Axes, []int{t.Len() * len(starts), rows, length})
	x.Rate = rate
	out := t.With(x)
	out.Labels, out.Origin = nil, nil
	to := 0
	for i := range t.Len() {
		item := t.Item(i)
		for w, start := range starts {
			for row := range rows {
				copy(x.Data[to:to+length], item[row*n+start:])
				to += length
			}
			o := t.Origin[i]
			o.Window = w
			o.First, o.End = o.First+start, o.First+start+length
			out.Origin = append(out.Origin, o)
			if t.Labels != nil {
				out.Labels = append(out.Labels, t.Labels[i])
			}
		}
	}
	return out, nil
}

func baseline(c Call, t *value.Trials) (*value.Trials, error) {
	r, _ := c.Range("window")
	x := *t.X
	x.Data = slices.Clone(t.X.Data)
	out := t.With(&x)
	n := x.Shape[2]
	times := make([]float64, n)
	for i := range times {
		times[i] = x.Start + float64(i)/x.Rate
	}
	// Times are multiples of 1/rate: an end that falls on a sample must find it.
	const slack = 1e-9
	first, last, err := signal.Interval{Min: r.Lo.Float() - slack, Max: r.Hi.Float() + slack}.Within(times)
	if err != nil {
		return nil, err
	}
	for i := range t.Len() {
		if err := signal.Baseline(rowsOf(out.Item(i), n), first, last, signal.BaselineMode(c.Choice("mode"))); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func rejectTrials(c Call, t *value.Trials) (*value.Trials, error) {
	limits := signal.Limits{Most: micro(c, "peak_to_peak"), Least: micro(c, "flat")}
	var keep []int
	for i := range t.Len() {
		if _, broken := limits.Exceeded(rowsOf(t.Item(i), t.X.Shape[2])); !broken {
			keep = append(keep, i)
		}
	}
	out := t.Take(keep)
	out.Dropped = t.Dropped + t.Len() - len(keep)
	return out, nil
}

// micro is a voltage argument in µV.
func micro(c Call, name string) float64 {
	n, _ := c.Num(name)
	v := n.In("uV")
	if math.IsNaN(v) {
		return 0
	}
	return v
}

// rowsOf views an item as rows of n values.
func rowsOf(item []float64, n int) [][]float64 {
	if n == 0 {
		return nil
	}
	rows := make([][]float64, len(item)/n)
	for i := range rows {
		rows[i] = item[i*n : (i+1)*n]
	}
	return rows
}
