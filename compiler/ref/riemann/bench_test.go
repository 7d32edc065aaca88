package riemann

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// waves is a trial, channel × time, of sinusoids that differ by trial: full rank
// and the same on every run.
func waves(trial, channels, samples int) *mat.Dense {
	x := mat.NewDense(channels, samples, nil)
	state := uint64(trial*7919 + 1)
	for i := range channels {
		row := x.RawRowView(i)
		for k := range row {
			state = state*6364136223846793005 + 1442695040888963407
			noise := float64(state>>11)/(1<<53) - 0.5
			row[k] = 20*math.Sin(float64((i+1)*k)*0.01+float64(trial)) + 10*noise
		}
	}
	return x
}

// manyCovs are covariances of three samples of noise a channel, mixed alike in all
// trials: their spread, a condition number of about 15 after whitening, is that of
// recordings with 64 channels.
func manyCovs(b *testing.B, trials, channels int) []*mat.SymDense {
	mixing := waves(0, channels, channels)
	covs := make([]*mat.SymDense, trials)
	state := uint64(1)
	for i := range covs {
		x := mat.NewDense(channels, 3*channels, nil)
		for ch := range channels {
			row := x.RawRowView(ch)
			for k := range row {
				state = state*6364136223846793005 + 1442695040888963407
				row[k] = float64(state>>11)/(1<<53) - 0.5
			}
		}
		x.Mul(mixing, x)
		c, err := Covariance("oas", x)
		if err != nil {
			b.Fatal(err)
		}
		covs[i] = c
	}
	return covs
}

func BenchmarkCovariance64x1000(b *testing.B) {
	x := waves(0, 64, 1000)
	for _, name := range []string{"scm", "oas", "lwf"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Covariance(name, x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// bySize runs f on 40 covariances of 8, 22 and 64 channels.
func bySize(b *testing.B, f func(covs []*mat.SymDense) error) {
	for _, n := range []int{8, 22, 64} {
		covs := manyCovs(b, 40, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if err := f(covs); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMeanRiemann(b *testing.B) {
	bySize(b, func(covs []*mat.SymDense) error { _, err := Mean("riemann", covs, nil); return err })
}

func BenchmarkMeanLogEuclid(b *testing.B) {
	bySize(b, func(covs []*mat.SymDense) error { _, err := Mean("logeuclid", covs, nil); return err })
}

func BenchmarkTangentRiemann(b *testing.B) {
	bySize(b, func(covs []*mat.SymDense) error {
		space, err := NewTangentSpace("riemann", covs[0])
		if err == nil {
			_, err = space.TransformAll(covs)
		}
		return err
	})
}

func BenchmarkDistanceRiemann(b *testing.B) {
	bySize(b, func(covs []*mat.SymDense) error { _, err := Distances("riemann", covs, covs[0]); return err })
}
