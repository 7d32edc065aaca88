package cpu

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/kernel"
)

// strip is how many elements a loop treats at a time: instructions are then long
// against their call, and registers stay in the first caches.
const strip = 1024

// A nest is a loop kernel in the order in which it is walked: outer loops one by
// one, and a block of inner loops at once. The first loop of a block may be cut in
// chunks, whose number is then the last outer loop.
type nest struct {
	sizes []int
	block int // first loop of the block
	chunk int // items of that loop at a time
	inner int // elements per item of that loop
}

// A way is how an access moves through a nest, by its loops.
type way struct {
	value, base int
	step        []int
	lo, hi      []int
	fill        float32
}

// A folded is how a fold meets a nest.
type folded struct {
	kept []bool
	to   way
	how  kernel.How
	reg  int
}

// An arranged is a loop kernel as a nest.
type arranged struct {
	nest
	loads  []way // by step; only those of loads are set
	stores []way
	folds  []folded
}

func arrange(l *kernel.Loop) *arranged {
	a := &arranged{loads: make([]way, len(l.Steps))}
	perm := walkingOrder(l)
	for _, p := range perm {
		a.sizes = append(a.sizes, l.Axes[p].Size)
	}
	for i, s := range l.Steps {
		if s.Kind == kernel.Load {
			a.loads[i] = permuted(s.From, perm)
		}
	}
	for _, s := range l.Stores {
		a.stores = append(a.stores, permuted(s.To, perm))
	}
	for _, f := range l.Folds {
		g := folded{to: permuted(f.To, perm), how: f.How, reg: f.Reg}
		for _, p := range perm {
			g.kept = append(g.kept, f.Kept[p])
		}
		a.folds = append(a.folds, g)
	}
	if len(a.sizes) == 0 {
		a.insertOne()
	}
	a.collapse(l)
	a.choose()
	return a
}

// walkingOrder puts the loops in the storage order of what the kernel mostly
// meets: its first store, else its widest load. Of loops with equal strides the
// reduced ones go outside.
func walkingOrder(l *kernel.Loop) []int {
	n := len(l.Axes)
	perm := make([]int, n)
	for i := range perm {
		perm[i] = i
	}
	like := reference(l)
	kept := make([]bool, n)
	last := -1
	for _, f := range l.Folds {
		for i, k := range f.Kept {
			kept[i] = kept[i] || k
			if f.How == kernel.FoldPlace && !k {
				last = i
			}
		}
	}
	key := func(i int) int {
		if i == last {
			return 0
		}
		if s := like[i]; s != 0 {
			return max(s, -s)
		}
		return 1 << 62
	}
	slices.SortStableFunc(perm, func(i, j int) int {
		if d := key(j) - key(i); d != 0 {
			return d
		}
		switch {
		case kept[i] == kept[j]:
			return 0
		case kept[i]:
			return 1
		}
		return -1
	})
	return perm
}

func reference(l *kernel.Loop) []int {
	if len(l.Stores) > 0 {
		return l.Stores[0].To.Stride
	}
	best, widest := make([]int, len(l.Axes)), 0
	for _, s := range l.Steps {
		if s.Kind != kernel.Load {
			continue
		}
		width := 1
		for i, step := range s.From.Stride {
			if step != 0 {
				width *= l.Axes[i].Size
			}
		}
		if width > widest {
			best, widest = s.From.Stride, width
		}
	}
	return best
}

func permuted(a kernel.Access, perm []int) way {
	w := way{value: a.Value, base: a.Base, fill: a.Fill}
	for _, p := range perm {
		w.step = append(w.step, a.Stride[p])
		if a.Lo != nil {
			w.lo, w.hi = append(w.lo, a.Lo[p]), append(w.hi, a.Hi[p])
		}
	}
	return w
}

// ways lists every access.
func (a *arranged) ways() []*way {
	var out []*way
	for i := range a.loads {
		if a.loads[i].step != nil {
			out = append(out, &a.loads[i])
		}
	}
	for i := range a.stores {
		out = append(out, &a.stores[i])
	}
	for i := range a.folds {
		out = append(out, &a.folds[i].to)
	}
	return out
}

// insertOne gives a loop without axes one of one item.
func (a *arranged) insertOne() {
	a.sizes = []int{1}
	for i := range a.loads {
		if a.loads[i].step == nil {
			a.loads[i].step = []int{0}
		}
	}
	for _, w := range a.ways() {
		w.step = []int{0}
		w.lo, w.hi = nil, nil
	}
	for i := range a.folds {
		a.folds[i].kept = []bool{true}
	}
}

// collapse makes one loop of two neighbours that every access meets as one.
func (a *arranged) collapse(l *kernel.Loop) {
	for i := len(a.sizes) - 2; i >= 0; i-- {
		if !a.collapsible(i, l) {
			continue
		}
		n := a.sizes[i+1]
		a.sizes = slices.Replace(a.sizes, i, i+2, a.sizes[i]*n)
		for _, w := range a.ways() {
			w.step = slices.Delete(w.step, i, i+1)
			if w.lo != nil {
				// The inner box is the whole loop; see collapsible.
				w.lo = slices.Replace(w.lo, i, i+2, w.lo[i]*n)
				w.hi = slices.Replace(w.hi, i, i+2, w.hi[i]*n)
			}
		}
		for k := range a.folds {
			a.folds[k].kept = slices.Delete(a.folds[k].kept, i, i+1)
		}
	}
}

func (a *arranged) collapsible(i int, l *kernel.Loop) bool {
	for _, w := range a.ways() {
		if w.step[i] != w.step[i+1]*a.sizes[i+1] {
			return false
		}
		if w.lo != nil && (w.lo[i+1] != 0 || w.hi[i+1] != a.sizes[i+1]) {
			return false
		}
	}
	for _, f := range a.folds {
		if f.kept[i] != f.kept[i+1] {
			return false
		}
	}
	return true
}

// choose takes loops into the block from the innermost outwards while a strip
// holds them and every fold finds either its kept or its reduced loops first.
func (a *arranged) choose() {
	n := len(a.sizes)
	a.block, a.inner = n-1, 1
	for _, f := range a.folds {
		if f.how == kernel.FoldPlace {
			a.chunk = a.sizes[n-1] // an axis is searched as a whole
			return
		}
	}
	for a.block > 0 && a.sizes[a.block]*a.inner <= strip/2 && a.orderly(a.block-1) {
		a.inner *= a.sizes[a.block]
		a.block--
	}
	// Chunks of equal size, rounded up.
	most := max(1, strip/a.inner)
	pieces := (a.sizes[a.block] + most - 1) / most
	a.chunk = (a.sizes[a.block] + pieces - 1) / pieces
}

// orderly reports whether the loops from i on are kept and then reduced, or
// reduced and then kept, for every fold.
func (a *arranged) orderly(i int) bool {
	for _, f := range a.folds {
		changes := 0
		for k := i + 1; k < len(f.kept); k++ {
			if f.kept[k] != f.kept[k-1] {
				changes++
			}
		}
		if changes > 1 {
			return false
		}
	}
	return true
}
