package data

import (
	"slices"
	"time"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// An Outline is what the header of a recording tells, whatever its format.
type Outline struct {
	Path       string
	Format     string // edf, edf+, bdf, bdf+, gdf, fif, mat, npz, csv, brainvision, eeglab
	Continuous bool
	Start      time.Time       // the zero time when not stated
	Channels   []value.Channel // all of them, in file order
	Rate       float64         // Hz, the highest
	Samples    int             // of each channel; 0 where only reading them all would tell
	Plain      bool            // arrays or columns of numbers, which state no unit
}

// Chosen is what Read would give for these options: the channels and the
// highest of their rates (Hz).
func (o *Outline) Chosen(opt Options) (channels []value.Channel, rate float64, err error) {
	channels, _, _, err = choose(o.Path, o.Channels, opt)
	for _, c := range channels {
		rate = max(rate, c.Rate)
	}
	return channels, rate, err
}

// choose picks and names channels; from are their places among all.
func choose(path string, all []value.Channel, opt Options) (channels []value.Channel, from []int, problems []diag.Problem, err error) {
	all = slices.Clone(all)
	for i := range all {
		if to, ok := opt.Rename[all[i].Name]; ok {
			all[i].Name = to
		}
		if kind, ok := opt.KindOf[all[i].Name]; ok {
			all[i].Kind = kind
		}
	}
	keep := func(i int) { channels, from = append(channels, all[i]), append(from, i) }
	if opt.Channels == nil {
		for i, c := range all {
			if opt.Kinds == nil || slices.Contains(opt.Kinds, c.Kind) {
				keep(i)
			}
		}
		return channels, from, nil, nil
	}
	for _, want := range opt.Channels {
		i := slices.IndexFunc(all, func(c value.Channel) bool { return c.Name == want })
		if i < 0 {
			ps, err := fatal(nil, diag.NoSuchChannel{Path: path, Name: want, Near: nearest(want, channelNames(all)), Have: channelNames(all)})
			return nil, nil, ps, err
		}
		keep(i)
	}
	return channels, from, nil, nil
}

// nameChannels gives channels without a name, or with one that another has, a
// name of their own, and each without a kind the one that its name suggests.
func nameChannels(channels []value.Channel) {
	for i, name := range uniqueNames(channelNames(channels)) {
		if channels[i].Kind == "" {
			channels[i].Kind = kindOf(channels[i].Name, channels[i].Unit)
		}
		channels[i].Name = name
	}
}
