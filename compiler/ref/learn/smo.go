package learn

import "math"

// quadratic is the dual of a support vector machine:
//
//	minimise a'Qa/2 + linear'a  with  0 <= a <= upper,  sign'a = 0,
//
// where Q_ij = sign_i sign_j kernel(row_i, row_j).
type quadratic struct {
	kernel  [][]float64 // of the training rows
	row     []int       // training row of each variable
	sign    []float64   // +1 or -1
	linear  []float64
	upper   []float64
	learner string
}

// The gap between the two sides of the optimality condition at which the
// iteration stops, and the gap (libsvm's default) that is accepted when rounding
// allows no less.
const (
	smoTolerance  = 1e-9
	smoAcceptable = 1e-3
)

// Iterations of pair steps before an interior point takes over, which is certain
// to end but costs the cube of the trials; without it, the most allowed.
const (
	smoPatience     = 300_000
	smoIterations   = 10_000_000
	interiorLargest = 3000
)

// solve finds the variables and the offset rho of the decision value, by pair
// steps and, where those crawl (features of very different scale, a large C and
// classes that overlap), by an interior point.
func (q *quadratic) solve() (a []float64, rho float64, err error) {
	n := len(q.row)
	a = make([]float64, n)
	grad := append([]float64(nil), q.linear...)
	budget := smoIterations
	if n <= interiorLargest {
		budget = smoPatience
	}
	gap := q.pairSteps(a, grad, budget)
	if gap >= smoTolerance && n <= interiorLargest {
		if better := q.interior(); better != nil && q.gapOf(better) < gap {
			a, gap, grad = better, q.gapOf(better), q.gradient(better)
		}
	}
	if gap > smoAcceptable {
		return nil, 0, &ConvergenceError{Learner: q.learner, Iterations: budget, Residual: gap}
	}
	return a, q.offset(a, grad), nil
}

// gradient of the objective at a.
func (q *quadratic) gradient(a []float64) []float64 {
	grad := append([]float64(nil), q.linear...)
	for j, v := range a {
		if v == 0 {
			continue
		}
		k := q.kernel[q.row[j]]
		for i, r := range q.row {
			grad[i] += q.sign[i] * q.sign[j] * v * k[r]
		}
	}
	return grad
}

func (q *quadratic) gapOf(a []float64) float64 {
	_, _, gap := q.pair(a, q.gradient(a))
	return math.Max(0, gap)
}

// pairSteps is sequential minimal optimisation, choosing pairs by second-order
// information (Platt 1998; Fan, Chen and Lin 2005), as libsvm does. It moves a
// and its gradient and returns the gap it leaves.
func (q *quadratic) pairSteps(a, grad []float64, budget int) float64 {
	gap := math.Inf(1)
	for range budget {
		i, j, g := q.pair(a, grad)
		gap = math.Max(0, g)
		if gap < smoTolerance || j < 0 || !q.step(a, grad, i, j) {
			break
		}
	}
	return gap
}

func (q *quadratic) canRise(a []float64, i int) bool {
	return q.sign[i] > 0 && a[i] < q.upper[i] || q.sign[i] < 0 && a[i] > 0
}

func (q *quadratic) canFall(a []float64, i int) bool {
	return q.sign[i] > 0 && a[i] > 0 || q.sign[i] < 0 && a[i] < q.upper[i]
}

// pair picks the variable that violates optimality most and the partner that
// lowers the objective most; gap is the violation.
func (q *quadratic) pair(a, grad []float64) (first, second int, gap float64) {
	first, second = -1, -1
	rise, fall := math.Inf(-1), math.Inf(-1)
	for i := range a {
		if v := -q.sign[i] * grad[i]; v >= rise && q.canRise(a, i) {
			rise, first = v, i
		}
	}
	if first < 0 {
		return first, second, 0
	}
	k := q.kernel[q.row[first]]
	best := math.Inf(1)
	for j := range a {
		if !q.canFall(a, j) {
			continue
		}
		v := q.sign[j] * grad[j]
		fall = math.Max(fall, v)
		if d := rise + v; d > 0 {
			if gain := -d * d / q.curvature(k, first, j); gain <= best {
				best, second = gain, j
			}
		}
	}
	return first, second, rise + fall
}

// curvature along the direction that moves i and j oppositely.
func (q *quadratic) curvature(ki []float64, i, j int) float64 {
	ri, rj := q.row[i], q.row[j]
	c := ki[ri] + q.kernel[rj][rj] - 2*ki[rj]
	if c <= 0 {
		return 1e-12
	}
	return c
}

// step moves the pair to the minimum within the box; false when it cannot move.
func (q *quadratic) step(a, grad []float64, i, j int) bool {
	ki, kj := q.kernel[q.row[i]], q.kernel[q.row[j]]
	t := (-q.sign[i]*grad[i] + q.sign[j]*grad[j]) / q.curvature(ki, i, j)
	roomI, edgeI := q.upper[i]-a[i], q.upper[i]
	if q.sign[i] < 0 {
		roomI, edgeI = a[i], 0
	}
	roomJ, edgeJ := a[j], 0.0
	if q.sign[j] < 0 {
		roomJ, edgeJ = q.upper[j]-a[j], q.upper[j]
	}
	t = math.Min(t, math.Min(roomI, roomJ))
	oldI, oldJ := a[i], a[j]
	a[i] += q.sign[i] * t
	a[j] -= q.sign[j] * t
	if t == roomI {
		a[i] = edgeI
	}
	if t == roomJ {
		a[j] = edgeJ
	}
	di, dj := q.sign[i]*(a[i]-oldI), q.sign[j]*(a[j]-oldJ)
	if di == 0 && dj == 0 {
		return false
	}
	for k, r := range q.row {
		grad[k] += q.sign[k] * (ki[r]*di + kj[r]*dj)
	}
	return true
}

// offset is the mean of the free variables' conditions, or, when all are at
// their bounds, the middle of the interval they leave.
func (q *quadratic) offset(a, grad []float64) float64 {
	low, high := math.Inf(-1), math.Inf(1)
	sum, free := 0.0, 0
	for i, v := range a {
		g := q.sign[i] * grad[i]
		switch {
		case v > 0 && v < q.upper[i]:
			sum += g
			free++
		case (v >= q.upper[i]) == (q.sign[i] < 0):
			high = math.Min(high, g)
		default:
			low = math.Max(low, g)
		}
	}
	if free > 0 {
		return sum / float64(free)
	}
	return (low + high) / 2
}
