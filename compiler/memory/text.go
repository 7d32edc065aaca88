package memory

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/compiler/kernel"
)

// Text prints where the values of a plan lie: bytes from and to, shape, the first
// and last kernel that need it; and what the arena takes beside all values apart.
func Text(p *kernel.Plan) string {
	var b strings.Builder
	l := Of(p, func(int) bool { return false })
	apart := 0
	for _, x := range livesOf(p) {
		v := p.Values[x.value]
		if v.Known != nil {
			fmt.Fprintf(&b, "#%d constant of %d bytes, %v\n", x.value, 4*v.Count(), v.Shape)
			continue
		}
		apart += x.size
		fmt.Fprintf(&b, "#%d at %d to %d, kernels %d to %d, %v %s\n", x.value, 4*l.At[x.value], 4*(l.At[x.value]+v.Count()), x.from, x.to, v.Shape, short(v.Name))
	}
	fmt.Fprintf(&b, "arena of %d bytes for values of %d bytes\n", 4*l.Size, 4*apart)
	return b.String()
}

// short is the name of a primitive, without its operands.
func short(head string) string {
	name, _, _ := strings.Cut(head, "(")
	return name
}
