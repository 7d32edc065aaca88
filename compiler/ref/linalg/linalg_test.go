package linalg

import (
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// sample is a well-conditioned symmetric positive definite matrix.
func sample(n int, seed uint64) *mat.SymDense {
	x := mat.NewDense(n, 3*n, nil)
	for i := range n {
		row := x.RawRowView(i)
		for k := range row {
			seed = seed*6364136223846793005 + 1442695040888963407
			row[k] = float64(seed>>11)/(1<<53) - 0.5
		}
	}
	return Gram(1, x)
}

func close(t *testing.T, what string, got, want mat.Matrix, tol float64) {
	t.Helper()
	if !mat.EqualApprox(got, want, tol) {
		t.Errorf("%s:\ngot\n%v\nwant\n%v", what, mat.Formatted(got), mat.Formatted(want))
	}
}

func TestFunctionsInvertEachOther(t *testing.T) {
	for _, n := range []int{1, 2, 7, 40} {
		a := sample(n, uint64(n))
		root, inv, err := SqrtInvSqrt(a)
		if err != nil {
			t.Fatal(err)
		}
		close(t, "sqrt²", Sandwich(root, Identity(n)), a, 1e-11)
		close(t, "invsqrt a invsqrt", Sandwich(inv, a), Identity(n), 1e-11)
		log, err := Log(a)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Exp(log)
		if err != nil {
			t.Fatal(err)
		}
		close(t, "exp log", back, a, 1e-11)
		third, err := Pow(a, 1.0/3)
		if err != nil {
			t.Fatal(err)
		}
		cube, err := Pow(third, 3)
		if err != nil {
			t.Fatal(err)
		}
		close(t, "cube of the cube root", cube, a, 1e-11)
	}
}

func TestGeneralisedEigenproblem(t *testing.T) {
	a, b := sample(6, 1), sample(6, 2)
	values, v, err := GenEigh(a, b)
	if err != nil {
		t.Fatal(err)
	}
	close(t, "v^T b v", Sandwich(v.T(), b), Identity(6), 1e-11)
	diagonal := mat.NewSymDense(6, nil)
	for i, x := range values {
		diagonal.SetSym(i, i, x)
		if i > 0 && x < values[i-1] {
			t.Errorf("eigenvalues do not ascend: %v", values)
		}
	}
	close(t, "v^T a v", Sandwich(v.T(), a), diagonal, 1e-11)
	alone, err := GenEighValues(a, b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range alone {
		if math.Abs(alone[i]-values[i]) > 1e-11 {
			t.Errorf("value %d: %g alone, %g with vectors", i, alone[i], values[i])
		}
	}
}

func TestEigenvectorSigns(t *testing.T) {
	e, err := Eigh(sample(8, 3))
	if err != nil {
		t.Fatal(err)
	}
	for j := range 8 {
		col := mat.Col(nil, j, e.Vectors)
		at := 0
		for i, v := range col {
			if math.Abs(v) > math.Abs(col[at]) {
				at = i
			}
		}
		if col[at] < 0 {
			t.Errorf("column %d: the largest entry is negative", j)
		}
	}
}

// referenced is the covariance of channels after an average reference: its rank
// is one less than its size.
func referenced(n int) *mat.SymDense {
	h := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			h.Set(i, j, -1/float64(n))
		}
		h.Set(i, i, 1-1/float64(n))
	}
	return Sandwich(h, sample(n, 4))
}

func TestLostRankIsNamed(t *testing.T) {
	full, flat := sample(5, 5), referenced(5)
	indefinite := Sub(full, func() *mat.SymDense { s := Identity(5); s.ScaleSym(100, s); return s }())
	operations := map[string]func(*mat.SymDense) error{
		"invsqrt":  func(a *mat.SymDense) error { _, err := InvSqrt(a); return err },
		"log":      func(a *mat.SymDense) error { _, err := Log(a); return err },
		"pow":      func(a *mat.SymDense) error { _, err := Pow(a, 0.5); return err },
		"inverse":  func(a *mat.SymDense) error { _, err := Inverse(a); return err },
		"logdet":   func(a *mat.SymDense) error { _, err := LogDet(a); return err },
		"cholesky": func(a *mat.SymDense) error { _, err := Lower("a factor", a); return err },
		"geneig":   func(a *mat.SymDense) error { _, _, err := GenEigh(full, a); return err },
		"joint":    func(a *mat.SymDense) error { _, err := JointPham([]*mat.SymDense{full, a}, JointOptions{}); return err },
	}
	for name, f := range operations {
		if err := f(full); err != nil {
			t.Errorf("%s of a full matrix: %v", name, err)
		}
		var lost *NotSPD
		if err := f(flat); !errors.As(err, &lost) {
			t.Errorf("%s of a matrix without full rank: %v", name, err)
		} else if lost.Rank != 4 || lost.Size != 5 || !strings.Contains(lost.Error(), "rank 4 of 5") {
			t.Errorf("%s: rank %d of %d: %v", name, lost.Rank, lost.Size, lost)
		}
		if err := f(indefinite); !errors.As(err, &lost) || !strings.Contains(lost.Error(), "smallest eigenvalue is -") {
			t.Errorf("%s of an indefinite matrix: %v", name, err)
		}
	}
	if rank, err := Rank(flat); rank != 4 || err != nil {
		t.Errorf("rank %d, %v", rank, err)
	}
	if _, err := Sqrt(flat); err != nil {
		t.Errorf("the square root exists without full rank: %v", err)
	}
	if _, err := Sqrt(indefinite); err == nil {
		t.Error("the square root of an indefinite matrix was given")
	}
}

func TestNaNIsNamed(t *testing.T) {
	a := sample(4, 6)
	a.SetSym(1, 2, math.NaN())
	var bad *NotFinite
	if _, err := Log(a); !errors.As(err, &bad) || bad.Row != 1 || bad.Col != 2 {
		t.Errorf("got %v", err)
	}
	if _, err := Inverse(a); !errors.As(err, &bad) {
		t.Errorf("got %v", err)
	}
}

func TestSizesMustAgree(t *testing.T) {
	if _, _, err := GenEigh(sample(3, 1), sample(4, 1)); err == nil {
		t.Error("matrices of different size were taken")
	}
	if _, err := JointPham(nil, JointOptions{}); err == nil {
		t.Error("no matrices were taken")
	}
}

func TestJointDiagonalisersAgreeOnExactSets(t *testing.T) {
	mixing := mat.DenseCopyOf(sample(4, 9))
	mixing.Set(0, 3, 2)
	var covs []*mat.SymDense
	for k := range 6 {
		d := Identity(4)
		for i := range 4 {
			d.SetSym(i, i, 1+float64((i*7+k*3)%5))
		}
		covs = append(covs, Sandwich(mixing, d))
	}
	for name, f := range map[string]func([]*mat.SymDense, JointOptions) (*mat.Dense, error){
		"pham": JointPham, "wedge": JointWedge,
	} {
		v, err := f(covs, JointOptions{Eps: 1e-14, Sweeps: 200})
		if err != nil {
			t.Fatal(err)
		}
		for k, c := range covs {
			m := Sandwich(v, c)
			for i := range 4 {
				for j := range i {
					if r := math.Abs(m.At(i, j)) / math.Sqrt(m.At(i, i)*m.At(j, j)); r > 1e-6 {
						t.Errorf("%s: matrix %d keeps %g at (%d,%d)", name, k, r, i, j)
					}
				}
			}
		}
	}
}

func TestPseudoInverse(t *testing.T) {
	a := mat.NewDense(2, 3, []float64{1, 2, 3, 2, 4, 6.5})
	p, err := PseudoInverse(a)
	if err != nil {
		t.Fatal(err)
	}
	var ap, apa mat.Dense
	ap.Mul(a, p)
	apa.Mul(&ap, a)
	close(t, "a p a", &apa, a, 1e-12)
}
