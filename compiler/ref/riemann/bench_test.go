package riemann

import (
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

func manyCovs(b *testing.B, trials, channels int) []*mat.SymDense {
	covs := make([]*mat.SymDense, trials)
	for i := range covs {
		c, err := Covariance("oas", waves(i, channels, 1000))
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

func BenchmarkMean100x64(b *testing.B) {
	covs := manyCovs(b, 100, 64)
	for _, metric := range []string{"riemann", "logeuclid"} {
		b.Run(metric, func(b *testing.B) {
			for b.Loop() {
				if _, err := Mean(metric, covs, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTangent64(b *testing.B) {
	covs := manyCovs(b, 20, 64)
	for _, metric := range []string{"riemann", "logeuclid"} {
		space, err := NewTangentSpace(metric, covs[0])
		if err != nil {
			b.Fatal(err)
		}
		b.Run(metric, func(b *testing.B) {
			for b.Loop() {
				if _, err := space.TransformAll(covs); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDistance64(b *testing.B) {
	covs := manyCovs(b, 2, 64)
	for b.Loop() {
		if _, err := Distance("riemann", covs[0], covs[1]); err != nil {
			b.Fatal(err)
		}
	}
}
