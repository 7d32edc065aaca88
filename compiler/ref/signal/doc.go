// Package signal holds the float64 meaning of the time-series operators:
// filters, resampling, trends, epochs, references and scaling. It is the
// reference the compiled kernels are judged by, and is itself judged by golden
// vectors.
//
// A signal is channel × sample. Functions named after an operation on one
// channel take a []float64; those that treat channels together take a
// [][]float64 whose rows have one length. Frequencies are in Hz, times in
// seconds, positions in samples. Times become samples by rounding half to even.
//
// Nothing here keeps state between calls except the type Causal, which carries
// a running filter's state on purpose. Bad input gives an error that states the
// facts; the compiler turns it into a diagnostic.
package signal
