//go:build !amd64

package kernel

// Without assembly hasAVX2 is false and nothing below is reached.
const hasAVX2 = false

func (p *panel) avx2() {}

func axpyAVX2(_, _ []float32, _ float32)                      {}
func depthwiseAVX2(_, _, _ []float32, _ []int32)              {}
func unaryAVX2(_ UnaryOp, _, _ []float32) bool                { return false }
func binaryAVX2(_ BinaryOp, _, _, _ []float32) bool           { return false }
func ternaryAVX2(_ TernaryOp, _, _, _, _ []float32) bool      { return false }
func sumBlockAVX2(_ *[blockSum]float32, _ int) float32        { return 0 }
func dotBlockAVX2(_, _ *[blockSum]float32, _ int) float32     { return 0 }
func maxAVX2(_ []float32) float32                             { return 0 }
func transposeAVX2(_ []float32, _ int, _ []float32, _, _ int) {}
func packRowsAVX2(_, _ []float32, _, _ int)                   {}
func adamAVX2(_, _, _, _ []float32, _ *[9]float32)            {}
func fourierAVX2(_ *fourierPass, _ []float32, _ bool)         {}
func lanesInAVX2(_, _ []float32, _ []int32, _ int)            {}
func lanesOutAVX2(_ []float32, _ []int32, _ []float32, _ int) {}
func spectraAVX2(_ []float32, _ int, _ []float32, _ int, _ []float32, _, _, _ int, _ bool) {
}
