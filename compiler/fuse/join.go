package fuse

import (
	"slices"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
)

const (
	// maxSteps bounds the registers of a joined loop, so that strips stay in the
	// first caches.
	maxSteps = 64
	// small loops are joined whether or not they share anything: a launch costs
	// more than they do.
	small = 16384
)

// join appends a loop, or makes it part of an earlier one over the same space that
// it shares something with, if all that it reads is there by then.
func (u *fuser) join(n *graph.Node, l *kernel.Loop) {
	trim(l)
	if len(l.Margin) == 0 && !places(l) {
		for i := len(u.plan.Kernels) - 1; i >= u.earliest(l); i-- {
			host, ok := u.plan.Kernels[i].Work.(*kernel.Loop)
			if !ok || places(host) {
				continue
			}
			if merged := u.merged(host, l, i); merged != nil {
				u.plan.Kernels[i] = &kernel.Kernel{Name: u.plan.Kernels[i].Name + "; " + n.Head(), Work: merged}
				for _, v := range l.Writes() {
					u.maker[v] = i
				}
				return
			}
		}
	}
	u.append(n, l)
}

// earliest is the first kernel by which all that a loop reads is there or, if that
// kernel's own results are read, is being made.
func (u *fuser) earliest(l *kernel.Loop) int {
	first := 0
	for _, v := range l.Reads() {
		first = max(first, u.maker[v])
	}
	return first
}

func places(l *kernel.Loop) bool {
	return slices.ContainsFunc(l.Folds, func(f kernel.Fold) bool { return f.How == kernel.FoldPlace })
}

// merged is host with l inside, nil where that cannot be or gains nothing.
func (u *fuser) merged(host, l *kernel.Loop, at int) *kernel.Loop {
	if len(host.Steps)+len(l.Steps) > maxSteps || host.Axes.Count() != l.Axes.Count() {
		return nil
	}
	a, b := clone(host), clone(l)
	if !align(a, b) {
		return nil
	}
	shared := a.Axes.Count() <= small
	regs := make([]int, len(b.Steps))
	for i, s := range b.Steps {
		if s.Kind == kernel.Load && u.maker[s.From.Value] == at && u.writes(a, s.From.Value) {
			k := slices.IndexFunc(a.Stores, func(st kernel.Store) bool { return st.To.Same(s.From) })
			if k < 0 {
				return nil
			}
			regs[i], shared = a.Stores[k].Reg, true
			continue
		}
		if s.Kind == kernel.Apply {
			for k := range s.Op.Arity() {
				s.In[k] = regs[s.In[k]]
			}
		}
		k := slices.IndexFunc(a.Steps, s.Same)
		if k < 0 {
			k = len(a.Steps)
			a.Steps = append(a.Steps, s)
		} else if s.Kind == kernel.Load && u.plan.Values[s.From.Value].Count()*2 >= a.Axes.Count() {
			shared = true
		}
		regs[i] = k
	}
	if !shared {
		return nil
	}
	for _, s := range b.Stores {
		a.Stores = append(a.Stores, kernel.Store{To: s.To, Reg: regs[s.Reg]})
	}
	for _, f := range b.Folds {
		f.Reg = regs[f.Reg]
		a.Folds = append(a.Folds, f)
	}
	return a
}

func (u *fuser) writes(l *kernel.Loop, v int) bool { return slices.Contains(l.Writes(), v) }

func clone(l *kernel.Loop) *kernel.Loop {
	c := *l
	c.Axes, c.Steps, c.Stores, c.Folds = slices.Clone(l.Axes), slices.Clone(l.Steps), slices.Clone(l.Stores), slices.Clone(l.Folds)
	return &c
}

// align cuts loops of both until their sizes are equal one by one.
func align(a, b *kernel.Loop) bool {
	for i := 0; ; i++ {
		if i == len(a.Axes) || i == len(b.Axes) {
			return len(a.Axes) == len(b.Axes)
		}
		m, n := a.Axes[i].Size, b.Axes[i].Size
		switch {
		case m == n:
		case m > n && m%n == 0 && split(a, i, m/n):
		case n > m && n%m == 0 && split(b, i, n/m):
		default:
			return false
		}
	}
}

// split makes loop i outer times inner; a box along it prevents that.
func split(l *kernel.Loop, i, inner int) bool {
	size := l.Axes[i].Size
	for _, s := range l.Steps {
		if s.Kind == kernel.Load && s.From.Lo != nil && (s.From.Lo[i] != 0 || s.From.Hi[i] != size) {
			return false
		}
	}
	name := l.Axes[i].Name
	two := func(a kernel.Access) kernel.Access {
		a.Stride = slices.Replace(slices.Clone(a.Stride), i, i+1, a.Stride[i]*inner, a.Stride[i])
		if a.Lo != nil {
			a.Lo = slices.Replace(slices.Clone(a.Lo), i, i+1, 0, 0)
			a.Hi = slices.Replace(slices.Clone(a.Hi), i, i+1, size/inner, inner)
		}
		return a
	}
	outer, in := cut{name, inner}.names()
	l.Axes = slices.Replace(slices.Clone(l.Axes), i, i+1, graph.Axis{Name: outer, Size: size / inner}, graph.Axis{Name: in, Size: inner})
	eachAccess(l, two, func(kept []bool) []bool { return slices.Replace(slices.Clone(kept), i, i+1, kept[i], kept[i]) })
	return true
}

// trim drops loops of one item.
func trim(l *kernel.Loop) {
	for i := len(l.Axes) - 1; i >= 0; i-- {
		if l.Axes[i].Size != 1 {
			continue
		}
		// A box that leaves the only item out leaves everything out.
		for k, s := range l.Steps {
			if s.Kind == kernel.Load && s.From.Lo != nil && s.From.Hi[i] <= s.From.Lo[i] {
				l.Steps[k] = kernel.Step{Kind: kernel.Number, Num: s.From.Fill}
			}
		}
		l.Axes = slices.Delete(slices.Clone(l.Axes), i, i+1)
		less := func(a kernel.Access) kernel.Access {
			a.Stride = slices.Delete(slices.Clone(a.Stride), i, i+1)
			if a.Lo != nil {
				a.Lo, a.Hi = slices.Delete(slices.Clone(a.Lo), i, i+1), slices.Delete(slices.Clone(a.Hi), i, i+1)
			}
			return a
		}
		eachAccess(l, less, func(kept []bool) []bool { return slices.Delete(slices.Clone(kept), i, i+1) })
	}
}

func eachAccess(l *kernel.Loop, f func(kernel.Access) kernel.Access, g func([]bool) []bool) {
	for k, s := range l.Steps {
		if s.Kind == kernel.Load {
			l.Steps[k].From = f(s.From)
		}
	}
	for k := range l.Stores {
		l.Stores[k].To = f(l.Stores[k].To)
	}
	for k := range l.Folds {
		l.Folds[k].To = f(l.Folds[k].To)
		l.Folds[k].Kept = g(l.Folds[k].Kept)
	}
}
