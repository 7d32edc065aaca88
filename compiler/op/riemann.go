package op

import (
	"gonum.org/v1/gonum/mat"

	"github.com/eegp-lang/eegp/compiler/ref/riemann"
	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/types"
)

var riemannRows = []Row{
	{
		Sig: `covariances(estimator in [scm, cov, corr, lwf, oas, sch] = scm) : [..r, C, time] u -> [..r, C, C'] u^2`,
		Doc: "The spatial covariance of each trial.",
		Notes: `scm divides by the samples n and cov by n-1, both without the mean; corr is the
correlation; lwf (Ledoit and Wolf 2004), oas (Chen et al. 2010) and sch (Schäfer
and Strimmer 2005) shrink towards a multiple of the identity or the diagonal, and
so have full rank even when channels depend on each other.`,
		Try:  `covariances(oas) |> min_distance(riemann)`,
		Does: Trials(covariances),
	},
	{
		Sig: `min_distance(metric in [riemann, logeuclid, euclid, logdet, logchol, wasserstein, kullback_sym] = riemann) : [C, C'] u ~> Scores`,
		Doc: "Minimum distance to mean: the class whose mean covariance is nearest.",
		Notes: "The score of a class is minus the squared distance, whose softmax is the probability. " +
			"Barachant et al. 2012. Ties go to the earlier class.",
		Try: `covariances(oas) |> min_distance(riemann)`, Labels: true, Does: Learner(fitMDM),
	},
	{
		Sig: `tangent_space(metric in [riemann, logeuclid, euclid] = riemann) : [..r, C, C'] u ~> [..r, feature]`,
		Doc: "Maps covariances to vectors in the tangent space at the mean of the training trials.",
		Notes: "The upper triangle row by row, off-diagonals times the root of 2, n(n+1)/2 features. The Riemannian " +
			"vector is whitened at the reference; logeuclid is the differential form of pyRiemann 0.8 and later. " +
			"Barachant et al. 2013.",
		Try:  `covariances(oas) |> tangent_space(riemann) |> logistic`,
		Does: Learner(fitTangent), Result: tangentFeatures,
	},
	{
		Sig: `recenter(metric in [riemann, logeuclid, euclid] = riemann) : [..r, C, C'] u ~> [..r, C, C']`,
		Doc: "Moves covariances so that the mean of the training trials becomes the identity.",
		Notes: `C becomes M^(-1/2) C M^(-1/2) with the mean M. Under adapt, every session is
recentred at the mean of its own trials, without labels, and results say
transductive. Zanini et al. 2018.`,
		Try:  `covariances(oas) |> adapt recenter(riemann) |> tangent_space(riemann) |> logistic`,
		Does: Learner(fitRecenter),
	},
}

func covariances(c Call, t *value.Trials) (*value.Trials, error) {
	axis, n := t.X.Axes[1], t.X.Shape[1]
	x := value.NewTensor([]string{"trial", axis, axis + "'"}, []int{t.Len(), n, n})
	for i, m := range matrices(t) {
		s, err := riemann.Covariance(c.Choice("estimator"), m)
		if err != nil {
			return nil, err
		}
		putSym(x.Data[i*n*n:(i+1)*n*n], s)
	}
	return t.With(x), nil
}

func putSym(to []float64, s *mat.SymDense) {
	n := s.SymmetricDim()
	for i := range n {
		for j := range n {
			to[i*n+j] = s.At(i, j)
		}
	}
}

// spd views the covariances of trials.
func spd(t *value.Trials) []*mat.SymDense {
	n := t.X.Shape[1]
	out := make([]*mat.SymDense, t.Len())
	for i := range out {
		out[i] = mat.NewSymDense(n, t.Item(i))
	}
	return out
}

type mdm struct{ *riemann.MDM }

func (m mdm) Apply(t *value.Trials) (*value.Trials, error) {
	scores := make([][]float64, t.Len())
	for i, c := range spd(t) {
		s, err := m.Scores(c)
		if err != nil {
			return nil, err
		}
		scores[i] = s
	}
	return withScores(t, scores), nil
}

func fitMDM(c Call, t *value.Trials, _ Host) (Model, error) {
	metric := c.Choice("metric")
	fitted, err := riemann.FitMDM(metric, metric, spd(t), t.Labels, len(t.Classes), nil)
	if err != nil {
		return nil, err
	}
	return mdm{fitted}, nil
}

type tangent struct{ *riemann.TangentSpace }

func (m tangent) Apply(t *value.Trials) (*value.Trials, error) {
	rows, err := m.TransformAll(spd(t))
	if err != nil {
		return nil, err
	}
	return withFeatures(t, rows), nil
}

func fitTangent(c Call, t *value.Trials, _ Host) (Model, error) {
	fitted, err := riemann.FitTangentSpace(c.Choice("metric"), spd(t), nil)
	if err != nil {
		return nil, err
	}
	return tangent{fitted}, nil
}

func tangentFeatures(_ Call, in, out types.Type) (types.Type, diag.Problem) {
	of, ok := types.Inner(in)
	if !ok {
		return out, nil
	}
	for _, a := range of.Axes {
		if n, known := a.Size.Int(); known {
			to, _ := types.Inner(out)
			return types.Rewrap(out, to.With(types.Axis{Name: "feature", Size: types.Known(n * (n + 1) / 2)})), nil
		}
	}
	return out, nil
}

type recentred struct{ *riemann.Whitener }

func (m recentred) Apply(t *value.Trials) (*value.Trials, error) {
	n := t.X.Shape[1]
	x := value.NewTensor(t.X.Axes, t.X.Shape)
	for i, c := range spd(t) {
		moved, err := m.Whitener.Apply(c)
		if err != nil {
			return nil, err
		}
		putSym(x.Data[i*n*n:(i+1)*n*n], moved)
	}
	return t.With(x), nil
}

func fitRecenter(c Call, t *value.Trials, _ Host) (Model, error) {
	fitted, err := riemann.FitRecenter(c.Choice("metric"), spd(t), nil)
	if err != nil {
		return nil, err
	}
	return recentred{fitted}, nil
}

// withScores gives trials one score a class.
func withScores(t *value.Trials, rows [][]float64) *value.Trials {
	return t.With(stack("class", rows))
}

// withFeatures gives trials one vector each.
func withFeatures(t *value.Trials, rows [][]float64) *value.Trials {
	return t.With(stack("feature", rows))
}

func stack(axis string, rows [][]float64) *value.Tensor {
	n := 0
	if len(rows) > 0 {
		n = len(rows[0])
	}
	x := value.NewTensor([]string{"trial", axis}, []int{len(rows), n})
	for i, row := range rows {
		copy(x.Data[i*n:], row)
	}
	return x
}
