package cpu

import "github.com/eegp-lang/eegp/runtime/device"

// BySpectra reports whether a program convolves by spectra.
func BySpectra(p device.Program) bool {
	switch p.(type) {
	case *spectralProgram, *tapsProgram:
		return true
	}
	return false
}
