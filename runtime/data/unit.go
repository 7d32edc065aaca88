package data

import "strings"

// microvolts is what one of a unit is in µV, and false for a unit that is no
// voltage. Micro is written u, µ (U+00B5), μ (U+03BC) or, by some Japanese
// amplifiers, as the Shift-JIS bytes of μ read as latin-1.
func microvolts(unit string) (float64, bool) {
	switch strings.TrimSpace(unit) {
	case "uV", "µV", "μV", "UV", "\u0083\u00caV", "\ufffd\u00caV", "microV", "micro-V", "µVolt", "uVolt":
		return 1, true
	case "mV", "MV", "milliV", "mVolt":
		return 1e3, true
	case "V", "v", "Volt", "volt":
		return 1e6, true
	case "nV", "NV", "nVolt":
		return 1e-3, true
	}
	return 1, false
}
