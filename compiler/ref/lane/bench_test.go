package lane

import "testing"

func BenchmarkCascade(b *testing.B) {
	four := append(sections[:3:3], sections[1])
	for name, s := range map[string]*Set{"portable": Portable(), "best": Best()} {
		b.Run(name, func(b *testing.B) {
			var rows [Lanes][]float64
			for i := range rows {
				rows[i] = numbers(uint64(i), 4096)
			}
			c := s.NewCascade(four)
			b.SetBytes(4 * 4096 * 8)
			for b.Loop() {
				c.Forward(&rows)
			}
		})
	}
}

func BenchmarkGram22x1000(b *testing.B) {
	a, out := Rows{numbers(1, 22000), 1000}, make([]float64, 22*22)
	for b.Loop() {
		Best().Gram(Rows{out, 22}, a, 22, 1000)
	}
}
