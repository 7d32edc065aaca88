package metric

import "math"

// Average says how scores of classes become one.
type Average int

const (
	// Macro is the plain mean over the classes that occur.
	Macro Average = iota
	// Weighted is the mean weighted by the true frequency of each class.
	Weighted
	// Micro pools the counts of all classes first.
	Micro
)

// hits are the counts one precision or recall is made of.
type hits struct {
	right, truth, predicted float64
}

func (c *Confusion) hits(k int) hits {
	return hits{right: c.Counts[k][k], truth: c.truth(k), predicted: c.predicted(k)}
}

func (h hits) precision() float64 { return ratio(h.right, h.predicted) }

func (h hits) recall() float64 { return ratio(h.right, h.truth) }

func (h hits) jaccard() float64 { return ratio(h.right, h.truth+h.predicted-h.right) }

func (h hits) f(beta float64) float64 {
	b2, p, r := beta*beta, h.precision(), h.recall()
	return ratio((1+b2)*p*r, b2*p+r)
}

func (c *Confusion) average(a Average, score func(hits) float64) float64 {
	if a == Micro {
		var pooled hits
		for _, k := range c.present {
			h := c.hits(k)
			pooled.right += h.right
			pooled.truth += h.truth
			pooled.predicted += h.predicted
		}
		return score(pooled)
	}
	sum, weights := 0.0, 0.0
	for _, k := range c.present {
		h, w := c.hits(k), 1.0
		if a == Weighted {
			w = h.truth
		}
		sum += w * score(h)
		weights += w
	}
	return ratio(sum, weights)
}

// Precision is the share of predictions of a class that are right, 0 for a
// class that is never predicted, averaged over the classes that occur.
func (c *Confusion) Precision(a Average) float64 { return c.average(a, hits.precision) }

// Recall is the share of trials of a class that are found, 0 for a class that
// is only predicted, averaged over the classes that occur.
func (c *Confusion) Recall(a Average) float64 { return c.average(a, hits.recall) }

// F is the weighted harmonic mean of precision and recall, with beta > 1
// favouring recall; F(1, Macro) is the usual macro F1.
func (c *Confusion) F(beta float64, a Average) float64 {
	return c.average(a, func(h hits) float64 { return h.f(beta) })
}

// FPerClass is F of every class, 0 for classes that do not occur.
func (c *Confusion) FPerClass(beta float64) []float64 {
	out := make([]float64, len(c.Counts))
	for k := range out {
		out[k] = c.hits(k).f(beta)
	}
	return out
}

// Jaccard is the share of right trials among all that are of a class or
// predicted as it.
func (c *Confusion) Jaccard(a Average) float64 { return c.average(a, hits.jaccard) }

// mean of values under weights.
func mean(v, weights []float64) float64 {
	sum, total := 0.0, 0.0
	for i, x := range v {
		w := weight(weights, i)
		sum += w * x
		total += w
	}
	if total == 0 {
		return math.NaN()
	}
	return sum / total
}
