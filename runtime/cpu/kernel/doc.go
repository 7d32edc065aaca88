// Package kernel holds the float32 micro-kernels the CPU device is built from:
// contraction tiles, elementwise strips, reductions and copies.
//
// A Set is one complete implementation. Portable is plain Go and runs anywhere;
// AVX2 is generated assembly for amd64 machines with AVX2 and FMA3. Best is the
// set this process uses; the environment variable EEGP_CPU (portable or avx2)
// overrides the choice that the machine's features make.
//
// Strips are slices; a destination's length says how many elements are computed.
// Inputs must be at least that long, and offsets must stay inside their array: a
// caller that breaks this is a bug and meets Go's own bounds check, never memory
// outside the slice. A destination may be one of its inputs, whole and in place,
// but may not overlap one partly. No kernel allocates, and no call into assembly
// runs longer than about a tenth of a millisecond, for assembly cannot be
// interrupted by the scheduler.
//
// Regenerating the assembly needs the generator, a module of its own:
//
//	go generate ./runtime/cpu/kernel
package kernel

//go:generate go -C gen run . -out ../avx2_amd64.s -stubs ../stubs_amd64.go -pkg kernel
