// Package types holds what an expression can be: quantities with exact units,
// tensors with named axes, stages with their kind and marks, and the typed
// signatures of operators. It knows no operator: a table is handed to the checker.
package types

import (
	"fmt"
	"strings"
)

// A Dim is the dimension of a quantity: exponents over the base dimensions.
// The zero Dim is a plain number; per cent is a plain number of size 1/100.
type Dim struct{ Time, Voltage, Length, Level int }

var (
	None      = Dim{}
	Time      = Dim{Time: 1}
	Frequency = Dim{Time: -1}
	Voltage   = Dim{Voltage: 1}
	Length    = Dim{Length: 1}
	Level     = Dim{Level: 1}
)

// maxExponent bounds how far a power may lift a dimension.
const maxExponent = 16

// Times is the dimension of a product.
func (d Dim) Times(e Dim) Dim {
	return Dim{d.Time + e.Time, d.Voltage + e.Voltage, d.Length + e.Length, d.Level + e.Level}
}

// Over is the dimension of a quotient.
func (d Dim) Over(e Dim) Dim { return d.Times(e.Power(-1)) }

// Power is the dimension of a whole power.
func (d Dim) Power(n int) Dim {
	return Dim{d.Time * n, d.Voltage * n, d.Length * n, d.Level * n}
}

// fits reports whether every exponent is small enough to be meant.
func (d Dim) fits() bool {
	for _, e := range [...]int{d.Time, d.Voltage, d.Length, d.Level} {
		if e > maxExponent || e < -maxExponent {
			return false
		}
	}
	return true
}

// String names the dimension as a reader would: "time", "voltage^2 / frequency".
func (d Dim) String() string {
	switch d {
	case None:
		return "plain number"
	case Time:
		return "time"
	case Frequency:
		return "frequency"
	case Voltage:
		return "voltage"
	case Length:
		return "length"
	case Level:
		return "level"
	}
	return d.product("voltage", "length", "level", "time")
}

// Article is String with its article: "a time", "a plain number".
func (d Dim) Article() string {
	s := d.String()
	if strings.ContainsRune("aeiou", rune(s[0])) {
		return "an " + s
	}
	return "a " + s
}

// BaseUnit is the unit in which quantities of this dimension are printed when
// no other was written.
func (d Dim) BaseUnit() string {
	switch d {
	case None:
		return ""
	case Frequency:
		return "Hz"
	}
	return d.product("V", "m", "dB", "s")
}

func (d Dim) product(voltage, length, level, time string) string {
	var up, down []string
	part := func(name string, e int) {
		abs := max(e, -e)
		if abs > 1 {
			name = fmt.Sprintf("%s^%d", name, abs)
		}
		switch {
		case e > 0:
			up = append(up, name)
		case e < 0:
			down = append(down, name)
		}
	}
	part(voltage, d.Voltage)
	part(length, d.Length)
	part(level, d.Level)
	part(time, d.Time)
	if len(up) == 0 {
		up = []string{"1"}
	}
	return strings.Join(append([]string{strings.Join(up, "*")}, down...), "/")
}
