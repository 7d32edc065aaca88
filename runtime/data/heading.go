package data

import "github.com/eegp-lang/eegp/compiler/value"

// Chosen is what Recording would give for these options, from the header alone:
// the channels and the highest of their rates (Hz).
func (h *Header) Chosen(opt Options) (channels []value.Channel, rate float64, err error) {
	channels, _, _, err = h.choose(opt)
	for _, c := range channels {
		rate = max(rate, c.Rate)
	}
	return channels, rate, err
}
