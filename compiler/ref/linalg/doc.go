// Package linalg holds the linear algebra of covariance matrices in float64:
// symmetric matrix functions, the generalised symmetric eigenproblem and
// approximate joint diagonalisation.
//
// Results are deterministic: eigenvalues ascend and every eigenvector has its
// entry of largest magnitude positive. Operations that need a positive definite
// matrix refuse one that has lost rank with a *NotSPD instead of returning
// noise amplified by a tiny eigenvalue.
package linalg
