package riemann

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// checks names, for every kind of vector, the test that judges it. The key is
// the beginning of params.function.
var checks = []struct {
	function string
	check    func(*testing.T, *golden.Case)
}{
	{"pyriemann.utils.covariance.covariances", checkEstimators},
	{"pyriemann.utils.distance", checkDistances},
	{"pyriemann.utils.mean", checkMeans},
	{"mean_alm", checkSmallMeans},
	{"nanmean_riemann", checkNaNMean},
	{"pyriemann.utils.geodesic", checkGeodesics},
	{"tangent_space", checkTangent},
	{"logm expm", checkMatrixFunctions},
	{"MDM, FgMDM", checkClassifiers},
	{"normalize /", checkCovMisc},
	{"pyriemann ERPCovariances", checkERP},
	{"pyriemann TimeDelayCovariances", checkDelay},
	{"pyriemann cross_spectrum", checkCospectra},
	{"pyriemann.utils.kernel", checkKernels},
	{"pyriemann.estimation.Kernels", checkChannelKernels},
	{"definition (He & Wu 2020)", checkAlignment},
	{"pyriemann.preprocessing.Whitening", checkWhitening},
	{"pyriemann.utils.ajd", checkJoint},
	{"pyriemann.clustering.Potato", checkPotato},
	{"TLCenter", checkTransfer},
}

func TestGolden(t *testing.T) {
	golden.Load(t).Each(t, "riemann", func(t *testing.T, c *golden.Case) {
		function := c.Text("function")
		for _, k := range checks {
			if strings.HasPrefix(function, k.function) {
				k.check(t, c)
				return
			}
		}
		t.Skipf("no operator needs it, so it is not judged: %s", function)
	})
}

// checkAll judges every output that got names and logs the others.
func checkAll(t *testing.T, c *golden.Case, got func(name string) ([]float64, bool)) {
	t.Helper()
	for name := range c.Outputs {
		v, ok := got(name)
		if !ok {
			if c.Outputs[name].Compare != "info" {
				t.Logf("%s: output %s is not judged here", c.ID, name)
			}
			continue
		}
		c.Check(t, name, v)
	}
}

// symmetric reads a stack of matrices, ...×n×n.
func symmetric(a golden.Array) []*mat.SymDense {
	n := a.Shape[len(a.Shape)-1]
	var out []*mat.SymDense
	for at := 0; at < len(a.Data); at += n * n {
		out = append(out, mat.NewSymDense(n, a.Data[at:at+n*n]))
	}
	return out
}

// dense reads a stack of matrices, ...×rows×cols.
func dense(a golden.Array) []*mat.Dense {
	rows, cols := a.Shape[len(a.Shape)-2], a.Shape[len(a.Shape)-1]
	var out []*mat.Dense
	for at := 0; at < len(a.Data); at += rows * cols {
		out = append(out, mat.NewDense(rows, cols, a.Data[at:at+rows*cols]))
	}
	return out
}

func integers(a golden.Array) []int {
	out := make([]int, len(a.Data))
	for i, v := range a.Data {
		out[i] = int(v)
	}
	return out
}

// must fails the test on an error and passes the value on.
func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// mapAll applies f to every matrix and flattens the results.
func mapAll(t *testing.T, covs []*mat.SymDense, f func(*mat.SymDense) (*mat.SymDense, error)) []float64 {
	t.Helper()
	var out []float64
	for _, c := range covs {
		out = append(out, linalg.Rows(must[*mat.SymDense](t)(f(c)))...)
	}
	return out
}
