//go:build !amd64

package lane

// Machines without the assembly never have the set that calls it.
const hasAVX2 = false

func (c *Cascade) vectors(*[Lanes][]float64, int, int, bool) {}

func (s *Set) dotBlocks(*[8]Quad, Rows, Rows, int, int, int, int, int) {}

func (p *product) call(int, int, int) {}

func callDots(*Quad, []Quad, []Quad) {}

func callReflectBoth(Block, []Quad, *Quad, []Quad) {}

func reflectRows(*float64, int, int, *float64, *float64, int) {}

func pivots(d, e, x, y, weight, g, by, diagonal *float64, n int) {}

func subtractInverses(*float64, int, *float64, *float64, *float64, int) {}
