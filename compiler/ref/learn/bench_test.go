package learn

import (
	"fmt"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/random"
	"gonum.org/v1/gonum/mat"
)

// overlapping draws trials of classes whose means differ by a fraction of the
// spread, in features of very different scale when uneven.
func overlapping(seed uint64, n, p, classes int, uneven bool) (*mat.Dense, []int) {
	s := random.New(seed, "learn.test", uint64(n), uint64(p))
	x, y := mat.NewDense(n, p, nil), make([]int, n)
	for i := range n {
		y[i] = i % classes
		for j := range p {
			v := s.Normal()
			if j%classes == y[i] {
				v += 0.5
			}
			if uneven {
				v *= float64(int64(1) << (2 * (j % 10)))
			}
			x.Set(i, j, v)
		}
	}
	return x, y
}

func BenchmarkFit(b *testing.B) {
	for _, size := range [][3]int{{300, 250, 4}, {300, 2000, 2}, {300, 10, 2}, {4000, 100, 2}} {
		x, y := overlapping(1, size[0], size[1], size[2], false)
		fits := []struct {
			name string
			fit  func() error
		}{
			{"lda svd", func() error { _, err := FitLDA(x, y, size[2], LDAOptions{}); return err }},
			{"lda shrunk", func() error {
				_, err := FitLDA(x, y, size[2], LDAOptions{Solver: LDALeastSquares, Shrink: Shrinkage{Auto: true}})
				return err
			}},
			{"logistic", func() error { _, err := FitLogistic(x, y, size[2], LogisticOptions{}); return err }},
			{"svm linear", func() error { _, err := FitSVM(x, y, size[2], SVMOptions{}); return err }},
			{"svm rbf", func() error {
				_, err := FitSVM(x, y, size[2], SVMOptions{Kernel: Kernel{Kind: RBFKernel}})
				return err
			}},
			{"linear svm", func() error { _, err := FitLinearSVM(x, y, size[2], LinearSVMOptions{}); return err }},
		}
		for _, f := range fits {
			b.Run(fmt.Sprintf("%s/%dx%d", f.name, size[0], size[1]), func(b *testing.B) {
				for b.Loop() {
					if err := f.fit(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
