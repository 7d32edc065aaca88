package kernel_test

import (
	"fmt"
	"testing"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// flops reports work per second; divide by the clock for flop per cycle.
func flops(b *testing.B, perOp float64) {
	b.ReportMetric(perOp*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkGemm(b *testing.B) {
	for _, s := range sets() {
		for _, shape := range [][3]int{{8, 1000, 64}, {32, 1000, 512}, {64, 64, 64}, {100, 64, 400}, {256, 256, 256}, {32, 512, 512}} {
			m, n, k := shape[0], shape[1], shape[2]
			b.Run(fmt.Sprintf("%s/%dx%dx%d", s.Name(), m, n, k), func(b *testing.B) {
				r := source()
				p := s.Pack(make([]float32, kernel.PackSize(m, k)), normal(r, m*k), m, k, grid(b, 0, k, 1, 1, 0))
				x, c, rows := normal(r, n*k), make([]float32, m*n), grid(b, 0, k, n, 1, 0)
				for b.Loop() {
					s.Gemm(c, n, p, x, rows, n, false)
				}
				flops(b, 2*float64(m)*float64(n)*float64(k))
			})
		}
	}
}

// BenchmarkConv is the windows of a convolution: channels, filters, taps over 1000
// samples.
func BenchmarkConv(b *testing.B) {
	for _, s := range sets() {
		for _, shape := range [][3]int{{1, 8, 64}, {8, 32, 64}, {32, 64, 16}} {
			in, out, taps := shape[0], shape[1], shape[2]
			b.Run(fmt.Sprintf("%s/%dto%dx%d", s.Name(), in, out, taps), func(b *testing.B) {
				const n = 1000
				r := source()
				k := in * taps
				p := s.Pack(make([]float32, kernel.PackSize(out, k)), normal(r, out*k), out, k, grid(b, 0, k, 1, 1, 0))
				x, c, rows := normal(r, in*(n+taps)), make([]float32, out*n), grid(b, 0, in, n+taps, taps, 1)
				for b.Loop() {
					s.Gemm(c, n, p, x, rows, n, false)
				}
				flops(b, 2*float64(out)*n*float64(k))
			})
		}
	}
}

func BenchmarkDepthwiseRow(b *testing.B) {
	const n, k = 1000, 16
	for _, s := range sets() {
		b.Run(s.Name(), func(b *testing.B) {
			r := source()
			w, x, y, rows := normal(r, k), normal(r, n+k), make([]float32, n), grid(b, 0, k, 1, 1, 0)
			for b.Loop() {
				s.DepthwiseRow(y, w, x, rows)
			}
			flops(b, 2*n*k)
		})
	}
}

func BenchmarkUnary(b *testing.B) {
	for _, s := range sets() {
		for _, u := range unaries {
			b.Run(s.Name()+"/"+u.name, func(b *testing.B) {
				x := normal(source(), 1024)
				y := make([]float32, len(x))
				for b.Loop() {
					s.Unary(u.op, y, x)
				}
				b.SetBytes(int64(4 * len(x)))
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1024, "ns/element")
			})
		}
	}
}

func BenchmarkBinary(b *testing.B) {
	for _, s := range sets() {
		for _, op := range binaries {
			b.Run(s.Name()+"/"+op.name, func(b *testing.B) {
				x, y := normal(source(), 1024), make([]float32, 1024)
				s.Unary(kernel.Exp, x, x)
				for b.Loop() {
					s.Binary(op.op, y, x, x)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1024, "ns/element")
			})
		}
	}
}

func BenchmarkReduce(b *testing.B) {
	for _, s := range sets() {
		x := normal(source(), 1024)
		var sink float32
		b.Run(s.Name()+"/sum", func(b *testing.B) {
			for b.Loop() {
				sink += s.Sum(x)
			}
		})
		b.Run(s.Name()+"/dot", func(b *testing.B) {
			for b.Loop() {
				sink += s.Dot(x, x)
			}
		})
		b.Run(s.Name()+"/max", func(b *testing.B) {
			for b.Loop() {
				sink += s.Max(x)
			}
		})
	}
}

func BenchmarkTranspose(b *testing.B) {
	for _, s := range sets() {
		b.Run(s.Name(), func(b *testing.B) {
			x, y := normal(source(), 64*256), make([]float32, 64*256)
			for b.Loop() {
				s.Transpose(y, x, 64, 256)
			}
			b.SetBytes(4 * 64 * 256)
		})
	}
}

// BenchmarkPack packs 8 rows of 1000 samples, as the gradient of a convolution's
// weights does.
func BenchmarkPack(b *testing.B) {
	for _, s := range sets() {
		b.Run(s.Name(), func(b *testing.B) {
			x, y, cols := normal(source(), 8000), make([]float32, kernel.PackSize(8, 1000)), grid(b, 0, 1000, 1, 1, 0)
			for b.Loop() {
				s.Pack(y, x, 8, 1000, cols)
			}
			b.SetBytes(4 * 8000)
		})
	}
}

func BenchmarkAdam(b *testing.B) {
	for _, s := range sets() {
		b.Run(s.Name(), func(b *testing.B) {
			r := source()
			w, g, m, v := normal(r, 8000), normal(r, 8000), normal(r, 8000), make([]float32, 8000)
			for b.Loop() {
				s.Adam(w, g, m, v, kernel.AdamStep{Beta1: 0.9, Beta2: 0.999, Rate: 1e-3, Root: 1, Eps: 1e-8})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8000, "ns/element")
		})
	}
}
