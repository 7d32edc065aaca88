package layer_test

import (
	"math"
	"slices"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// The spread of each rule for 60 inputs and 40 outputs: the standard deviation,
// and the largest magnitude that may occur (0 for no bound).
var spreads = map[string]struct{ deviation, most float64 }{
	"glorot_uniform": {math.Sqrt(2.0 / 100), math.Sqrt(6.0 / 100)},
	"glorot_normal":  {math.Sqrt(2.0 / 100), 2 * math.Sqrt(2.0/100) / 0.8796},
	"he_uniform":     {math.Sqrt(2.0 / 60), math.Sqrt(6.0 / 60)},
	"he_normal":      {math.Sqrt(2.0 / 60), 2 * math.Sqrt(2.0/60) / 0.8796},
	"lecun_uniform":  {math.Sqrt(1.0 / 60), math.Sqrt(3.0 / 60)},
	"lecun_normal":   {math.Sqrt(1.0 / 60), 2 * math.Sqrt(1.0/60) / 0.8796},
	"torch":          {1 / math.Sqrt(180), 1 / math.Sqrt(60)},
	"trunc_normal":   {0.02 * 0.8796, 0.04},
	"normal":         {1, 0},
	"zeros":          {0, 0},
	"ones":           {0, 1},
	"orthogonal":     {1 / math.Sqrt(300), 0},
}

func TestRulesHaveTheirSpread(t *testing.T) {
	shape := graph.Shape{{Name: "filter", Size: 100}, {Name: "time.tap", Size: 300}}
	for _, rule := range layer.Rules {
		want, ok := spreads[rule]
		if !ok {
			t.Errorf("no spread is known of %s", rule)
			continue
		}
		i := layer.Init{Rule: rule, FanIn: 60, FanOut: 40, Rows: []string{"filter"}}
		w := i.Values(shape, random.New(7, rule))
		mean, square, most := 0.0, 0.0, 0.0
		for _, v := range w {
			mean += float64(v)
			most = max(most, math.Abs(float64(v)))
		}
		mean /= float64(len(w))
		for _, v := range w {
			square += (float64(v) - mean) * (float64(v) - mean)
		}
		deviation := math.Sqrt(square / float64(len(w)))
		// The deviation of 30000 draws is within 2 percent of that of the rule.
		if math.Abs(deviation-want.deviation) > 0.02*want.deviation+1e-9 {
			t.Errorf("%s has a deviation of %g, want %g", rule, deviation, want.deviation)
		}
		if rule != "ones" && math.Abs(mean) > 4*want.deviation/math.Sqrt(float64(len(w)))+1e-9 {
			t.Errorf("%s has a mean of %g", rule, mean)
		}
		if want.most > 0 && (most > want.most*1.0001 || most < 0.97*want.most) {
			t.Errorf("%s reaches %g, want %g", rule, most, want.most)
		}
		if again := i.Values(shape, random.New(7, rule)); !slices.Equal(again, w) {
			t.Errorf("%s gives other values for the same stream", rule)
		}
	}
}

// The rows of an orthogonal kernel are orthonormal, whatever axes they are made
// of; where there are more rows than columns, the columns are.
func TestOrthogonal(t *testing.T) {
	for _, c := range []struct {
		shape graph.Shape
		rows  []string
	}{
		{graph.Shape{{Name: "filter", Size: 4}, {Name: "channel.in", Size: 3}, {Name: "time.tap", Size: 2}}, []string{"filter"}},
		{graph.Shape{{Name: "channel.in", Size: 3}, {Name: "filter", Size: 2}, {Name: "depth", Size: 4}}, []string{"filter", "depth"}},
	} {
		w := layer.Init{Rule: "orthogonal", Rows: c.rows}.Values(c.shape, random.New(1, "w"))
		matrix := map[int]map[int]float64{}
		for k, v := range w {
			row, col, rest := 0, 0, k
			rs, cs := 1, 1
			for d := len(c.shape) - 1; d >= 0; d-- {
				x := rest % c.shape[d].Size
				rest /= c.shape[d].Size
				if slices.Contains(c.rows, c.shape[d].Name) {
					row, rs = row+x*rs, rs*c.shape[d].Size
				} else {
					col, cs = col+x*cs, cs*c.shape[d].Size
				}
			}
			if c.shape.Only(c.rows...).Count() > c.shape.Count()/c.shape.Only(c.rows...).Count() {
				row, col = col, row
			}
			if matrix[row] == nil {
				matrix[row] = map[int]float64{}
			}
			matrix[row][col] = float64(v)
		}
		for i := range len(matrix) {
			for j := range len(matrix) {
				dot := 0.0
				for k := range len(matrix[0]) {
					dot += matrix[i][k] * matrix[j][k]
				}
				if want := map[bool]float64{true: 1}[i == j]; math.Abs(dot-want) > 1e-6 {
					t.Errorf("%v: rows %d and %d have the product %g", c.shape, i, j, dot)
				}
			}
		}
	}
}
