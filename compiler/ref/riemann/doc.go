// Package riemann holds the float64 meaning of everything done with covariance
// matrices: estimators, distances, means, geodesics, tangent spaces, transport,
// kernels and the classifiers built on them.
//
// A trial is a *mat.Dense, channel × time. A covariance is a *mat.SymDense,
// channel × channel. Conventions follow pyRiemann 0.11, which the golden
// vectors were made with; each function names its paper.
package riemann
