package op

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/eegp-lang/eegp/compiler/ref/signal"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

var channels = []Row{
	{
		Sig: `pick(channels: Names) : Recordings [channel, time] u -> Recordings [channel=n, time] u`,
		Doc: "Keeps the channels named, in the order named; a kind (eeg, eog, emg, ecg, misc, stim) names all of that kind.",
		Try: `data = simulated.motor_imagery(subjects: 1) |> pick([C3, Cz, C4]) |> trials(0..2 s)`,
		Does: Recording(func(c Call, r *value.Recording) (*value.Recording, error) {
			keep, err := channelIndex(r, c.Names("channels"))
			if err != nil {
				return nil, err
			}
			return takeChannels(r, keep)
		}),
		Result:  pickedSize,
		Inspect: channelsOnce,
	},
	{
		Sig: `drop(channels: Names) : Recordings [channel, time] u -> Recordings [channel=n, time] u`,
		Doc: "Removes the channels named; a kind names all of that kind.",
		Try: `data = simulated.motor_imagery(subjects: 1) |> drop([C3, C4]) |> trials(0..2 s)`,
		Does: Recording(func(c Call, r *value.Recording) (*value.Recording, error) {
			gone, err := channelIndex(r, c.Names("channels"))
			if err != nil {
				return nil, err
			}
			var keep []int
			for i := range r.Channels {
				if !slices.Contains(gone, i) {
					keep = append(keep, i)
				}
			}
			return takeChannels(r, keep)
		}),
		Result: droppedSize,
	},
	{
		Sig: `reference(to: Names = average) : Recordings [channel, time] u -> Recordings [channel, time] u`,
		Doc: "Subtracts the mean of all EEG channels (average), or of the channels named.",
		Notes: "Only EEG channels change. Channels named as reference stay in the data and become the difference to " +
			"their own mean. An average reference lowers the rank of the data by one: covariances of all channels " +
			"are then singular unless they are shrunk.",
		Try:  `data = simulated.motor_imagery(subjects: 1) |> reference(average) |> trials(0..2 s)`,
		Does: Recording(rereference),
	},
}

func rereference(c Call, r *value.Recording) (*value.Recording, error) {
	names := c.Names("to")
	x := cloneRows(r.X)
	var other []int // channels that a reference does not concern
	for i, ch := range r.Channels {
		if ch.Kind != "eeg" {
			other = append(other, i)
		}
	}
	if len(names) == 1 && names[0] == "average" {
		return r.With(x), signal.AverageReference(x, other)
	}
	at, err := channelIndex(r, names)
	if err != nil {
		return nil, err
	}
	return r.With(x), signal.Rereference(x, at, other)
}

// An UnknownChannelError names a channel the recording does not have.
type UnknownChannelError struct {
	Name string
	Have []string
	Path string
}

func (e *UnknownChannelError) Error() string {
	return fmt.Sprintf("%s has no channel %s; it has %s", e.Path, e.Name, strings.Join(e.Have, ", "))
}

// channelIndex finds channels by name (upper or lower case), or by kind.
func channelIndex(r *value.Recording, names []string) ([]int, error) {
	var out []int
	for _, name := range names {
		found := false
		for i, ch := range r.Channels {
			if strings.EqualFold(ch.Name, name) {
				out, found = append(out, i), true
				break
			}
		}
		if found {
			continue
		}
		for i, ch := range r.Channels {
			if ch.Kind == name {
				out, found = append(out, i), true
			}
		}
		if !found {
			e := &UnknownChannelError{Name: name, Path: r.Path}
			for _, ch := range r.Channels {
				e.Have = append(e.Have, ch.Name)
			}
			return nil, e
		}
	}
	return out, nil
}

func takeChannels(r *value.Recording, keep []int) (*value.Recording, error) {
	if len(keep) == 0 {
		return nil, errors.New("no channel is left")
	}
	out := *r
	out.Channels = make([]value.Channel, len(keep))
	out.X = make([][]float64, len(keep))
	for to, from := range keep {
		out.Channels[to] = r.Channels[from]
		out.X[to] = r.X[from]
	}
	return &out, nil
}

func cloneRows(x [][]float64) [][]float64 {
	out := make([][]float64, len(x))
	for i, row := range x {
		out[i] = slices.Clone(row)
	}
	return out
}

// kinds of channels that stand for all channels of that kind.
var kinds = []string{"eeg", "eog", "emg", "ecg", "misc", "stim"}

// counted is how many channels a list of names is, unless kinds are among them.
func counted(c Call) (int64, bool) {
	names := c.Names("channels")
	for _, n := range names {
		if slices.Contains(kinds, n) {
			return 0, false
		}
	}
	return int64(len(names)), len(names) > 0
}

func withChannels(t types.Type, size types.Size) types.Type {
	of, ok := types.Inner(t)
	if !ok {
		return t
	}
	axis, ok := of.Axis("channel")
	if !ok {
		return t
	}
	axis.Size = size
	return types.Rewrap(t, of.With(axis))
}

func pickedSize(c Call, _, out types.Type) (types.Type, diag.Problem) {
	if n, ok := counted(c); ok {
		return withChannels(out, types.Known(n)), nil
	}
	return withChannels(out, types.OpenSize()), nil
}

func droppedSize(c Call, in, out types.Type) (types.Type, diag.Problem) {
	of, _ := types.Inner(in)
	axis, _ := of.Axis("channel")
	if n, ok := counted(c); ok {
		return withChannels(out, axis.Size.Plus(types.Known(-n))), nil
	}
	return withChannels(out, types.OpenSize()), nil
}
