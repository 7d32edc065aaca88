package engine

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/eegp-lang/eegp/compiler/fuse"
	"github.com/eegp-lang/eegp/runtime/device"
)

// Profile times every kernel of a program over some runs, slowest first.
func Profile(t testing.TB, p Program, runs int) string {
	c := p.(*compiled)
	best := make([]time.Duration, len(c.launches))
	for r := range runs {
		for i := range c.launches {
			at := time.Now()
			if err := c.dev.Run([]device.Launch{c.launches[i]}); err != nil {
				t.Fatal(err)
			}
			if d := time.Since(at); r == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	lines := strings.Split(fuse.Text(c.plan), "\n")
	var b strings.Builder
	total := time.Duration(0)
	k := 0
	for _, l := range lines {
		if strings.HasPrefix(l, "    ") || k >= len(best) {
			continue
		}
		total += best[k]
		gf := float64(c.plan.Kernels[k].Work.Flops()) / float64(best[k].Nanoseconds())
		gb := float64(fuse.Bytes(c.plan, c.plan.Kernels[k].Work)) / float64(best[k].Nanoseconds())
		if len(l) > 400 {
			l = l[:400]
		}
		fmt.Fprintf(&b, "%8.3f ms %5.1f GF/s %5.1f GB/s %s\n", float64(best[k].Microseconds())/1000, gf, gb, l)
		k++
	}
	fmt.Fprintf(&b, "total %v\n", total)
	os.Stdout.WriteString(b.String())
	return b.String()
}
