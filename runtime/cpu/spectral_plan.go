package cpu

import (
	"os"

	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// A convWay is how convolutions are computed: by the environment variable EEGP_CONV.
type convWay uint8

const (
	byCost     convWay = iota // whatever is estimated to be faster
	byTile                    // as sums of products
	bySpectrum                // by Fourier transforms wherever they can be
)

func wayOf(name string) convWay {
	switch name {
	case "direct":
		return byTile
	case "fft":
		return bySpectrum
	}
	return byCost
}

func chosenWay() convWay { return wayOf(os.Getenv("EEGP_CONV")) }

// A spectralPlan cuts a convolution in sections of one transform each. Convolved
// signals come from sections that overlap (overlap-save): of n items the last
// taps-1 have wrapped around.
type spectralPlan struct {
	n        int // of a transform
	fresh    int // items that a section adds
	sections int
	long     int // items of the longer of out and other
	taps     int // of the shorter
}

// sectionLengths are the transforms that sections are tried with.
var sectionLengths = []int{64, 80, 256, 320, 400, 1024, 1280}

// section of a number: its first item and how many it adds.
func (p *spectralPlan) section(i int) (from, count int) {
	from = i * p.fresh
	return from, min(p.fresh, p.long-from)
}

// reach is how many items of the signal a section at from reads.
func (p *spectralPlan) reach(from int) int { return min(p.n, p.long+p.taps-1-from) }

// prices of the parts of the work in nanoseconds, measured: an item of eight lanes
// in one pass of a transform, and to be moved into or out of it; a product of a
// number with eight lanes; and a product of the tiles.
type prices struct{ pass, move, product, tile float64 }

func pricesOf(s *kernel.Set) prices {
	if s == kernel.Portable() {
		return prices{pass: 50, move: 14, product: 34, tile: 0.25}
	}
	return prices{pass: 2.3, move: 2.6, product: 1.5, tile: 0.021}
}

// planOf is the cheapest plan of a convolution and the nanoseconds that it and the
// tiles are estimated to take; ok is false where there is none.
func planOf(c *convolution, s *kernel.Set) (best spectralPlan, spectral, tiles float64, ok bool) {
	price := pricesOf(s)
	tiles = price.tile * float64(c.u) * float64(c.v) * float64(c.apart.count()) * float64(c.across.count()) * float64(c.within.count())
	for _, n := range sectionLengths {
		p := spectralPlan{n: n, long: max(c.u, c.v), taps: min(c.u, c.v)}
		if p.fresh = n - p.taps + 1; p.fresh < n/4 {
			continue
		}
		p.sections = pieces(p.long, p.fresh)
		f, err := kernel.NewFourier(n)
		if err != nil {
			continue
		}
		if cost := p.cost(c, price, float64(f.Passes())); !ok || cost < spectral {
			best, spectral, ok = p, cost, true
		}
	}
	return best, spectral, tiles, ok
}

// cost estimates the nanoseconds of a plan.
func (p *spectralPlan) cost(c *convolution, price prices, passes float64) float64 {
	transform := float64(p.n) * (price.pass*passes + price.move)
	product := float64(p.n) * 8 * price.product
	if c.u >= c.v {
		groups := p.sections * pieces(c.apart.count(), 16)
		filters := pieces(c.across.count(), 8)
		once := float64(filters*c.within.count()) * transform
		each := float64(c.within.count()+8*filters)*transform + float64(c.within.count()*filters)*product
		return once + float64(groups)*each
	}
	pairs := p.sections * pieces(c.within.count(), 2)
	a, b := pieces(c.apart.count(), 8), pieces(c.across.count(), 8)
	return float64(pairs)*(float64(a+b)*transform+float64(a*b)*product) + float64(8*a*b)*transform
}

// pieces of at most size.
func pieces(n, size int) int { return (n + size - 1) / size }

// room is the floats of a spectrum of eight signals. A line more keeps spectra that
// follow each other out of each other's way in the caches.
func (p *spectralPlan) room() int { return (p.n + 1) * kernel.Lane }
