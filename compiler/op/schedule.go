package op

import "math"

const byChoices = `by in [epochs, steps] = epochs`

const byNotes = " Lengths are in epochs, or in steps of training with `by: steps`; counting starts at 0."

// Schedules of the learning rate. They start from the optimizer's own rate.
var scheduleRows = []Row{
	{
		Sig: `constant : Schedule`, Doc: "The optimizer's rate throughout.",
		Try:  `train(dense(class), epochs: 1, schedule: constant)`,
		Does: Schedule(func(_ Call, base float64, _ Moment) float64 { return base }),
	},
	{
		Sig: `cosine(length: Int in 0..1e9 = 0, floor: Real in 0..1000 = 0, ` + byChoices + `) : Schedule`,
		Doc: "Falls from the rate to a floor as half a cosine.",
		Notes: "floor + (rate - floor)(1 + cos(pi k/length))/2, constant afterwards; length 0 is the whole training. Keras' alpha is floor/rate." + byNotes +
			" A warm-up in front is written warmup(5, then: cosine).",
		Try: `train(dense(class), epochs: 1, schedule: cosine(floor: 0.00001))`,
		Does: Schedule(func(c Call, base float64, at Moment) float64 {
			k, n := place(c, at), lengthOf(c, at)
			return halfCosine(base, c.Float("floor"), math.Min(k, n)/n)
		}),
	},
	{
		Sig: `restarts(first: Int in 1..1e9 = 10, longer: Int in 1..100 = 2, lower: Real in 0..1 = 1, floor: Real in 0..1000 = 0, ` + byChoices + `) : Schedule`,
		Doc: "Falls as a cosine and starts anew (SGDR, Loshchilov and Hutter 2017).",
		Notes: "The first fall takes `first`, each next one `longer` times as long; it starts `lower` times as far above the floor times (1 - floor/rate). " +
			"The first step of a fall has its full rate. PyTorch's T_0 and T_mult are first and longer; Keras' m_mul and alpha are lower and floor/rate." + byNotes,
		Try:  `train(dense(class), epochs: 1, schedule: restarts(first: 10, longer: 2))`,
		Does: Schedule(restarts),
	},
	{
		Sig:   `staircase(every: Int in 1..1e9, factor: Real in 0..1 = 0.1, ` + byChoices + `) : Schedule`,
		Doc:   "Multiplies the rate by a factor at equal distances.",
		Notes: "rate * factor^floor(k/every), PyTorch's StepLR." + byNotes,
		Try:   `train(dense(class), epochs: 1, schedule: staircase(every: 30, factor: 0.5))`,
		Does: Schedule(func(c Call, base float64, at Moment) float64 {
			return base * math.Pow(c.Float("factor"), math.Floor(place(c, at)/float64(c.Int("every"))))
		}),
	},
	{
		Sig:   `milestones(at: List Int, factor: Real in 0..1 = 0.1, ` + byChoices + `) : Schedule`,
		Doc:   "Multiplies the rate by a factor at given places.",
		Notes: "PyTorch's MultiStepLR." + byNotes,
		Try:   `train(dense(class), epochs: 1, schedule: milestones(at: [30, 60]))`,
		Does: Schedule(func(c Call, base float64, at Moment) float64 {
			k := place(c, at)
			for _, mark := range c.Ints("at") {
				if k >= float64(mark) {
					base *= c.Float("factor")
				}
			}
			return base
		}),
	},
	{
		Sig:   `exponential(factor: Real in 0..1 = 0.95, ` + byChoices + `) : Schedule`,
		Doc:   "Multiplies the rate by a factor each time.",
		Notes: "rate * factor^k." + byNotes,
		Try:   `train(dense(class), epochs: 1, schedule: exponential(factor: 0.98))`,
		Does: Schedule(func(c Call, base float64, at Moment) float64 {
			return base * math.Pow(c.Float("factor"), place(c, at))
		}),
	},
	{
		Sig:   `polynomial(length: Int in 0..1e9 = 0, power: Real in 0..100 = 1, floor: Real in 0..1000 = 0, ` + byChoices + `) : Schedule`,
		Doc:   "Falls from the rate to a floor as a power; a straight line by default.",
		Notes: "(rate - floor)(1 - k/length)^power + floor, constant afterwards; length 0 is the whole training." + byNotes,
		Try:   `train(dense(class), epochs: 1, schedule: polynomial(power: 2))`,
		Does: Schedule(func(c Call, base float64, at Moment) float64 {
			k, n, floor := place(c, at), lengthOf(c, at), c.Float("floor")
			return (base-floor)*math.Pow(1-math.Min(k, n)/n, c.Float("power")) + floor
		}),
	},
	{
		Sig:   `warmup(length: Int in 1..1e9 = 5, then: Schedule = constant, ` + byChoices + `) : Schedule`,
		Doc:   "Rises to the rate along a line, then follows another schedule.",
		Notes: "rate (k + 1)/length, so that the first step already moves; `then` counts from the end of the rise and ends with the training." + byNotes,
		Try:   `train(dense(class), epochs: 1, schedule: warmup(5, then: cosine))`,
		Does:  Schedule(warmup),
	},
	{
		Sig:   `inverse_sqrt(warmup: Int in 1..1e9 = 4000, by in [epochs, steps] = steps) : Schedule`,
		Doc:   "Rises along a line, then falls as one over the square root.",
		Notes: "rate min(s/warmup, sqrt(warmup/s)), s = k + 1; the rate is that of the peak. Vaswani et al. 2017 take the rate (width * warmup)^-0.5." + byNotes,
		Try:   `train(dense(class), epochs: 1, schedule: inverse_sqrt(warmup: 100))`,
		Does: Schedule(func(c Call, base float64, at Moment) float64 {
			s, w := place(c, at)+1, float64(c.Int("warmup"))
			return base * math.Min(s/w, math.Sqrt(w/s))
		}),
	},
	{
		Sig: `one_cycle(length: Int in 0..1e9 = 0, rise: Real in 0.001..0.999 = 0.3, start: Real in 1..1e9 = 25, end: Real in 1..1e9 = 10000, shape in [cosine, linear] = cosine, ` +
			`by in [epochs, steps] = steps) : Schedule`,
		Doc: "Rises to the rate and falls far below where it began (Smith and Topin 2019).",
		Notes: "From rate/start to the rate at rise * length - 1, then to rate/(start * end) at length - 1, as PyTorch's OneCycleLR; length 0 is the whole training. " +
			"The momentum is left alone." + byNotes,
		Try: `train(dense(class), epochs: 1, schedule: one_cycle)`,
		Does: Schedule(func(c Call, base float64, at Moment) float64 {
			first := base / c.Float("start")
			return cycle(c, at, first, base, first/c.Float("end"))
		}),
	},
	{
		Sig:   `triangle(up: Int in 1..1e9, low: Real in 0..1000, by in [epochs, steps] = steps) : Schedule`,
		Doc:   "Goes up and down between a low rate and the optimizer's.",
		Notes: "Along lines, `up` each way (Smith 2017)." + byNotes,
		Try:   `train(dense(class), epochs: 1, schedule: triangle(up: 20, low: 0.0001))`,
		Does: Schedule(func(c Call, base float64, at Moment) float64 {
			up, low := float64(c.Int("up")), c.Float("low")
			phase := math.Mod(place(c, at), 2*up) / up
			return low + (base-low)*(1-math.Abs(phase-1))
		}),
	},
	{
		Sig: `plateau(patience: Int in 0..100000 = 5, factor: Real in 0..1 = 0.5, cooldown: Int in 0..100000 = 0, delta: Real in 0..1000 = 1e-4, floor: Real in 0..1000 = 0, ` +
			`convention in [keras, torch] = keras) : Schedule`,
		Doc: "Lowers the rate when the held-out loss no longer falls.",
		Notes: "Halves it after `patience` flat epochs by default. Keras: an epoch is flat unless its loss is below the best less delta, and the rate falls with flat epoch number patience; " +
			"PyTorch: unless it is below the best times (1 - delta), and with the one after. For `cooldown` epochs after a fall none is counted. Rates end at `floor`.",
		Try:  `train(dense(class), epochs: 1, schedule: plateau(patience: 5, factor: 0.5))`,
		Does: Schedule(plateau), Held: true,
	},
}

// Rules that end a training.
var stopRows = []Row{
	{
		Sig: `patience(epochs: Int in 1..10000, delta: Real in 0..1000 = 0) : Stop`,
		Doc: "Stops when the held-out loss no longer falls.",
		Notes: "After the given number of epochs in a row whose loss is not below the best less `delta`, as Keras' EarlyStopping. Which weights are kept is for " +
			"`restore` of train to say.",
		Try: `train(dense(class), epochs: 1, stop: patience(20))`,
		Does: Stop(func(c Call, held []float64) bool {
			_, flat := best(held, c.Float("delta"))
			return flat >= c.Int("epochs")
		}),
	},
}

// best epoch and how many flat ones followed.
func best(held []float64, delta float64) (epoch, flat int) {
	lowest := math.Inf(1)
	for i, x := range held {
		if x < lowest-delta {
			lowest, epoch, flat = x, i, 0
		} else {
			flat++
		}
	}
	return epoch, flat
}

// place is the number of epochs or steps done.
func place(c Call, at Moment) float64 {
	if c.Choice("by") == "steps" {
		return float64(at.Step)
	}
	return float64(at.Epoch)
}

// lengthOf a schedule: as written, or the whole training.
func lengthOf(c Call, at Moment) float64 {
	n := c.Int("length")
	switch {
	case n > 0:
	case c.Choice("by") == "steps":
		n = at.Epochs * at.StepsPerEpoch
	default:
		n = at.Epochs
	}
	return float64(max(1, n))
}

func halfCosine(from, to, share float64) float64 { return to + (from-to)*(1+math.Cos(math.Pi*share))/2 }

func restarts(c Call, base float64, at Moment) float64 {
	k, n, top, floor := place(c, at), float64(c.Int("first")), 1.0, c.Float("floor")
	for k >= n {
		k -= n
		n *= float64(c.Int("longer"))
		top *= c.Float("lower")
	}
	return floor + (base-floor)*top*(1+math.Cos(math.Pi*k/n))/2
}

// scheduleOf finds what a schedule within a schedule means. It is set when the package
// loads, since the table holds the rows that ask it.
var scheduleOf func(c Call) Schedule

func init() { scheduleOf = func(c Call) Schedule { return Of(c).Does.(Schedule) } }

func warmup(c Call, base float64, at Moment) float64 {
	k, n := place(c, at), c.Int("length")
	if k < float64(n) {
		return base * (k + 1) / float64(n)
	}
	then := c.Sub("then")
	if then == nil {
		return base
	}
	if c.Choice("by") == "steps" {
		at.Step -= n
		if at.StepsPerEpoch > 0 {
			at.Epochs -= n / at.StepsPerEpoch
			at.Epoch = max(0, at.Epoch-n/at.StepsPerEpoch)
		}
	} else {
		at.Epoch -= n
		at.Epochs -= n
		at.Step -= n * at.StepsPerEpoch
	}
	return scheduleOf(then)(then, base, at)
}

// cycle goes from first to top and on to last.
func cycle(c Call, at Moment, first, top, last float64) float64 {
	n := lengthOf(c, at)
	k, end := math.Min(place(c, at), n-1), n-1
	peak := c.Float("rise")*n - 1
	ease := func(from, to, share float64) float64 {
		if c.Choice("shape") == "linear" {
			return from + (to-from)*share
		}
		return halfCosine(from, to, share)
	}
	if k <= peak {
		return ease(first, top, k/peak)
	}
	return ease(top, last, (k-peak)/(end-peak))
}

// CycleMomentum is the momentum that goes with one_cycle, for optimizers that take one:
// high while the rate is low.
func CycleMomentum(c Call, low, high float64, at Moment) float64 {
	return cycle(c, at, high, low, high)
}

func plateau(c Call, base float64, at Moment) float64 {
	rate, lowest, flat, cooling := base, math.Inf(1), 0, 0
	torch, most, delta := c.Choice("convention") == "torch", c.Int("patience"), c.Float("delta")
	if torch {
		most++
	}
	for _, x := range at.Held {
		limit := lowest - delta
		if torch {
			limit = lowest * (1 - delta)
		}
		if cooling > 0 {
			cooling--
			flat = 0
			// Keras counts the epoch in which the cooldown ends, PyTorch does not.
			if torch {
				lowest = better(x, lowest, limit)
				continue
			}
		}
		switch {
		case x < limit:
			lowest, flat = x, 0
		case cooling == 0:
			flat++
		}
		if flat >= max(1, most) {
			rate = math.Max(rate*c.Float("factor"), c.Float("floor"))
			flat, cooling = 0, c.Int("cooldown")
		}
	}
	return rate
}

// better is x where it lies below a limit, else the lowest value so far.
func better(x, lowest, limit float64) float64 {
	if x < limit {
		return x
	}
	return lowest
}

// Best is the first epoch with the lowest held-out loss.
func Best(held []float64) int {
	epoch, _ := best(held, 0)
	return epoch
}
