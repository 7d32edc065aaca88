package metric

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

func TestITR(t *testing.T) {
	golden.Load(t).Each(t, "ssvep", func(t *testing.T, c *golden.Case) {
		if !hasInputs(c, "N_P_T") {
			t.Skip("not about transfer rates")
		}
		var got []float64
		v := c.In(t, "N_P_T").Data
		for i := 0; i < len(v); i += 3 {
			r, err := ITR(int(v[i]), v[i+1], v[i+2])
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, r.Bits, r.PerMinute, r.Clamped)
		}
		c.Check(t, "itr", got)
	})
	for _, bad := range [][3]float64{{1, 0.5, 1}, {2, 1.5, 1}, {2, 0.5, 0}} {
		if _, err := ITR(int(bad[0]), bad[1], bad[2]); err == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
}
