package cpu

import (
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/runtime/cpu/kernel"
)

// spread reads a box of elements into dst, dense in the order of dims: element
// (i, j, ..) is src[at + i*steps[0] + j*steps[1] + ..].
func spread(set *kernel.Set, dst, src []float32, at int, dims, steps []int) {
	switch len(dims) {
	case 0:
		dst[0] = src[at]
		return
	case 1:
		line(dst[:dims[0]], src, at, steps[0])
		return
	case 2:
		if steps[0] == 1 && steps[1] > 1 && dims[0] > 1 && dims[1] > 1 {
			set.TransposeStrided(dst, dims[1], src[at:], steps[1], dims[1], dims[0])
			return
		}
		if steps[1] == 0 {
			repeat(dst, src, at, dims[0], steps[0], dims[1])
			return
		}
	}
	inner := 1
	for _, d := range dims[1:] {
		inner *= d
	}
	for i := range dims[0] {
		spread(set, dst[i*inner:(i+1)*inner], src, at+i*steps[0], dims[1:], steps[1:])
	}
}

// line reads every step-th element.
func line(dst, src []float32, at, step int) {
	switch step {
	case 1:
		copy(dst, src[at:at+len(dst)])
	case 0:
		fill(dst, src[at])
	default:
		for i := range dst {
			dst[i] = src[at]
			at += step
		}
	}
}

func fill(dst []float32, v float32) {
	if v == 0 {
		clear(dst)
		return
	}
	for i := range dst {
		dst[i] = v
	}
}

// repeat writes each of n elements count times.
func repeat(dst, src []float32, at, n, step, count int) {
	switch count {
	case 2:
		for i := range n {
			v := src[at+i*step]
			p := (*[2]float32)(dst[2*i:])
			p[0], p[1] = v, v
		}
	case 4:
		for i := range n {
			v := src[at+i*step]
			*(*[4]float32)(dst[4*i:]) = [4]float32{v, v, v, v}
		}
	case 8:
		for i := range n {
			v := src[at+i*step]
			*(*[8]float32)(dst[8*i:]) = [8]float32{v, v, v, v, v, v, v, v}
		}
	default:
		for i := range n {
			fill(dst[i*count:(i+1)*count], src[at+i*step])
		}
	}
}

// place is spread the other way: it writes a dense src to where a box lies.
func place(set *kernel.Set, dst []float32, at int, src []float32, dims, steps []int) {
	switch len(dims) {
	case 0:
		dst[at] = src[0]
		return
	case 1:
		scatterLine(dst, at, steps[0], src[:dims[0]])
		return
	case 2:
		if steps[0] == 1 && steps[1] > 1 && dims[0] > 1 && dims[1] > 1 {
			set.TransposeStrided(dst[at:], steps[1], src, dims[1], dims[0], dims[1])
			return
		}
	}
	inner := 1
	for _, d := range dims[1:] {
		inner *= d
	}
	for i := range dims[0] {
		place(set, dst, at+i*steps[0], src[i*inner:(i+1)*inner], dims[1:], steps[1:])
	}
}

func scatterLine(dst []float32, at, step int, src []float32) {
	if step == 1 {
		copy(dst[at:at+len(src)], src)
		return
	}
	for _, v := range src {
		dst[at] = v
		at += step
	}
}

// dense reports whether steps are those of a dense box, and how many elements it has.
func dense(dims, steps []int) (int, bool) {
	n, ok := 1, true
	for i := len(dims) - 1; i >= 0; i-- {
		ok = ok && (steps[i] == n || dims[i] == 1)
		n *= dims[i]
	}
	return n, ok
}

// margin fills what lies outside of the box lo..hi of a dense array.
func margin(dst []float32, v float32, sizes, lo, hi []int) {
	last := len(sizes) - 1 // the innermost axis with an edge
	for last >= 0 && lo[last] == 0 && hi[last] == sizes[last] {
		last--
	}
	if last < 0 {
		return
	}
	inner := len(dst) / sizes[0]
	fill(dst[:lo[0]*inner], v)
	fill(dst[hi[0]*inner:], v)
	if last == 0 {
		return
	}
	for i := lo[0]; i < hi[0]; i++ {
		margin(dst[i*inner:(i+1)*inner], v, sizes[1:], lo[1:], hi[1:])
	}
}

// unrolled is where item number i of some loops lies.
func unrolled(i int, loops graph.Shape, steps []int) int {
	at := 0
	for k := len(loops) - 1; k >= 0; k-- {
		at += i % loops[k].Size * steps[k]
		i /= loops[k].Size
	}
	return at
}
