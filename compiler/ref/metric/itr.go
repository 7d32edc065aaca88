package metric

import (
	"fmt"
	"math"
)

// InformationRate is Wolpaw's information transfer rate (1998) of selections
// among equally likely classes with a given accuracy, one selection taking
// seconds: bits per selection, and bits per minute. The formula is positive
// below chance too; Clamped is zero at or below chance.
type InformationRate struct {
	Bits, PerMinute, Clamped float64
}

// ITR computes log2 N + P log2 P + (1-P) log2((1-P)/(N-1)) and its rates.
func ITR(classes int, accuracy, seconds float64) (InformationRate, error) {
	if classes < 2 || !(accuracy >= 0 && accuracy <= 1) || !(seconds > 0) {
		return InformationRate{}, fmt.Errorf("transfer rate of %d classes at accuracy %v, one selection in %v s", classes, accuracy, seconds)
	}
	n, p := float64(classes), accuracy
	r := InformationRate{Bits: math.Log2(n)}
	if p > 0 {
		r.Bits += p * math.Log2(p)
	}
	if p < 1 {
		r.Bits += (1 - p) * math.Log2((1-p)/(n-1))
	}
	r.PerMinute = 60 * r.Bits / seconds
	if p > 1/n {
		r.Clamped = r.PerMinute
	}
	return r, nil
}
