package main

import (
	. "github.com/mmcloughlin/avo/reg"
)

func binaries() {
	binary := func(name, doc string, f func(a, b VecVirtual) VecVirtual) {
		strip(name, doc, []string{"a", "b"}, func(in []VecVirtual) VecVirtual { return f(in[0], in[1]) })
	}
	binary("addStrip", "a[i]+b[i]", func(a, b VecVirtual) VecVirtual { return addv(a, b) })
	binary("subStrip", "a[i]-b[i]", func(a, b VecVirtual) VecVirtual { return subv(a, b) })
	binary("mulStrip", "a[i]*b[i]", func(a, b VecVirtual) VecVirtual { return mulv(a, b) })
	binary("divStrip", "a[i]/b[i]", func(a, b VecVirtual) VecVirtual { return divv(a, b) })
	// The instructions give b where a is NaN.
	binary("maxStrip", "max(a[i], b[i])", func(a, b VecVirtual) VecVirtual {
		return choose(compare(unordQ, a, a), a, maxv(a, b))
	})
	binary("minStrip", "min(a[i], b[i])", func(a, b VecVirtual) VecVirtual {
		return choose(compare(unordQ, a, a), a, minv(a, b))
	})
	binary("lessStrip", "1 where a[i] < b[i], else 0", func(a, b VecVirtual) VecVirtual {
		return andv(compare(lessOQ, a, b), num(1))
	})
	binary("equalStrip", "1 where a[i] == b[i], else 0", func(a, b VecVirtual) VecVirtual {
		return andv(compare(equalOQ, a, b), num(1))
	})
	three := []string{"a", "b", "c"}
	strip("selectStrip", "b[i] where a[i] is not zero, else c[i]", three, func(in []VecVirtual) VecVirtual {
		return choose(compare(notEqualUQ, in[0], zero()), in[1], in[2])
	})
	strip("mulAddStrip", "a[i]*b[i]+c[i]", three, func(in []VecVirtual) VecVirtual {
		return muladd(in[0], in[1], in[2])
	})
}
