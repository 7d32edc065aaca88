package op

import (
	"math"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/prim"
)

// Places, a stop of gradients, and a memory with fixed weights.
var stateRows = []Row{
	{
		Sig: `index(over: Axis) : [..r, over] u -> [over]`, Doc: "The place of each item along an axis: 0, 1, 2 and so on.",
		Try: `shape(index(over: time), on: [channel=22, time=256]) == [time=256]`,
		Does: Layer(func(b *layer.Build, c Call, x *graph.Node) *graph.Node {
			name := c.Axes("over").Names()[0]
			return b.Iota(name, x.Shape.Of(name))
		}),
	},
	{
		Sig: `detach : [..r] u -> [..r] u`, Doc: "The same values, through which no gradient flows back.",
		Try:  `shape(detach, on: [filter=8, time=64]) == [filter=8, time=64]`,
		Does: Layer(func(b *layer.Build, _ Call, x *graph.Node) *graph.Node { return b.Stop(x) }),
	},
	{
		Sig: `legendre_memory(over: Axis, mix: Axes, to: NewAxes, order: Int in 1..256 = 8, span: Real in 0.000001..1000000000, by in [zoh, euler] = zoh, give in [all, last] = all, ` + initChoices + `) : [..r, over, mix] u -> [..r, over, to]`,
		Doc: "A Legendre memory unit along an axis.",
		Notes: "Voelker, Kajić and Eliasmith 2019. The memory holds `order` coefficients of the last `span` samples in shifted Legendre polynomials: A_ij = (2i+1)/span * (-1 if i < j else (-1)^(i-j+1)), " +
			"B_i = (2i+1)(-1)^i/span, turned into steps by zero-order hold or by Euler's rule. u = e_x.x + e_h.h + e_m.m, m' = Ad m + Bd u, h' = tanh(W_x x + W_h h + W_m m').",
		Try:  `shape(legendre_memory(over: time, mix: channel, to: feature=8, span: 64), on: [channel=22, time=256]) == [time=256, feature=8]`,
		Does: Net(lowerLegendre), Result: recurrentResult, Inspect: reserved("order"),
	},
}

// LegendreSystem is the memory of a number of coefficients over span samples as
// one step m' = ad m + bd u, by zero-order hold or by Euler's rule.
func LegendreSystem(order int, span float64, by string) (ad [][]float64, bd []float64) {
	// The matrix exponential of [A B; 0 0] holds both results of the zero-order hold.
	n := order + 1
	m := zeroMatrix(n)
	for i := range order {
		scale := float64(2*i+1) / span
		for j := range order {
			m[i][j] = -scale
			if i >= j && (i-j)%2 == 1 {
				m[i][j] = scale
			}
		}
		m[i][order] = scale
		if i%2 == 1 {
			m[i][order] = -scale
		}
	}
	if by == "zoh" {
		m = matrixExponential(m)
	} else {
		for i := range order {
			m[i][i]++
		}
	}
	for i := range order {
		ad = append(ad, m[i][:order])
		bd = append(bd, m[i][order])
	}
	return ad, bd
}

func zeroMatrix(n int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
	}
	return m
}

// matrixExponential is the matrix exponential by scaling and squaring of its series.
func matrixExponential(m [][]float64) [][]float64 {
	n, norm := len(m), 0.0
	for _, row := range m {
		sum := 0.0
		for _, v := range row {
			sum += math.Abs(v)
		}
		norm = max(norm, sum)
	}
	halvings := 0
	for ; norm > 0.5; halvings++ {
		norm /= 2
	}
	small, term, sum := zeroMatrix(n), zeroMatrix(n), zeroMatrix(n)
	for i := range n {
		term[i][i], sum[i][i] = 1, 1
		for j := range n {
			small[i][j] = math.Ldexp(m[i][j], -halvings)
		}
	}
	for k := 1; k <= 20; k++ {
		term = matrixProduct(term, small)
		for i := range n {
			for j := range n {
				term[i][j] /= float64(k)
				sum[i][j] += term[i][j]
			}
		}
	}
	for range halvings {
		sum = matrixProduct(sum, sum)
	}
	return sum
}

func matrixProduct(a, b [][]float64) [][]float64 {
	out := zeroMatrix(len(a))
	for i := range a {
		for k, v := range a[i] {
			for j, w := range b[k] {
				out[i][j] += v * w
			}
		}
	}
	return out
}

func lowerLegendre(b *layer.Build, c Call, x *graph.Node) *graph.Node {
	mix, name, order := c.Axes("mix").Names(), c.Axes("over").Names()[0], c.Int("order")
	to, over := b.New(c.Axes("to"), x.Shape), graph.Axis{Name: name, Size: x.Shape.Of(name)}
	memory := graph.Shape{{Name: "order", Size: order}}
	ad, bd := LegendreSystem(order, c.Float("span"), c.Choice("by"))
	a := graph.NewArray(graph.Shape{memory[0], {Name: layer.In("order"), Size: order}})
	for i, row := range ad {
		copy(a.Data[i*order:], row)
	}
	move, push := b.Const(a), b.Vector("order", bd)

	weight := func(label string, from graph.Shape, out graph.Shape) *graph.Node {
		names := from.Names()
		init := layer.Init{Rule: c.Choice("init"), FanIn: from.Count(), FanOut: max(1, out.Count())}
		return b.Weight(label, layer.KernelShape(from, nil, names, nil, out), init).Node
	}
	rest := x.Shape.Without(append(mix, name)...)
	features := x.Shape.Only(mix...)
	seen := b.Contract(x, weight("encoder", features, nil), nil, mix, nil)
	drive := b.Contract(x, weight("kernel", features, to), nil, mix, to)
	ofState, ofMemory := weight("encoder_state", to, nil), weight("encoder_memory", memory, nil)
	recurrent, read := weight("recurrent", to, to), weight("memory", memory, to)

	h, m := b.Hole(append(rest[:len(rest):len(rest)], to...)), b.Hole(append(rest[:len(rest):len(rest)], memory...))
	in, push0 := b.Hole(seen.Shape.Without(name)), b.Hole(drive.Shape.Without(name))
	u := b.Add(in, b.Add(b.Contract(h, ofState, nil, to.Names(), nil), b.Contract(m, ofMemory, nil, memory.Names(), nil)))
	next := b.Add(b.Contract(m, move, nil, memory.Names(), memory), b.Mul(u, push))
	state := b.Tanh(b.Add(push0, b.Add(b.Contract(h, recurrent, nil, to.Names(), to), b.Contract(next, read, nil, memory.Names(), to))))
	out := b.Scan(prim.Steps{
		Axis: over, Carry: []*graph.Node{h, m}, Slice: []*graph.Node{in, push0}, Over: []*graph.Node{seen, drive},
		Init: []*graph.Node{b.Expand(b.Num(0), h.Shape), b.Expand(b.Num(0), m.Shape)},
		Next: []*graph.Node{b.Ordered(state, h.Shape), b.Ordered(next, m.Shape)},
		Emit: []*graph.Node{b.Ordered(state, h.Shape), next, u},
	})
	for i, label := range []string{"state", "memory", "input"} {
		b.Watch(label, out.Emit[i])
	}
	b.Watch("transition", move)
	b.Watch("push", push)
	if c.Choice("give") == "last" {
		return out.Last[0]
	}
	y := out.Emit[0]
	return b.Ordered(y, stepsLast(x.Shape, y.Shape, over))
}
