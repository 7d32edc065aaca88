package learn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// QDA is quadratic discriminant analysis: one Gaussian per class.
type QDA struct {
	means  *mat.Dense
	axes   []*mat.Dense // per class: feature x component
	spread [][]float64  // per class: variance along each axis
	prior  []float64
}

// FitQDA estimates each class's covariance with divisor n_c-1 and pulls its
// eigenvalues towards one: (1-shrink) v + shrink. Priors are class frequencies.
// Errors: *AbsentClassError, *NonFiniteError, *TooFewError, and *SingularError
// when a class's features are collinear and nothing is shrunk.
func FitQDA(x *mat.Dense, y []int, classes int, shrink float64) (*QDA, error) {
	if err := checkTraining("qda", x, y, classes); err != nil {
		return nil, err
	}
	if !(shrink >= 0 && shrink <= 1) {
		return nil, fmt.Errorf("qda: shrinkage %v is not between 0 and 1", shrink)
	}
	_, p := x.Dims()
	q := &QDA{means: mat.NewDense(classes, p, nil), prior: frequencies(y, classes)}
	for c := range classes {
		rows := classRows(x, y, c)
		n, _ := rows.Dims()
		if n < 2 {
			return nil, &TooFewError{Learner: fmt.Sprintf("qda of class %d", c), Have: n, Need: 2}
		}
		mean := columnMeans(rows)
		q.means.SetRow(c, mean)
		var svd mat.SVD
		if !svd.Factorize(centred(rows, mean), mat.SVDFullV) {
			return nil, fmt.Errorf("qda: singular value decomposition did not converge")
		}
		var v mat.Dense
		svd.VTo(&v)
		spread := make([]float64, p)
		for j, s := range svd.Values(nil) {
			spread[j] = s * s / float64(n-1)
		}
		if last := spread[p-1]; shrink == 0 && last <= spread[0]*1e-15 {
			return nil, &SingularError{Learner: fmt.Sprintf("qda of class %d", c), Advice: "shrink it, or use fewer features"}
		}
		for j := range spread {
			spread[j] = (1-shrink)*spread[j] + shrink
		}
		q.axes, q.spread = append(q.axes, &v), append(q.spread, spread)
	}
	return q, nil
}

// scores are the log densities of the classes plus log priors, up to one
// constant; trials x K.
func (q *QDA) scores(x *mat.Dense) *mat.Dense {
	n, _ := x.Dims()
	out := mat.NewDense(n, len(q.prior), nil)
	for c, prior := range q.prior {
		var along mat.Dense
		along.Mul(centred(x, q.means.RawRowView(c)), q.axes[c])
		for i := range n {
			sum := 0.0
			for j, v := range along.RawRowView(i) {
				sum += v*v/q.spread[c][j] + math.Log(q.spread[c][j])
			}
			out.Set(i, c, -sum/2+math.Log(prior))
		}
	}
	return out
}

// Decision is trials x 1 for two classes (class 1 minus class 0), else trials x K.
func (q *QDA) Decision(x *mat.Dense) *mat.Dense { return differenceOfTwo(q.scores(x)) }

// Probabilities of the classes, trials x K.
func (q *QDA) Probabilities(x *mat.Dense) *mat.Dense { return probabilities(q.scores(x)) }

// Predict is the most probable class.
func (q *QDA) Predict(x *mat.Dense) []int { return classesOf(q.scores(x)) }

// differenceOfTwo turns two columns into one, class 1 minus class 0.
func differenceOfTwo(d *mat.Dense) *mat.Dense {
	n, k := d.Dims()
	if k != 2 {
		return d
	}
	out := mat.NewDense(n, 1, nil)
	for i := range n {
		out.Set(i, 0, d.At(i, 1)-d.At(i, 0))
	}
	return out
}

// NaiveBayesOptions of FitNaiveBayes; the zero value is class frequencies and a
// smoothing of 1e-9.
type NaiveBayesOptions struct {
	Smoothing float64   // share of the largest feature variance added to all; 0 means 1e-9
	Priors    []float64 // nil: class frequencies
	Weights   []float64 // one per trial, nil: ones
}

// NaiveBayes is a Gaussian with independent features per class.
type NaiveBayes struct {
	Means, Variances *mat.Dense // class x feature
	prior            []float64
}

// FitNaiveBayes estimates weighted means and variances (divisor: the weights'
// sum). Errors: *AbsentClassError, *NonFiniteError, *TooFewError, and
// *SingularError when no feature varies.
func FitNaiveBayes(x *mat.Dense, y []int, classes int, opts NaiveBayesOptions) (*NaiveBayes, error) {
	const learner = "naive bayes"
	if err := checkTraining(learner, x, y, classes); err != nil {
		return nil, err
	}
	if err := checkClassWeights(learner, opts.Weights, y, classes); err != nil {
		return nil, err
	}
	if opts.Smoothing == 0 {
		opts.Smoothing = 1e-9
	}
	_, p := x.Dims()
	b := &NaiveBayes{Means: mat.NewDense(classes, p, nil), Variances: mat.NewDense(classes, p, nil)}
	largest := 0.0
	for _, v := range columnVariances(x, columnMeans(x)) {
		largest = math.Max(largest, v)
	}
	if largest == 0 {
		return nil, &SingularError{Learner: learner, Advice: "no feature varies"}
	}
	w := trialWeights(opts.Weights, y, classes, false)
	mass := make([]float64, classes)
	total := 0.0
	for i, c := range y {
		mass[c] += w[i]
		total += w[i]
	}
	for c, m := range mass {
		mass[c] = m / total
	}
	b.moments(x, y, w, opts.Smoothing*largest)
	b.prior = mass
	if opts.Priors != nil {
		priors, err := ldaPriors(opts.Priors, y, classes)
		if err != nil {
			return nil, err
		}
		b.prior = priors
	}
	return b, nil
}

func (b *NaiveBayes) moments(x *mat.Dense, y []int, w []float64, floor float64) {
	classes, p := b.Means.Dims()
	mass := make([]float64, classes)
	for i, c := range y {
		mass[c] += w[i]
	}
	for i, c := range y {
		for j, v := range x.RawRowView(i) {
			b.Means.Set(c, j, b.Means.At(c, j)+w[i]*v/mass[c])
		}
	}
	for c := range classes {
		for j := range p {
			b.Variances.Set(c, j, floor)
		}
	}
	for i, c := range y {
		for j, v := range x.RawRowView(i) {
			d := v - b.Means.At(c, j)
			b.Variances.Set(c, j, b.Variances.At(c, j)+w[i]*d*d/mass[c])
		}
	}
}

func (b *NaiveBayes) scores(x *mat.Dense) *mat.Dense {
	n, _ := x.Dims()
	out := mat.NewDense(n, len(b.prior), nil)
	for i := range n {
		for c, prior := range b.prior {
			sum := 0.0
			for j, v := range x.RawRowView(i) {
				d, s := v-b.Means.At(c, j), b.Variances.At(c, j)
				sum += math.Log(2*math.Pi*s) + d*d/s
			}
			out.Set(i, c, math.Log(prior)-sum/2)
		}
	}
	return out
}

// LogProbabilities of the classes, trials x K.
func (b *NaiveBayes) LogProbabilities(x *mat.Dense) *mat.Dense {
	out := b.scores(x)
	n, k := out.Dims()
	for i := range n {
		row := out.RawRowView(i)
		total := softmaxRow(append([]float64(nil), row...))
		for c := range k {
			row[c] -= total
		}
	}
	return out
}

// Decision is trials x 1 for two classes (class 1 minus class 0), else trials x K.
func (b *NaiveBayes) Decision(x *mat.Dense) *mat.Dense { return differenceOfTwo(b.scores(x)) }

// Probabilities of the classes, trials x K.
func (b *NaiveBayes) Probabilities(x *mat.Dense) *mat.Dense { return probabilities(b.scores(x)) }

// Predict is the most probable class.
func (b *NaiveBayes) Predict(x *mat.Dense) []int { return classesOf(b.scores(x)) }
