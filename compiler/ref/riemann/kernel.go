package riemann

import (
	"fmt"
	"math"

	"github.com/eegp-lang/eegp/compiler/ref/linalg"
	"gonum.org/v1/gonum/mat"
)

// kernelValue is a kernel of two vectors from their product and squared lengths.
func kernelValue(kernel string, dot, aa, bb, gamma float64, degree int) (float64, error) {
	switch kernel {
	case "linear":
		return dot, nil
	case "cosine":
		return dot / math.Sqrt(aa*bb), nil
	case "rbf":
		return math.Exp(-gamma * math.Max(aa+bb-2*dot, 0)), nil
	case "polynomial":
		return math.Pow(gamma*dot+1, float64(degree)), nil
	}
	return 0, fmt.Errorf("no kernel is called %q; there are linear, cosine, rbf and polynomial", kernel)
}

// A Kernel maps covariances to matrices whose products are the kernel
// (Barachant et al. 2013): euclid c - ref, logeuclid log c - log ref, riemann
// log(ref^-1/2 c ref^-1/2).
type Kernel struct {
	Metric string
	ref    *mat.SymDense // subtracted, or ref^-1/2 for riemann
}

// NewKernel sets the reference. Without one (nil) euclid and logeuclid subtract
// nothing and riemann takes the Riemannian mean of covs.
func NewKernel(metric string, covs []*mat.SymDense, ref *mat.SymDense) (*Kernel, error) {
	k := &Kernel{Metric: metric, ref: ref}
	var err error
	switch metric {
	case "euclid":
	case "logeuclid":
		if ref != nil {
			k.ref, err = linalg.Log(ref)
		}
	case "riemann":
		if ref == nil {
			if ref, err = Mean("riemann", covs, nil); err != nil {
				return nil, err
			}
		}
		k.ref, err = linalg.InvSqrt(ref)
	default:
		return nil, fmt.Errorf("no covariance kernel is called %q; there are riemann, logeuclid and euclid", metric)
	}
	return k, err
}

func (k *Kernel) feature(c *mat.SymDense) (*mat.SymDense, error) {
	var err error
	switch k.Metric {
	case "riemann":
		return linalg.Log(linalg.Sandwich(k.ref, c))
	case "logeuclid":
		if c, err = linalg.Log(c); err != nil {
			return nil, err
		}
	}
	if k.ref == nil {
		return c, nil
	}
	return linalg.Sub(c, k.ref), nil
}

// Matrix is the kernel between every x and every y, row x; reg is added to the
// diagonal when ys is nil, which means xs themselves.
func (k *Kernel) Matrix(xs, ys []*mat.SymDense, reg float64) (*mat.Dense, error) {
	fx, err := k.features(xs)
	if err != nil {
		return nil, err
	}
	fy := fx
	if ys != nil {
		if fy, err = k.features(ys); err != nil {
			return nil, err
		}
	}
	out := mat.NewDense(len(fx), len(fy), nil)
	for i, a := range fx {
		for j, b := range fy {
			v := linalg.FrobeniusDot(a, b)
			if ys == nil && i == j {
				v += reg
			}
			out.Set(i, j, v)
		}
	}
	return out, nil
}

func (k *Kernel) features(covs []*mat.SymDense) ([]*mat.SymDense, error) {
	out := make([]*mat.SymDense, len(covs))
	for i, c := range covs {
		f, err := k.feature(c)
		if err != nil {
			return nil, fmt.Errorf("matrix %d: %w", i, err)
		}
		out[i] = f
	}
	return out, nil
}
