package diag

// A Code is one entry of the list of everything eegp can complain about. Its
// long story lies in codes/CODE.txtar.
type Code struct {
	Code  string
	Title string
}

// Codes lists every code, family by family. A family is one or more files with
// its typed problems, and one slice.
func Codes() []Code {
	var all []Code
	for _, family := range [][]Code{
		syntaxCodes,
		nameCodes,
		unitCodes,
		shapeCodes,
		layerCodes,
		learningCodes,
		timeCodes,
		lockCodes,
		recordingCodes,
		runningCodes,
		trainingCodes,
	} {
		all = append(all, family...)
	}
	return all
}
