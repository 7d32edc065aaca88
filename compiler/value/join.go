package value

import (
	"fmt"
	"slices"
)

// Join puts the trials of several recordings one after the other, in order.
// They must have the same classes, axes, sizes and rate.
func Join(parts []*Trials) (*Trials, error) {
	if len(parts) == 0 {
		return nil, fmt.Errorf("there is no recording")
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	first := parts[0]
	out := &Trials{Classes: first.Classes, Channels: first.Channels}
	total := 0
	for _, p := range parts {
		total += p.Len()
	}
	shape := slices.Clone(first.X.Shape)
	shape[0] = total
	out.X = NewTensor(first.X.Axes, shape)
	out.X.Rate, out.X.Start = first.X.Rate, first.X.Start
	at := 0
	for i, p := range parts {
		switch {
		case !slices.Equal(p.Classes, first.Classes):
			return nil, fmt.Errorf("recording %d has the classes %v, the first has %v", i+1, p.Classes, first.Classes)
		case !slices.Equal(p.X.Shape[1:], first.X.Shape[1:]) || p.X.Rate != first.X.Rate:
			return nil, fmt.Errorf("trials of recording %d have %d channels and %d samples at %g Hz, those of the first %d channels and %d samples at %g Hz",
				i+1, p.X.Shape[1], p.X.Shape[2], p.X.Rate, first.X.Shape[1], first.X.Shape[2], first.X.Rate)
		case !slices.Equal(p.Channels, first.Channels):
			return nil, fmt.Errorf("recording %d has other channels, or in another order, than the first", i+1)
		}
		at += copy(out.X.Data[at:], p.X.Data)
		out.Labels = append(out.Labels, p.Labels...)
		out.Origin = append(out.Origin, p.Origin...)
		out.Dropped += p.Dropped
	}
	return out, nil
}
