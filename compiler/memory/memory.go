// Package memory places the values of a plan in one arena: values that never live
// at the same time may share floats. It knows no device.
package memory

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/kernel"
)

// line is what places are rounded up to, in floats: a cache line.
const line = 16

// A Layout says where each value of a plan lies in an arena of Size floats.
// Constants and values outside lie elsewhere and are at -1.
type Layout struct {
	At   []int
	Size int
}

// A life is the first and last kernel that need a value.
type life struct{ value, from, to, size int }

// Of plans the arena. Values that outside reports have memory of their own; inputs
// live throughout, outputs until the end.
func Of(p *kernel.Plan, outside func(value int) bool) Layout {
	out := Layout{At: make([]int, len(p.Values))}
	for i := range out.At {
		out.At[i] = -1
	}
	lives := livesOf(p)
	lives = slices.DeleteFunc(lives, func(l life) bool { return p.Values[l.value].Known != nil || outside(l.value) })
	// Large values first leave fewer holes; ties keep the order of the plan.
	slices.SortStableFunc(lives, func(a, b life) int { return b.size - a.size })
	var placed []life
	for _, l := range lives {
		at := lowest(l, placed, out.At)
		out.At[l.value] = at
		out.Size = max(out.Size, at+l.size)
		placed = append(placed, l)
	}
	return out
}

// livesOf lists the values that are written or read, in order of their number.
func livesOf(p *kernel.Plan) []life {
	from, to := make([]int, len(p.Values)), make([]int, len(p.Values))
	for i := range from {
		from[i], to[i] = -1, -1
	}
	for k, kn := range p.Kernels {
		for _, v := range kn.Work.Writes() {
			if from[v] < 0 {
				from[v] = k
			}
			to[v] = max(to[v], k)
		}
		for _, v := range kn.Work.Reads() {
			to[v] = max(to[v], k)
		}
	}
	for _, v := range p.Inputs {
		from[v], to[v] = 0, len(p.Kernels)
	}
	for _, v := range p.Outputs {
		to[v] = len(p.Kernels)
	}
	var out []life
	for v := range p.Values {
		if from[v] >= 0 {
			out = append(out, life{v, from[v], to[v], round(p.Values[v].Count())})
		}
	}
	return out
}

func round(n int) int { return (n + line - 1) / line * line }

// lowest is the first place where a life fits among those placed.
func lowest(l life, placed []life, at []int) int {
	var busy []life
	for _, o := range placed {
		if o.from <= l.to && l.from <= o.to {
			busy = append(busy, o)
		}
	}
	slices.SortFunc(busy, func(a, b life) int { return at[a.value] - at[b.value] })
	free := 0
	for _, o := range busy {
		if at[o.value]-free >= l.size {
			break
		}
		free = max(free, at[o.value]+o.size)
	}
	return free
}
