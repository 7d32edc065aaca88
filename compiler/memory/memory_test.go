package memory_test

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/fuse"
	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/kernel"
	"github.com/eegp-lang/eegp/compiler/memory"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// chain is a plan of several matrix products one after the other.
func chain(t *testing.T, length int) *kernel.Plan {
	t.Helper()
	b := prim.On(graph.New())
	s := graph.Shape{{Name: "i", Size: 64}, {Name: "k", Size: 64}}
	x := b.Input("x", s)
	w := b.Input("w", graph.Shape{{Name: "k", Size: 64}, {Name: "j", Size: 64}})
	y := x
	for range length {
		y = b.Rename(b.Tanh(b.Contract(y, w, "k")), "j", "k")
	}
	p, err := fuse.Function(&graph.Function{Inputs: []*graph.Node{x, w}, Outputs: []*graph.Node{y}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestValuesThatLiveTogetherLieApart(t *testing.T) {
	p := chain(t, 6)
	l := memory.Of(p, func(int) bool { return false })
	// Values in flight, kernel by kernel: what has been written and is still read.
	for k, kn := range p.Kernels {
		live := append(kn.Work.Reads(), kn.Work.Writes()...)
		live = append(live, p.Inputs...)
		for _, later := range p.Kernels[k+1:] {
			for _, v := range later.Work.Reads() {
				if l.At[v] >= 0 && written(p, v) <= k {
					live = append(live, v)
				}
			}
		}
		for _, a := range live {
			for _, b := range live {
				if a != b && l.At[a] < l.At[b]+p.Values[b].Count() && l.At[b] < l.At[a]+p.Values[a].Count() {
					t.Fatalf("kernel %d: #%d and #%d overlap", k, a, b)
				}
			}
		}
	}
}

func written(p *kernel.Plan, v int) int {
	for k, kn := range p.Kernels {
		for _, w := range kn.Work.Writes() {
			if w == v {
				return k
			}
		}
	}
	return -1
}

func TestMemoryIsUsedAgain(t *testing.T) {
	short := memory.Of(chain(t, 3), func(int) bool { return false })
	long := memory.Of(chain(t, 30), func(int) bool { return false })
	if long.Size > short.Size {
		t.Errorf("thirty products take %d floats, three take %d", long.Size, short.Size)
	}
}

func TestTextTellsTheArena(t *testing.T) {
	text := memory.Text(chain(t, 2))
	if !strings.Contains(text, "arena of ") || !strings.Contains(text, "[i=64, k=64] input") {
		t.Error(text)
	}
}
