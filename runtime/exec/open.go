package exec

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/runtime/data"
)

// An Opener opens what sources describe. Paths are looked up in Roots, in order.
type Opener struct {
	Roots []string
}

// Open gives the recordings of a source, with events named by class.
func (o Opener) Open(_ context.Context, source *types.Bound, seed int64) ([]*value.Recording, []diag.Problem) {
	does, ok := op.Of(source).Does.(op.Source)
	if !ok {
		return nil, []diag.Problem{diag.NotYet{At: source.Span, Name: source.Op.Name, Needs: "a reader"}}
	}
	request := does(source)
	var recs []*value.Recording
	var problems []diag.Problem
	if request.Files != nil {
		recs, problems = o.files(request.Files)
	} else {
		recs, problems = simulated(request.Simulation, seed)
	}
	return recs, data.Locate(source.Span, problems)
}

func (o Opener) files(f *op.Files) ([]*value.Recording, []diag.Problem) {
	matches, problems := data.Resolve(f.Pattern, o.Roots, f.Keep)
	events, more := eventFiles(f, matches)
	if len(more) > 0 {
		return nil, append(problems, more...)
	}
	recs, more := data.ReadAll(matches, events, readOptions(f))
	problems = append(problems, mendable(more)...)
	if p := overridden(f, recs); p != nil {
		problems = append(problems, p)
	}
	return recs, append(problems, nameEvents(recs, f.Events)...)
}

// eventFiles are the files of events of each recording; nil when the source asks
// for none.
func eventFiles(f *op.Files, matches []data.Match) ([]string, []diag.Problem) {
	if f.EventsFile == "" || len(matches) == 0 {
		return nil, nil
	}
	return data.EventFiles(f.EventsFile, matches)
}

func readOptions(f *op.Files) data.Options {
	opt := data.Options{
		Unit: f.Unit, Rename: map[string]string{}, KindOf: map[string]string{},
		Layout: data.Layout{Signal: f.Signal, Trigger: f.Trigger, Labels: f.Labels, Rate: f.Rate, Names: f.Names},
	}
	if !(len(f.Pick) == 1 && f.Pick[0] == "all") {
		opt.Kinds = f.Pick
	}
	for _, r := range f.Rename {
		opt.Rename[r.From] = r.To
	}
	for _, k := range f.Kinds {
		for _, ch := range k.Channels {
			opt.KindOf[ch] = k.Kind
		}
	}
	return opt
}

// overridden reports a unit that the program puts in place of the one stated in
// the first file; nil when they are the same, or when such files state none.
func overridden(f *op.Files, recs []*value.Recording) diag.Problem {
	if f.Unit == "" || len(recs) == 0 {
		return nil
	}
	stated := readOptions(f)
	stated.Unit = ""
	o, _, err := data.ReadOutline(recs[0].Path, stated)
	if err != nil || o.Plain {
		return nil
	}
	channels, _, err := o.Chosen(stated)
	if err != nil || len(channels) == 0 || channels[0].Unit == f.Unit {
		return nil
	}
	return diag.UnitOverridden{Path: recs[0].Path, Stated: channels[0].Unit, Used: f.Unit}
}

// nameEvents maps the labels of recordings to classes. Without a map, every
// label is a class. An event asked for that occurs nowhere is an error.
func nameEvents(recs []*value.Recording, names []op.EventName) []diag.Problem {
	var problems []diag.Problem
	class := map[string]string{}
	for _, n := range names {
		class[n.Label] = n.Class
	}
	seen, classes := map[string]bool{}, map[string]bool{}
	for _, r := range recs {
		for _, e := range r.Events {
			seen[e.Label] = true
			if names == nil {
				class[e.Label] = e.Label
			}
		}
	}
	for _, n := range names {
		if !seen[n.Label] && len(recs) > 0 {
			problems = append(problems, data.MissingEvent(n.Label, recs))
		}
	}
	for _, c := range class {
		classes[c] = true
	}
	sorted := make([]string, 0, len(classes))
	for c := range classes {
		sorted = append(sorted, c)
	}
	sort.Strings(sorted)
	for _, r := range recs {
		r.Classes = sorted
		for i, e := range r.Events {
			r.Events[i].Label = class[e.Label] // "" for a label that is not asked for
		}
	}
	return problems
}

func simulated(s *op.Simulation, seed int64) ([]*value.Recording, []diag.Problem) {
	recs, err := simulation(s, seed)
	if err != nil {
		return nil, []diag.Problem{diag.StageFailed{Stage: "simulated." + s.Kind, Reason: err.Error()}}
	}
	return recs, nameEvents(recs, nil)
}

// mostSimulated is how much a simulation may fill, in bytes.
const mostSimulated = 16 << 30

// bytesOf estimates what a simulation fills: a trial with its pause takes some
// eight seconds.
func bytesOf(s *op.Simulation, channels int) float64 {
	const seconds, bytes = 8, 8
	classes := max(len(s.Classes), len(s.Frequencies), 1)
	trials := float64(s.Subjects) * float64(s.Sessions) * float64(s.Runs) * float64(s.Trials) * float64(classes)
	return trials * seconds * s.Rate * float64(channels) * bytes
}

func simulation(s *op.Simulation, seed int64) ([]*value.Recording, error) {
	channels := len(s.Channels)
	if s.Channels == nil {
		channels = 22
	}
	if n := bytesOf(s, channels); n > mostSimulated {
		return nil, fmt.Errorf("it would fill some %.0f GB; take fewer subjects, sessions, runs or trials", n/1e9)
	}
	fill := func(d data.Simulation) data.Simulation {
		d.Subjects, d.Sessions, d.Runs, d.Trials = s.Subjects, s.Sessions, s.Runs, s.Trials
		d.Rate, d.SNR, d.Seed = s.Rate, s.SNR, uint64(seed)
		if s.Channels != nil {
			d.Channels = s.Channels
		}
		return d
	}
	var recs []*value.Recording
	var err error
	switch s.Kind {
	case "motor_imagery":
		m := data.DefaultMotorImagery()
		m.Simulation, m.Classes = fill(m.Simulation), s.Classes
		recs, _, err = m.Simulate()
	case "ssvep":
		v := data.DefaultSSVEP()
		v.Simulation, v.Frequencies = fill(v.Simulation), s.Frequencies
		recs, _, err = v.Simulate()
	case "erp":
		e := data.DefaultERP()
		e.Simulation = fill(e.Simulation)
		recs, _, err = e.Simulate()
	default:
		err = fmt.Errorf("there is no such simulation")
	}
	return recs, err
}

// Schema tells the type of a local folder's recordings from their headers. It is
// silent about what it cannot find: sizes then stay open until a run.
func (o Opener) Schema(source *types.Bound) (types.Type, []diag.Problem, bool) {
	does, ok := op.Of(source).Does.(op.Source)
	if !ok {
		return nil, nil, false
	}
	f := does(source).Files
	if f == nil || f.Pattern == "" {
		return nil, nil, false
	}
	unit, _ := types.MeasureOf("uV")
	channel := types.Axis{Name: "channel", Size: types.LengthOf("channel")}
	time := types.Axis{Name: "time", Size: types.LengthOf("time")}
	matches, problems := data.Resolve(f.Pattern, o.Roots, f.Keep)
	if len(matches) > 0 {
		var o *data.Outline
		var err error
		if o, problems, err = data.ReadOutline(matches[0].Path, readOptions(f)); err == nil {
			if kept, rate, err := o.Chosen(readOptions(f)); err == nil {
				channel.Size, time.Rate = types.Known(int64(len(kept))), rate
			}
		}
		problems = misdescribed(problems)
		if _, more := eventFiles(f, matches); len(problems) == 0 {
			problems = more
		}
	} else if !malformed(problems) {
		problems = nil
	}
	var classes []string
	for _, e := range f.Events {
		if !slices.Contains(classes, e.Class) {
			classes = append(classes, e.Class)
		}
	}
	slices.Sort(classes)
	return types.Recordings{
		Of: types.Tensor{Unit: unit, Axes: []types.Axis{channel, time}}, Classes: classes,
		Keys: []string{"subject", "session", "run"},
	}, data.Locate(source.Span, problems), true
}

// misdescribed keeps what the source says wrongly of its files. What is wrong
// with a file itself is told when it is read.
func misdescribed(problems []diag.Problem) []diag.Problem {
	return slices.DeleteFunc(problems, func(p diag.Problem) bool {
		switch p.(type) {
		case diag.NoSignalNamed, diag.NoSuchVariable, diag.LayoutDoesNotFit, diag.RateUnknown:
			return false
		}
		return true
	})
}

// malformed keeps the problems that no folder can mend.
func malformed(problems []diag.Problem) bool {
	for _, p := range problems {
		if _, ok := p.(diag.BadPattern); ok {
			return true
		}
	}
	return false
}
