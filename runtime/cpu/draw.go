package cpu

import (
	"math/bits"

	ck "github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/ref/random"
)

// A drawProgram fills a value with uniform numbers. Element i depends on the key
// and i alone, so parts are free.
type drawProgram struct {
	m      *machine
	work   *ck.Draw
	stream random.Stream
	name   []byte
	count  int
	out    []float32
	job    job
}

func (m *machine) draw(w *ck.Draw, count int) *drawProgram {
	p := &drawProgram{m: m, work: w, count: count, name: make([]byte, 0, 64+len(w.Path))}
	p.job.do = p.part
	return p
}

// Work of the program.
func (p *drawProgram) Work() ck.Work { return p.work }

func (p *drawProgram) scratch() int { return 0 }

// drawPart is how many elements a part draws.
const drawPart = 1 << 14

// run renews the stream as prim.DrawStream makes it: two words name the run, and
// the third counts its steps.
func (p *drawProgram) run(f frame) {
	k := f[p.work.Key]
	p.stream.Renew(p.name, uint64(k[0])<<24|uint64(k[1]), p.work.Path, uint64(k[2]))
	p.out = f[p.work.Out]
	p.m.pool.run(&p.job, (len(p.out)+drawPart-1)/drawPart)
}

func (p *drawProgram) part(part, _ int) {
	key, lane := p.stream.Words()
	from := part * drawPart
	uniform(p.out[from:min(from+drawPart, len(p.out))], uint64(from/4), key, lane)
}

// uniform fills out from a block on: four words a block, 24 bits of each.
func uniform(out []float32, block uint64, key, lane [2]uint32) {
	for ; len(out) >= 16; out = out[16:] {
		fourBlocks((*[16]float32)(out), block, key, lane)
		block += 4
	}
	if len(out) > 0 {
		var rest [16]float32
		fourBlocks(&rest, block, key, lane)
		copy(out, rest[:])
	}
}

// The constants of Philox4x32-10 (Salmon et al., SC 2011); see random.Philox.
const (
	philoxM0, philoxM1 = 0xD2511F53, 0xCD9E8D57
	philoxW0, philoxW1 = 0x9E3779B9, 0xBB67AE85
	philoxRounds       = 10
)

// fourBlocks computes four blocks side by side, as the multiplications of one wait
// for each other.
func fourBlocks(out *[16]float32, block uint64, key, lane [2]uint32) {
	var c0, c1, c2, c3 [4]uint32
	for i := range 4 {
		at := block + uint64(i)
		c0[i], c1[i], c2[i], c3[i] = uint32(at), uint32(at>>32), lane[0], lane[1]
	}
	k0, k1 := key[0], key[1]
	for range philoxRounds {
		for i := range 4 {
			hi0, lo0 := bits.Mul32(philoxM0, c0[i])
			hi1, lo1 := bits.Mul32(philoxM1, c2[i])
			c0[i], c1[i], c2[i], c3[i] = hi1^c1[i]^k0, lo1, hi0^c3[i]^k1, lo0
		}
		k0 += philoxW0
		k1 += philoxW1
	}
	for i := range 4 {
		p := (*[4]float32)(out[4*i:])
		p[0], p[1] = float32(c0[i]>>8)*0x1p-24, float32(c1[i]>>8)*0x1p-24
		p[2], p[3] = float32(c2[i]>>8)*0x1p-24, float32(c3[i]>>8)*0x1p-24
	}
}
