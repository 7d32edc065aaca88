package nn

import "testing"

func TestProceduralStream(t *testing.T) {
	Load(t).Each(t, "proc", func(t *testing.T, c *Case) {
		n := c.Params.Int(t, "count")
		scaled := c.Params.Group(t, "scaled")
		var u, v []float64
		for _, name := range c.Params.Texts(t, "names") {
			u = append(u, Stream(name, n)...)
			v = append(v, Scaled(name, n, scaled.Float(t, "offset"), scaled.Float(t, "scale"))...)
		}
		Check64(t, c, "out.u", u, nil)
		Check64(t, c, "out.scaled", v, nil)
		// The bounds allow a relative error; the values are exact all the same.
		for name, got := range map[string][]float64{"out.u": u, "out.scaled": v} {
			for i, w := range c.Array(t, name).Data {
				if got[i] != w {
					t.Errorf("%s: element %d is %v, want %v", name, i, got[i], w)
				}
			}
		}
	})
}
