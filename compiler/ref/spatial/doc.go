// Package spatial holds the float64 meaning of fitted spatial filters: common
// spatial patterns in the conventions of MNE-Python and pyRiemann, SPoC, xDAWN
// and filter-bank selection.
//
// A trial is a *mat.Dense, channel × time. Filters and patterns are stored one
// per row, filter × channel; the sign of a row carries no meaning and is fixed
// so that the filter's entry of largest magnitude is positive.
package spatial
