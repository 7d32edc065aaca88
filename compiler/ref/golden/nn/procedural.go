package nn

// Weights and inputs of large models are not stored but computed, element by
// element, from a name: a hash of the name seeds a counter-based generator.

const (
	fnvOffset = 0xcbf29ce484222325
	fnvPrime  = 0x100000001b3
	weyl      = 0x9e3779b97f4a7c15
)

// Stream gives elements 0, 1, ..., n-1 of the procedural stream of a name,
// each in [-1, 1) and exact in float32: the SplitMix64 sequence (Steele, Lea,
// Flood 2014) seeded with the 64-bit FNV-1a hash of the name.
func Stream(name string, n int) []float64 {
	seed := uint64(fnvOffset)
	for i := range len(name) {
		seed = (seed ^ uint64(name[i])) * fnvPrime
	}
	out := make([]float64, n)
	for i := range out {
		z := seed + uint64(i+1)*weyl
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		out[i] = float64(z>>40)/(1<<23) - 1
	}
	return out
}

// Scaled is float32(offset + scale*u) of the first n elements of a stream,
// evaluated in float64 and rounded once.
func Scaled(name string, n int, offset, scale float64) []float64 {
	out := Stream(name, n)
	for i, u := range out {
		out[i] = float64(float32(offset + float64(scale*u)))
	}
	return out
}
