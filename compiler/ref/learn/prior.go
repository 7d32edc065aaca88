package learn

import "gonum.org/v1/gonum/mat"

// Prior predicts from class frequencies alone: the floor any method must beat.
type Prior struct {
	Frequencies []float64
}

// FitPrior counts classes; features are not looked at.
func FitPrior(y []int, classes int) (*Prior, error) {
	blank := mat.NewDense(max(1, len(y)), 1, nil)
	if err := checkTraining("prior", blank, y, classes); err != nil {
		return nil, err
	}
	return &Prior{frequencies(y, classes)}, nil
}

// Probabilities repeats the frequencies, trials x K.
func (p *Prior) Probabilities(trials int) *mat.Dense {
	out := mat.NewDense(trials, len(p.Frequencies), nil)
	for i := range trials {
		out.SetRow(i, p.Frequencies)
	}
	return out
}

// Predict is the most frequent class, ties going to the lower class.
func (p *Prior) Predict(trials int) []int { return classesOf(p.Probabilities(trials)) }
