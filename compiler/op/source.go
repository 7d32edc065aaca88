package op

import (
	"fmt"
	"slices"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

// Files asks for recordings on disk.
type Files struct {
	Pattern string
	Keep    map[string][]string // provenance key -> values asked for
	Events  []EventName         // nil: labels are class names already
	Rename  []Renaming
	Kinds   []Kinds
	Pick    []string // kinds of channels that are kept
	Unit    string   // overrides the file's, "" keeps it

	EventsFile string // a pattern of files that hold the events; "" for the recordings' own

	// Of plain arrays and columns, which do not say what they are.
	Signal  []string // the array, or a vector or column for each channel
	Trigger string   // a vector of codes
	Labels  string   // a label for each trial
	Rate    float64  // Hz; 0 when not given
	Names   []string // of the channels, or a variable that holds them
}

// An EventName maps an event label of the file to a class.
type EventName struct{ Label, Class string }

// A Renaming gives a channel another name.
type Renaming struct{ From, To string }

// Kinds says of which kind channels are.
type Kinds struct {
	Kind     string
	Channels []string
}

// A Simulation asks for recordings with known ground truth. Fields that a kind
// does not use are zero.
type Simulation struct {
	Kind        string // motor_imagery, ssvep, erp
	Subjects    int
	Sessions    int
	Runs        int
	Trials      int // of each class, in one run
	Classes     []string
	Frequencies []float64 // Hz, ssvep
	Channels    []string  // nil: the standard ones of the kind
	Rate        float64   // Hz
	SNR         float64   // dB
}

var sources = []Row{
	{
		Sig: `files(pattern: Text, events: Record = none, events_file: Text = none, subjects: Labels = none, sessions: Labels = none, runs: Labels = none, channels: Record = none, eog: Names = none, emg: Names = none, ecg: Names = none, misc: Names = none, pick: Names = eeg, unit in [as_stated, uV, mV, V, nV] = as_stated, signal: Names = none, trigger: Names = none, labels: Names = none, rate: Hz = none, names: Names = none) : Recordings`,
		Doc: "Recordings in files: EDF, BDF, GDF, FIF, BrainVision, EEGLAB, MAT, NPZ and tables.",
		Notes: `The pattern names files; {subject}, {session} and {run} match a part of the name and
say where a recording comes from, * matches any part and ** any folders. Paths are
looked up beside the script, then in the folder that EEGP_DATA names. events maps
the labels of the file to class names; labels left out are ignored. subjects,
sessions and runs choose among what the pattern found. channels renames, eog, emg,
ecg and misc correct kinds, pick says which kinds are kept. unit overrides a unit
that a file states wrongly, and the run reports it.

events_file is a pattern for files that hold the events of each recording, its keys
having the recording's values: a -eve.fif or -eve.txt of MNE-Python (samples on the
clock of the measurement), a table with onset (s) and trial_type, value or label as
in BIDS, or a MAT file with the header that BioSig's sload returns.

MAT files (up to version 7), NPZ files and tables (.csv, .tsv, .txt) do not say what
their numbers are. signal names the array of the EEG, or a vector or column for each
channel; a full stop reaches into a structure, as in "EEG.data". rate is its rate.
names lists the channels, or names the variable that holds their names; the axis as
long as that list is the one of channels, and without a list the shorter one. Values
are in uV unless unit says otherwise. trigger is a vector of codes, or one of the
channels: an event begins where the code changes to anything but 0, and its label
is the code, such as "1" or "-1". labels is a vector with the label of each trial of
a signal that is cut into trials; each trial then stands alone, so that no filter
reaches across, and has its event at its first sample.

Trigger channels of EDF, BDF, GDF and FIF give an event where the code rises. Events
of BrainVision are labelled by type and description, as in "Stimulus/S  1".`,
		Does: Source(files),
	},
	{
		Sig: `simulated.motor_imagery(subjects: Int in 1..1000 = 4, sessions: Int in 1..100 = 2, runs: Int in 1..100 = 1, trials: Int in 1..10000 = 40, classes: Names = [left_hand, right_hand], channels: Names = standard, rate: Hz in 64..2048 Hz = 128 Hz, snr: dB in -100..100 dB = 0 dB) : Recordings`,
		Doc: "Simulated motor imagery: rhythms over the motor cortex weaken opposite the imagined hand.",
		Notes: `Ground truth: patches under C3, C4, Cz and the lateral strip have mu (9 to 12 Hz)
and beta rhythms. From half a second after the cue and for four seconds, the imagined
part's rhythms lose amplitude and the others gain a little (Pfurtscheller and Lopes
da Silva 1999). A dipole-like lead field carries them to 10-10 positions over 1/f
background noise with occipital alpha and mains. Every subject and session shifts
places and frequencies a little. trials counts each class in one run; the events are
the cues. snr is the rhythms' power at rest over the background's from 8 to 30 Hz.
Classes: left_hand, right_hand, feet, tongue. standard channels are the 22 of BCI
competition IV.`,
		Try:     `data = simulated.motor_imagery(subjects: 2, snr: 3 dB) |> bandpass(8..30 Hz) |> trials(0.5..3.5 s)`,
		Does:    Source(simulate("motor_imagery")),
		Schema:  simulatedSchema(22, nil),
		Inspect: twoClasses("classes"),
		Random:  true,
	},
	{
		Sig: `simulated.ssvep(subjects: Int in 1..1000 = 4, sessions: Int in 1..100 = 2, runs: Int in 1..100 = 1, trials: Int in 1..10000 = 15, frequencies: List Hz = [8 Hz, 10 Hz, 12 Hz, 15 Hz], channels: Names = standard, rate: Hz in 64..2048 Hz = 256 Hz, snr: dB in -100..100 dB = -8 dB) : Recordings`,
		Doc: "Simulated steady-state responses to flicker.",
		Notes: `Ground truth: while a light flickers for four seconds, visual cortex follows its
frequency and two multiples of it an eighth of a second behind, with the same phase
in every trial. A class is named after its frequency, "10 Hz". snr is the response's
power over the background's from 5 to 45 Hz.`,
		Try:     `data = simulated.ssvep(subjects: 1) |> bandpass(5..40 Hz) |> trials(0.5..3.5 s)`,
		Does:    Source(simulate("ssvep")),
		Schema:  simulatedSchema(12, nil),
		Inspect: twoClasses("frequencies"),
		Random:  true,
	},
	{
		Sig: `simulated.erp(subjects: Int in 1..1000 = 4, sessions: Int in 1..100 = 2, runs: Int in 1..100 = 1, trials: Int in 1..10000 = 40, channels: Names = standard, rate: Hz in 64..2048 Hz = 128 Hz, snr: dB in -100..100 dB = -10 dB) : Recordings`,
		Doc: "Simulated oddball: rare targets evoke a P300 that other flashes do not.",
		Notes: `Ground truth: every flash evokes a short occipital response; targets add a
positive wave over parietal cortex about 350 ms later (P300), whose latency varies
between trials. Flashes come every 0.4 s, so neighbours overlap. trials counts the
targets of a run; there are five times as many other flashes. Classes: nontarget,
target. snr is the P300's power over the background's from 0.5 to 20 Hz.`,
		Try:    `data = simulated.erp(subjects: 1) |> bandpass(0.5..20 Hz) |> trials(0..0.8 s)`,
		Does:   Source(simulate("erp")),
		Schema: simulatedSchema(16, []string{"nontarget", "target"}),
		Random: true,
	},
	{
		Sig: `dataset(name: Text, channels: Int in 1..1024, rate: Hz, classes: Names, subjects: Ints = all) : Recordings`,
		Doc: "A public data set by its name, with the facts that checking needs.",
		Notes: "Modules such as std.datasets declare data sets with it; a study names the declaration. Every event of a " +
			"data set's task has a class.",
		Does:   Later{Needs: "the registry of public data sets", As: types.SourceRole},
		Schema: datasetSchema,
	},
	{
		Sig:  `bids(root: Text, task: Names = none, subjects: Labels = none, sessions: Labels = none, runs: Labels = none, events: Record = none) : Recordings`,
		Doc:  "Recordings of a folder in BIDS layout.",
		Does: Later{Needs: "the BIDS reader", As: types.SourceRole},
	},
}

// twoClasses refuses a simulation in which there is nothing to decide.
func twoClasses(param string) func(Call, types.Type) []diag.Problem {
	return func(c Call, _ types.Type) []diag.Problem {
		if list := c.List(param); len(list) == 1 {
			return []diag.Problem{diag.OneClass{At: c.ArgSpan(param), Class: types.Show(list[0])}}
		}
		return nil
	}
}

func files(c Call) Request {
	f := &Files{Pattern: c.Text("pattern"), Keep: map[string][]string{}, Pick: c.Names("pick")}
	for _, key := range []string{"subject", "session", "run"} {
		if chosen := expanded(c, key+"s"); chosen != nil {
			f.Keep[key] = chosen
		}
	}
	events := c.Record("events")
	for i, label := range events.Keys {
		f.Events = append(f.Events, EventName{label, plain(events.Values[i])})
	}
	renamed := c.Record("channels")
	for i, from := range renamed.Keys {
		f.Rename = append(f.Rename, Renaming{from, plain(renamed.Values[i])})
	}
	for _, kind := range []string{"eog", "emg", "ecg", "misc"} {
		if names := c.Names(kind); len(names) > 0 {
			f.Kinds = append(f.Kinds, Kinds{kind, names})
		}
	}
	if u := c.Choice("unit"); u != "as_stated" {
		f.Unit = u
	}
	if c.Has("events_file") {
		f.EventsFile = c.Text("events_file")
	}
	f.Rate = c.Float("rate")
	f.Signal, f.Names = c.Names("signal"), c.Names("names")
	f.Trigger, f.Labels = first(c.Names("trigger")), first(c.Names("labels"))
	return Request{Files: f}
}

func first(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

// expanded reads names, numbers and ranges of numbers as texts.
func expanded(c Call, name string) []string {
	if !c.Has(name) {
		return nil
	}
	if ints := c.Ints(name); len(ints) > 0 {
		var out []string
		for _, n := range ints {
			out = append(out, fmt.Sprint(n))
		}
		return out
	}
	return c.Names(name)
}

func plain(v types.Value) string {
	switch v := v.(type) {
	case types.TextValue:
		return string(v)
	case types.NameValue:
		return string(v)
	}
	return types.Show(v)
}

func simulate(kind string) func(c Call) Request {
	return func(c Call) Request {
		s := &Simulation{
			Kind: kind, Subjects: c.Int("subjects"), Sessions: c.Int("sessions"), Runs: c.Int("runs"),
			Trials: c.Int("trials"), Channels: chosenChannels(c), Rate: c.Float("rate"), SNR: c.Float("snr"),
		}
		switch kind {
		case "motor_imagery":
			s.Classes = c.Names("classes")
		case "ssvep":
			for _, v := range c.List("frequencies") {
				if n, ok := v.(types.Num); ok {
					s.Frequencies = append(s.Frequencies, n.Float())
				}
			}
		}
		return Request{Simulation: s}
	}
}

// chosenChannels is nil for the standard ones.
func chosenChannels(c Call) []string {
	names := c.Names("channels")
	if len(names) == 1 && names[0] == "standard" {
		return nil
	}
	return names
}

// recordings is the type of recordings of known channels, rate and classes.
func recordings(channels int, rate float64, classes []string) types.Type {
	unit, _ := types.MeasureOf("uV")
	classes = slices.Clone(classes)
	slices.Sort(classes)
	return types.Recordings{
		Of: types.Tensor{Unit: unit, Axes: []types.Axis{
			{Name: "channel", Size: types.Known(int64(channels))},
			{Name: "time", Size: types.LengthOf("time"), Rate: rate},
		}},
		Classes: classes, Keys: []string{"subject", "session", "run"},
	}
}

func datasetSchema(c Call) (types.Type, bool) {
	return recordings(c.Int("channels"), c.Float("rate"), c.Names("classes")), true
}

// simulatedSchema is the type of simulated recordings, known without making
// them: standard is the number of channels unless they are named.
func simulatedSchema(standard int, classes []string) func(c Call) (types.Type, bool) {
	return func(c Call) (types.Type, bool) {
		names := slices.Clone(classes)
		if _, ok := c.Arg("classes"); ok {
			names = slices.Clone(c.Names("classes"))
		}
		for _, f := range simulate("ssvep")(c).Simulation.Frequencies {
			names = append(names, fmt.Sprintf("%g Hz", f))
		}
		n := standard
		if chosen := chosenChannels(c); chosen != nil {
			n = len(chosen)
		}
		return recordings(n, c.Float("rate"), names), true
	}
}
