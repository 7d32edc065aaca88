package linalg

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// JointOptions bound the sweeps of a joint diagonalisation. Zero values mean the
// defaults of the method.
type JointOptions struct {
	Eps    float64 // stop when a sweep improves the criterion by less
	Sweeps int     // at most this many sweeps
}

func (o JointOptions) or(eps float64, sweeps int) JointOptions {
	if o.Eps == 0 {
		o.Eps = eps
	}
	if o.Sweeps == 0 {
		o.Sweeps = sweeps
	}
	return o
}

// JointPham finds V, n×n, such that V C_k V^T is as diagonal as possible for
// all positive definite C_k: Pham 2001, "Joint approximate diagonalization of
// positive definite Hermitian matrices", sweeping over pairs of rows. A sweep
// that lowers the criterion by less than n(n-1) eps ends it (default 1e-6, 15
// sweeps). Rows are not scaled.
func JointPham(covs []*mat.SymDense, opts JointOptions) (*mat.Dense, error) {
	const op = "joint diagonalisation"
	o := opts.or(1e-6, 15)
	a, err := fullCopies(op, covs)
	if err != nil {
		return nil, err
	}
	for _, c := range covs {
		if _, err := Cholesky(op, c); err != nil {
			return nil, err
		}
	}
	n := covs[0].SymmetricDim()
	v := denseIdentity(n)
	for range o.Sweeps {
		decrease := 0.0
		for i := 1; i < n; i++ {
			for j := range i {
				h12, h21, d := phamPair(a, i, j)
				decrease += d
				rotatePair(v, a, i, j, -h12, -h21)
			}
		}
		if decrease < float64(n*(n-1))*o.Eps {
			break
		}
	}
	return v, nil
}

// phamPair gives the multiples of row j to take from row i, and of i from j,
// with the decrease of the criterion to first order.
func phamPair(a []*mat.Dense, i, j int) (h12, h21, decrease float64) {
	k := float64(len(a))
	var g12, g21, w12, w21 float64
	for _, m := range a {
		ci, cj, cij := m.At(i, i), m.At(j, j), m.At(i, j)
		g12 += cij / ci / k
		g21 += cij / cj / k
		w21 += ci / cj / k
		w12 += cj / ci / k
	}
	omega := math.Sqrt(w12 * w21)
	ratio := math.Sqrt(w21 / w12)
	sum := (ratio*g12 + g21) / (omega + 1)
	diff := (ratio*g12 - g21) / math.Max(omega-1, 1e-9)
	h12 = sum + diff
	h21 = (sum - diff) / ratio
	decrease = k * (g12*h12 + g21*h21) / 2
	den := 1 + math.Sqrt(math.Max(1-h12*h21, 0))
	return h12 / den, h21 / den, decrease
}

// rotatePair adds p times row j to row i and q times row i to row j, in v and
// on both sides of every matrix.
func rotatePair(v *mat.Dense, a []*mat.Dense, i, j int, p, q float64) {
	mixRows(v, i, j, 1, p, q, 1)
	for _, m := range a {
		mixRows(m, i, j, 1, p, q, 1)
		mixCols(m, i, j, 1, p, q, 1)
	}
}

func mixRows(m *mat.Dense, i, j int, ii, ij, ji, jj float64) {
	ri, rj := m.RawRowView(i), m.RawRowView(j)
	for k, x := range ri {
		y := rj[k]
		ri[k], rj[k] = ii*x+ij*y, ji*x+jj*y
	}
}

func mixCols(m *mat.Dense, i, j int, ii, ij, ji, jj float64) {
	r := m.RawMatrix()
	for k := range r.Rows {
		row := r.Data[k*r.Stride : k*r.Stride+r.Cols]
		x, y := row[i], row[j]
		row[i], row[j] = ii*x+ij*y, ji*x+jj*y
	}
}

// JointOrthogonal finds an orthogonal V, n×n, by Jacobi rotations of pairs of
// rows (Cardoso and Souloumiac 1996) until every angle of a sweep has a sine
// below eps (default 1e-8, 1000 sweeps).
func JointOrthogonal(covs []*mat.SymDense, opts JointOptions) (*mat.Dense, error) {
	const op = "orthogonal joint diagonalisation"
	o := opts.or(1e-8, 1000)
	a, err := fullCopies(op, covs)
	if err != nil {
		return nil, err
	}
	n := covs[0].SymmetricDim()
	v := denseIdentity(n)
	for range o.Sweeps {
		turned := false
		for i := range n {
			for j := i + 1; j < n; j++ {
				c, s := jacobiAngle(a, i, j)
				if math.Abs(s) <= o.Eps {
					continue
				}
				turned = true
				mixRows(v, i, j, c, s, -s, c)
				for _, m := range a {
					mixRows(m, i, j, c, s, -s, c)
					mixCols(m, i, j, c, s, -s, c)
				}
			}
		}
		if !turned {
			break
		}
	}
	return v, nil
}

// jacobiAngle is the rotation of rows i and j that leaves the least energy off
// the diagonals.
func jacobiAngle(a []*mat.Dense, i, j int) (c, s float64) {
	var on, off float64
	for _, m := range a {
		d, e := m.At(i, i)-m.At(j, j), 2*m.At(i, j)
		on += d*d - e*e
		off += 2 * d * e
	}
	theta := 0.5 * math.Atan2(off, on+math.Hypot(on, off))
	return math.Cos(theta), math.Sin(theta)
}

// JointWedge finds V, n×n, by unweighted least squares with the diagonals as the
// model (UWEDGE, Tichavský and Yeredor 2009), rows scaled so that the first
// matrix gets a unit diagonal (default eps 1e-7, 100 sweeps).
func JointWedge(covs []*mat.SymDense, opts JointOptions) (*mat.Dense, error) {
	const op = "joint diagonalisation"
	o := opts.or(1e-7, 100)
	if _, err := fullCopies(op, covs); err != nil {
		return nil, err
	}
	first, err := InvSqrtPCA(covs[0])
	if err != nil {
		return nil, err
	}
	v := first
	last := math.Inf(1)
	for range o.Sweeps {
		a := congruent(v, covs)
		crit := offDiagonal(a)
		if math.Abs(last-crit) <= o.Eps {
			break
		}
		last = crit
		var next mat.Dense
		if err := next.Solve(wedgeStep(a), v); err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
		scale := Sandwich(&next, covs[0])
		for i := range scale.SymmetricDim() {
			row := next.RawRowView(i)
			d := 1 / math.Sqrt(math.Abs(scale.At(i, i)))
			for k := range row {
				row[k] *= d
			}
		}
		v = &next
	}
	return v, nil
}

// InvSqrtPCA is diag(lambda)^-1/2 V^T, the whitening by principal components
// with eigenvalues descending.
func InvSqrtPCA(a *mat.SymDense) (*mat.Dense, error) {
	e, err := Eigh(a)
	if err != nil {
		return nil, err
	}
	if err := e.RequirePositive("whitening by principal components"); err != nil {
		return nil, err
	}
	n := len(e.Values)
	w := mat.NewDense(n, n, nil)
	for r := range n {
		k := n - 1 - r
		d := 1 / math.Sqrt(e.Values[k])
		for c := range n {
			w.Set(r, c, d*e.Vectors.At(c, k))
		}
	}
	return w, nil
}

// wedgeStep solves, for each pair of rows, the 2×2 normal equations of the
// mixing that explains the entries off the diagonals by the diagonals.
func wedgeStep(a []*mat.SymDense) *mat.Dense {
	n := a[0].SymmetricDim()
	step := denseIdentity(n)
	for i := range n {
		for j := range i {
			var bii, bjj, bij, cij, cji float64
			for _, m := range a {
				ri, rj, x := m.At(i, i), m.At(j, j), m.At(i, j)
				bii += ri * ri
				bjj += rj * rj
				bij += ri * rj
				cij += x * rj
				cji += x * ri
			}
			det := bii*bjj - bij*bij
			if det <= 1e-14*bii*bjj {
				continue // proportional diagonals cannot tell the pair apart
			}
			step.Set(i, j, (bii*cij-bij*cji)/det)
			step.Set(j, i, (bjj*cji-bij*cij)/det)
		}
	}
	return step
}

func congruent(v *mat.Dense, covs []*mat.SymDense) []*mat.SymDense {
	out := make([]*mat.SymDense, len(covs))
	for k, c := range covs {
		out[k] = Sandwich(v, c)
	}
	return out
}

func offDiagonal(a []*mat.SymDense) float64 {
	sum := 0.0
	for _, m := range a {
		n := m.SymmetricDim()
		for i := range n {
			for j := i + 1; j < n; j++ {
				sum += 2 * m.At(i, j) * m.At(i, j)
			}
		}
	}
	return sum
}

func fullCopies(op string, covs []*mat.SymDense) ([]*mat.Dense, error) {
	if len(covs) == 0 {
		return nil, errors.New(op + ": no matrices")
	}
	out := make([]*mat.Dense, len(covs))
	for k, c := range covs {
		if err := sameSize(op, covs[0], c); err != nil {
			return nil, err
		}
		if err := checkFinite(op, c); err != nil {
			return nil, err
		}
		out[k] = mat.DenseCopyOf(c)
	}
	return out, nil
}

func denseIdentity(n int) *mat.Dense {
	m := mat.NewDense(n, n, nil)
	for i := range n {
		m.Set(i, i, 1)
	}
	return m
}
