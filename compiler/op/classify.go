package op

import (
	"gonum.org/v1/gonum/mat"

	"github.com/eegp-lang/eegp/compiler/ref/learn"
	"github.com/eegp-lang/eegp/compiler/value"
)

const classifierNotes = `All values of a trial are its features. The output has one score a class; for two
classes they are -d/2 and d/2 for the decision value d, which is positive for the
later class (classes are sorted by name). `

var classifiers = []Row{
	{
		Sig: `lda(shrinkage in [none, auto, fixed] = none, share: Real in 0..1 = 0.1, solver in [svd, lsqr, eigen] = svd) : [..r] u ~> Scores`,
		Doc: "Linear discriminant analysis.",
		Notes: classifierNotes + `Priors are the class frequencies. Without shrinkage the svd solver is used as
scikit-learn does; shrinkage auto (Ledoit-Wolf on standardised features) and fixed
(the given share) solve with the shrunk covariance. Fisher 1936.`,
		Try: `csp(4) |> log_variance |> lda`, Labels: true, Does: Learner(fitLDA),
	},
	{
		Sig: `logistic(c: Real in 1e-9..1e9 = 1) : [..r] u ~> Scores`,
		Doc: "Logistic regression with an L2 penalty, run to its optimum.",
		Notes: classifierNotes + `Minimises c times the log loss plus half the squared weights; the intercept is not
penalised. More than two classes are multinomial. Same optimum as scikit-learn's
lbfgs, which stops earlier.`,
		Try: `covariances(oas) |> tangent_space |> logistic(c: 0.1)`, Labels: true, Does: Learner(fitLogistic),
	},
	{
		Sig: `svm(kernel in [linear, rbf] = linear, c: Real in 1e-9..1e9 = 1, gamma: Real in 0..1e9 = 0) : [..r] u ~> Scores`,
		Doc: "Support vector machine with hinge loss.",
		Notes: classifierNotes + `The same solution as libsvm; more than two classes vote one against one. gamma 0
means 1 / (features × variance of the training features). Cortes and Vapnik 1995.`,
		Try: `covariances(oas) |> tangent_space |> svm(rbf)`, Labels: true, Does: Learner(fitSVM),
	},
	{
		Sig: `knn(k: Int in 1..1000 = 5) : [..r] u ~> Scores`,
		Doc: "The class most common among the k nearest training trials.",
		Notes: classifierNotes + `The score of a class is its share of the votes. Euclidean distance; equal distances
go to the earlier training trial, equal votes to the earlier class.`,
		Try: `csp(4) |> log_variance |> knn(5)`, Labels: true, Does: Learner(fitKNN),
	},
	{
		Sig: `tune(candidates: List Learner, inner: Split = kfold(5), score: Score = accuracy) : candidates ~> candidates`,
		Doc: "Chooses the candidate with the best mean score over an inner split of the training trials, and refits it on all of them.",
		Notes: "The inner split cuts the training side only, by the same provenance as the outer one. " +
			"Equal scores go to the earlier candidate.",
		Try:    `tune([for c in [0.1, 1] => covariances(oas) |> tangent_space |> logistic(c: c)], inner: kfold(3))`,
		Labels: true,
		Does:   Learner(fitTune),
	},
}

// linear is a fitted decision rule: trials x 1 for two classes, trials x K for more.
type decider interface {
	Decision(x *mat.Dense) *mat.Dense
}

type classifier struct{ decider }

func (m classifier) Apply(t *value.Trials) (*value.Trials, error) {
	if t.Len() == 0 {
		return withScores(t, nil), nil
	}
	d := m.Decision(features(t))
	_, k := d.Dims()
	rows := make([][]float64, t.Len())
	for i := range rows {
		rows[i] = append([]float64(nil), d.RawRowView(i)...)
		if k == 1 {
			v := rows[i][0]
			rows[i] = []float64{-v / 2, v / 2}
		}
	}
	return withScores(t, rows), nil
}

// features views trials as rows.
func features(t *value.Trials) *mat.Dense {
	return mat.NewDense(t.Len(), t.X.Stride(), t.X.Data)
}

func fitLDA(c Call, t *value.Trials, _ Host) (Model, error) {
	solvers := map[string]learn.LDASolver{"svd": learn.LDASVD, "lsqr": learn.LDALeastSquares, "eigen": learn.LDAEigen}
	opts := learn.LDAOptions{Solver: solvers[c.Choice("solver")]}
	if how := c.Choice("shrinkage"); how != "none" {
		opts.Shrink = learn.Shrinkage{Auto: how == "auto", Share: c.Float("share")}
		if opts.Solver == learn.LDASVD {
			opts.Solver = learn.LDALeastSquares // the svd form has no covariance to shrink
		}
	}
	m, err := learn.FitLDA(features(t), t.Labels, len(t.Classes), opts)
	if err != nil {
		return nil, err
	}
	return classifier{m}, nil
}

func fitLogistic(c Call, t *value.Trials, _ Host) (Model, error) {
	m, err := learn.FitLogistic(features(t), t.Labels, len(t.Classes), learn.LogisticOptions{C: c.Float("c")})
	if err != nil {
		return nil, err
	}
	return classifier{m}, nil
}

func fitSVM(c Call, t *value.Trials, _ Host) (Model, error) {
	kernel := learn.Kernel{Kind: learn.LinearKernel}
	if c.Choice("kernel") == "rbf" {
		kernel = learn.Kernel{Kind: learn.RBFKernel, Gamma: c.Float("gamma")}
	}
	m, err := learn.FitSVM(features(t), t.Labels, len(t.Classes), learn.SVMOptions{Kernel: kernel, C: c.Float("c")})
	if err != nil {
		return nil, err
	}
	return classifier{m}, nil
}

// votes are scored by their share, one column a class.
type votes struct{ *learn.KNN }

func (m votes) Apply(t *value.Trials) (*value.Trials, error) {
	if t.Len() == 0 {
		return withScores(t, nil), nil
	}
	p := m.Probabilities(features(t))
	rows := make([][]float64, t.Len())
	for i := range rows {
		rows[i] = p.RawRowView(i)
	}
	return withScores(t, rows), nil
}

func fitKNN(c Call, t *value.Trials, _ Host) (Model, error) {
	m, err := learn.FitKNN(features(t), t.Labels, len(t.Classes), learn.KNNOptions{Neighbours: c.Int("k")})
	if err != nil {
		return nil, err
	}
	return votes{m}, nil
}
