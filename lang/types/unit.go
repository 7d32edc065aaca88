package types

import (
	"math/big"
	"strconv"
	"strings"
)

// A Unit is a written measure: its dimension and its exact size in base units
// (seconds, volts, metres, decibels, plain ratio).
type Unit struct {
	Name   string
	Dim    Dim
	Factor *big.Rat
}

type unitRow struct {
	name     string
	dim      Dim
	num, den int64
}

// The units of the language. No unit has an offset, so conversion is a factor.
var unitRows = [...]unitRow{
	{"Hz", Frequency, 1, 1},
	{"kHz", Frequency, 1000, 1},
	{"mHz", Frequency, 1, 1000},
	{"s", Time, 1, 1},
	{"ms", Time, 1, 1000},
	{"us", Time, 1, 1_000_000},
	{"min", Time, 60, 1},
	{"h", Time, 3600, 1},
	{"V", Voltage, 1, 1},
	{"mV", Voltage, 1, 1000},
	{"uV", Voltage, 1, 1_000_000},
	{"nV", Voltage, 1, 1_000_000_000},
	{"m", Length, 1, 1},
	{"cm", Length, 1, 100},
	{"mm", Length, 1, 1000},
	{"dB", Level, 1, 1},
	{"%", None, 1, 100},
}

// UnitNames lists the simple units, for suggestions.
func UnitNames() []string {
	names := make([]string, len(unitRows))
	for i, r := range unitRows {
		names[i] = r.name
	}
	return names
}

// CanonicalUnit spells micro as u, the only spelling the formatter writes.
func CanonicalUnit(text string) string {
	return strings.NewReplacer("µ", "u", "μ", "u").Replace(text)
}

// ParseUnit reads a unit such as uV, uV^2 or uV^2/Hz.
func ParseUnit(text string) (Unit, bool) {
	text = CanonicalUnit(text)
	u := Unit{Name: text, Factor: big.NewRat(1, 1)}
	for i, side := range strings.Split(text, "/") {
		for _, part := range strings.Split(side, "*") {
			base, power, ok := unitPower(part)
			if !ok {
				return Unit{}, false
			}
			if i > 0 {
				power = -power
			}
			u.Dim = u.Dim.Times(base.Dim.Power(power))
			u.Factor.Mul(u.Factor, ratPower(base.Factor, power))
		}
	}
	return u, u.Dim.fits()
}

func unitPower(part string) (Unit, int, bool) {
	name, exponent, found := strings.Cut(part, "^")
	power := 1
	if found {
		n, err := strconv.Atoi(exponent)
		if err != nil || n < 1 || n > maxExponent {
			return Unit{}, 0, false
		}
		power = n
	}
	for _, r := range unitRows {
		if r.name == name {
			return Unit{Name: name, Dim: r.dim, Factor: big.NewRat(r.num, r.den)}, power, true
		}
	}
	return Unit{}, 0, false
}

// ratPower lifts r to a small whole power; r must not be zero when n is negative.
func ratPower(r *big.Rat, n int) *big.Rat {
	num := new(big.Int).Exp(r.Num(), big.NewInt(int64(max(n, -n))), nil)
	den := new(big.Int).Exp(r.Denom(), big.NewInt(int64(max(n, -n))), nil)
	if n < 0 {
		num, den = den, num
	}
	return new(big.Rat).SetFrac(num, den)
}
