package golden

import "testing"

func TestEveryCaseOpens(t *testing.T) {
	s := Load(t)
	s.Each(t, "filters", func(t *testing.T, c *Case) {
		for name := range c.Outputs {
			c.Out(t, name)
		}
	})
}

func TestCompareCanFail(t *testing.T) {
	want := Array{Shape: []int{2, 2}, Data: []float64{1, 2, 3, 4}}
	e := Entry{Compare: "allclose", Abs: 0.1}
	if msg := compare(e, []float64{1, 2, 3, 4.2}, want); msg == "" {
		t.Error("a wrong value passed")
	}
	e.Compare = "rows_sign"
	if msg := compare(e, []float64{-1, -2, 3, 4}, want); msg != "" {
		t.Error(msg)
	}
	if msg := compare(e, []float64{-1, 2, 3, 4}, want); msg == "" {
		t.Error("a half-flipped row passed")
	}
}
