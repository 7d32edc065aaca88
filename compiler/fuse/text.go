package fuse

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/compiler/kernel"
)

// Text prints the kernels of a plan in order, one a line with its loops, what it
// writes, its operations and the bytes that it moves; bodies of scans are indented.
func Text(p *kernel.Plan) string {
	var b strings.Builder
	write(&b, "", p)
	return b.String()
}

func write(b *strings.Builder, indent string, p *kernel.Plan) {
	for i, k := range p.Kernels {
		fmt.Fprintf(b, "%s%3d %s: %s flops, %s bytes\n", indent, i, describe(p, k.Work), Count(k.Work.Flops()), Count(Bytes(p, k.Work)))
		if s, ok := k.Work.(*kernel.Scan); ok {
			write(b, indent+"    ", s.Body)
		}
	}
}

// Bytes that a kernel reads and writes at least. A scan moves those of its body in
// every step.
func Bytes(p *kernel.Plan, w kernel.Work) int {
	if s, ok := w.(*kernel.Scan); ok {
		n := 0
		for _, k := range s.Body.Kernels {
			n += Bytes(s.Body, k.Work)
		}
		return n * s.Steps
	}
	n := 0
	for _, v := range append(w.Reads(), w.Writes()...) {
		n += 4 * p.Values[v].Count()
	}
	return n
}

// Count is a number with three figures and a k, M or G.
func Count(n int) string {
	units := []string{"", " k", " M", " G", " T"}
	v, u := float64(n), 0
	for v >= 999.5 && u < len(units)-1 {
		v /= 1000
		u++
	}
	if u == 0 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%.3g%s", v, units[u])
}

func describe(p *kernel.Plan, w kernel.Work) string {
	switch w := w.(type) {
	case *kernel.Loop:
		return loopText(w)
	case *kernel.Product:
		return fmt.Sprintf("#%d = sum of #%d * #%d over %v of %v", w.Out.Value, w.A.Value, w.B.Value, w.Loops[w.Kept:], w.Loops)
	case *kernel.Draw:
		return fmt.Sprintf("#%d = random %s %v", w.Out, w.Path, p.Values[w.Out].Shape)
	case *kernel.Pick:
		if w.Into {
			return fmt.Sprintf("#%d = scatter #%d by #%d", w.Table.Value, w.List.Value, w.Which.Value)
		}
		return fmt.Sprintf("#%d = gather #%d by #%d", w.List.Value, w.Table.Value, w.Which.Value)
	case *kernel.Overlap:
		return fmt.Sprintf("#%d = overlapping windows of #%d added", w.To.Value, w.From.Value)
	case *kernel.Covariance:
		return fmt.Sprintf("#%d = covariance of %d windows of %d items of #%d", w.Out.Value, w.Count, w.Size, w.In.Value)
	case *kernel.Scan:
		return fmt.Sprintf("%v = scan of %d steps", marks(w.Writes()), w.Steps)
	}
	return fmt.Sprintf("%T", w)
}

// loopText is the loops, what is loaded and computed, and the results.
func loopText(l *kernel.Loop) string {
	var ops []string
	for _, s := range l.Steps {
		if s.Kind == kernel.Apply {
			ops = append(ops, s.Op.Code())
		}
	}
	var outs []string
	for _, s := range l.Stores {
		outs = append(outs, fmt.Sprintf("#%d", s.To.Value))
	}
	for _, f := range l.Folds {
		outs = append(outs, fmt.Sprintf("#%d (%v)", f.To.Value, f.How))
	}
	text := fmt.Sprintf("%s = loop %v of %v", strings.Join(outs, ", "), l.Axes, marks(l.Reads()))
	if len(ops) > 0 {
		text += " {" + strings.Join(ops, "; ") + "}"
	}
	return text
}

func marks(values []int) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprintf("#%d", v)
	}
	return out
}
