// Package lane holds the float64 kernels that the references of signals and
// matrices spend their time in, with four lanes side by side: four channels of a
// filter, four interleaved sums of a product, or four small matrices.
//
// Every kernel exists in plain Go and, for amd64 machines with AVX2, as generated
// assembly. Both round alike and give the same bits: sums have one stated order, and
// no product is fused with an addition. The environment variable EEGP_CPU (portable
// or avx2) overrides the choice that the machine's features make. No kernel
// allocates, and no call into assembly runs longer than about a tenth of a
// millisecond, for assembly cannot be interrupted by the scheduler.
//
// Regenerating the assembly needs the generator, a module of its own:
//
//	go generate ./compiler/ref/lane
package lane

//go:generate go -C gen run . -out ../avx2_amd64.s -stubs ../stubs_amd64.go -pkg lane
