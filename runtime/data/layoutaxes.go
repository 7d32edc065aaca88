package data

import (
	"slices"

	"github.com/eegp-lang/eegp/lang/diag"
)

// arrangeArray finds the axes of a signal in one array: trials are the axis as
// long as the labels, channels the one as long as the names. Without names the
// shorter of two axes is that of the channels.
func (l *laid) arrangeArray(name string) ([]string, diag.Problem) {
	dims, p := l.shape(name)
	if p != nil {
		return nil, p
	}
	n, ok := product(dims)
	if !ok {
		l.dims, l.time = dims, 0 // a column whose length only reading tells
		if l.opt.Labels != "" {
			return nil, l.misfit("`labels:` needs a signal with an axis of trials, and `%s` is a column", name)
		}
		return l.nameList(1, []string{name})
	}
	if n == 0 {
		return nil, l.misfit("`%s` has the shape %s, which holds no samples", name, shapeText(dims))
	}
	l.dims = dims
	open := longAxes(dims)
	if l.opt.Labels != "" {
		if open, p = l.takeTrials(open); p != nil {
			return nil, p
		}
	}
	switch len(open) {
	case 0:
		return nil, l.misfit("`%s` has the shape %s, which holds no samples", name, shapeText(dims))
	case 1:
		l.time, l.samples = open[0], dims[open[0]]
		return l.nameList(1, []string{name})
	case 2:
		return l.takeChannels(open)
	}
	why := "`%s` has the shape %s: that is more than channels and time"
	if l.opt.Labels == "" {
		why += "; name the labels of its trials with `labels:`"
	}
	return nil, l.misfit(why, name, shapeText(dims))
}

// longAxes are the axes longer than 1.
func longAxes(dims []int) []int {
	var open []int
	for i, d := range dims {
		if d > 1 {
			open = append(open, i)
		}
	}
	return open
}

// takeTrials finds the axis of trials and gives the rest.
func (l *laid) takeTrials(open []int) ([]int, diag.Problem) {
	dims, p := l.shape(l.opt.Labels)
	if p != nil {
		return nil, p
	}
	count, _ := longest(dims)
	if !l.lastIs {
		slices.Reverse(open)
	}
	for _, axis := range open { // the last that fits stays
		if l.dims[axis] == count {
			l.trial, l.trials = axis, count
		}
	}
	slices.Sort(open)
	if l.trial < 0 {
		return nil, l.misfit("`%s` holds %d labels, and no axis of the signal (%s) is as long", l.opt.Labels, count, shapeText(l.dims))
	}
	return slices.DeleteFunc(open, func(a int) bool { return a == l.trial }), nil
}

// takeChannels tells channels from time among two axes.
func (l *laid) takeChannels(open []int) ([]string, diag.Problem) {
	a, b := open[0], open[1]
	names := l.opt.Names
	if len(names) == 1 {
		found, p := loadFrom(l.path, l.file, names[0])
		if p != nil {
			return nil, p
		}
		names = found.texts
	}
	n := len(names)
	switch {
	case n > 0 && l.dims[a] == n && l.dims[b] != n:
		l.channel, l.time = a, b
	case n > 0 && l.dims[b] == n && l.dims[a] != n:
		l.channel, l.time = b, a
	case n > 0 && l.dims[a] != n:
		return nil, l.misfit("`names:` lists %d channels, and the signal has the shape %s", n, shapeText(l.dims))
	case l.dims[a] == l.dims[b]:
		return nil, l.misfit("the signal has the shape %s, and nothing tells channels from samples", shapeText(l.dims))
	case l.dims[a] < l.dims[b]:
		l.channel, l.time = a, b
	default:
		l.channel, l.time = b, a
	}
	if l.dims[l.channel] > maxSignals {
		return nil, l.misfit("the signal has the shape %s, which would be %d channels", shapeText(l.dims), l.dims[l.channel])
	}
	l.samples = l.dims[l.time]
	if names == nil {
		names = make([]string, l.dims[l.channel])
	}
	return names, nil
}

// row is one channel, trial after trial.
func (l *laid) row(i int) ([]float64, diag.Problem) {
	if l.dims == nil {
		return l.vectorRow(l.opt.Signal[i])
	}
	if l.signal == nil {
		a, p := loadFrom(l.path, l.file, l.opt.Signal[0])
		if p != nil {
			return nil, p
		}
		l.signal = a
	}
	s := l.signal
	if n, ok := product(s.Dims); !ok || n != len(s.values) {
		return nil, l.misfit("`%s` holds no numbers", s.Name)
	}
	step, start := s.strides[l.time], 0
	if l.channel >= 0 {
		start = i * s.strides[l.channel]
	}
	samples := s.Dims[l.time]
	out := make([]float64, 0, samples*l.trials)
	for trial := range l.trials {
		at := start
		if l.trial >= 0 {
			at += trial * s.strides[l.trial]
		}
		for k := range samples {
			out = append(out, s.values[at+k*step])
		}
	}
	return out, nil
}

func (l *laid) vectorRow(name string) ([]float64, diag.Problem) {
	a, p := loadFrom(l.path, l.file, name)
	if p != nil {
		return nil, p
	}
	values, ok := a.vector()
	if !ok || len(values) == 0 || l.samples != 0 && len(values) != l.samples {
		return nil, l.misfit("`%s` has the shape %s, which is no row of samples", name, shapeText(a.Dims))
	}
	return slices.Clone(values), nil
}
