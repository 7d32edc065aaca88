package data

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A row of the 10-10 system: electrodes on an arc from the left of the head
// over the midline to the right.
type montageRow struct {
	name    string
	midline float64 // degrees from the vertex, forwards positive
	azimuth float64 // degrees from the front where the arc meets the lowest ring
	lateral string  // name of the row at the ring, where it differs
}

// The 10-10 system in angles (Chatrian et al. 1985; Oostenveld and Praamstra
// 2001) on a sphere: a tenth of the arc from nasion to inion is 18 degrees, so
// the ring through Fpz, T7, Oz and T8 lies 72 degrees from the vertex, and its
// electrodes 18 degrees apart.
var montageRows = []montageRow{
	{"AF", 54, 36, ""},
	{"F", 36, 54, ""},
	{"FC", 18, 72, "FT"},
	{"C", 0, 90, "T"},
	{"CP", -18, 108, "TP"},
	{"P", -36, 126, ""},
	{"PO", -54, 144, ""},
}

const ringInclination = 72

// olderNames are those of the 10-20 system that the 10-10 system renamed.
var olderNames = map[string]string{"T3": "T7", "T4": "T8", "T5": "P7", "T6": "P8"}

// Position is the place of a 10-10 electrode on the unit sphere: x to the right
// ear, y to the nose, z to the vertex. Case and padding full stops do not
// matter.
func Position(name string) ([3]float64, bool) {
	name = strings.ToUpper(strings.TrimRight(name, ". "))
	if newer, ok := olderNames[name]; ok {
		name = newer
	}
	row := strings.TrimRight(name, "Z0123456789")
	place := name[len(row):]
	side, steps, ok := lateralSteps(place)
	if !ok {
		return [3]float64{}, false
	}
	switch row {
	case "FP":
		return onSphere(ringInclination, side*18*float64(min(steps, 1))), steps <= 1
	case "O":
		return onSphere(ringInclination, 180-side*18*float64(min(steps, 1))), steps <= 1
	case "I", "N":
		azimuth := map[string]float64{"I": 180, "N": 0}[row]
		return onSphere(90, azimuth), steps == 0
	}
	for _, r := range montageRows {
		if r.name == row || r.lateral == row && row != "" && steps >= 4 {
			return r.at(side * float64(steps) / 4), true
		}
	}
	return [3]float64{}, false
}

// lateralSteps reads z, or an odd number to the left and an even one to the
// right: 1 and 2 are one step from the midline, 9 and 10 are five.
func lateralSteps(place string) (side float64, steps int, ok bool) {
	switch place {
	case "Z":
		return 0, 0, true
	case "1", "3", "5", "7", "9":
		return -1, int(place[0]-'0'+1) / 2, true
	case "2", "4", "6", "8":
		return 1, int(place[0]-'0') / 2, true
	case "10":
		return 1, 5, true
	}
	return 0, 0, false
}

// onSphere takes degrees from the vertex and from the front, to the right.
func onSphere(inclination, azimuth float64) [3]float64 {
	sinI, cosI := math.Sincos(inclination * math.Pi / 180)
	sinA, cosA := math.Sincos(azimuth * math.Pi / 180)
	return [3]float64{sinI * sinA, sinI * cosA, cosI}
}

// at goes along the row's arc: 0 is the midline, ±1 the ring. The arc is the
// circle through the three known points, divided evenly.
func (r montageRow) at(fraction float64) [3]float64 {
	mid := onSphere(math.Abs(r.midline), map[bool]float64{true: 0, false: 180}[r.midline >= 0])
	right := onSphere(ringInclination, r.azimuth)
	// By symmetry the circle's centre lies in the plane x = 0, on the line from
	// the midline point through the middle of the two ring points.
	middle := [3]float64{0, right[1], right[2]}
	chord, half := distance(mid, middle), right[0]
	radius := (chord*chord + half*half) / (2 * chord)
	span := math.Atan2(half, radius-chord) // angle from the midline to the ring
	var down [3]float64
	for i := range down {
		down[i] = (middle[i] - mid[i]) / chord
	}
	sin, cos := math.Sincos(span * fraction)
	p := [3]float64{radius * sin, mid[1] + radius*(1-cos)*down[1], mid[2] + radius*(1-cos)*down[2]}
	return p
}

func distance(a, b [3]float64) float64 {
	return math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
}

// simulatedNames are the 10-10 names in the order in which a montage of a given
// size takes them: the first 22 are those of BCI competition IV, set 2a.
var simulatedNames = strings.Fields("C3 Cz C4 Fz Pz FC3 FC4 CP3 CP4 FCz CPz C1 C2 FC1 FC2 CP1 CP2 C5 C6 P1 P2 POz " +
	"F3 F4 P3 P4 O1 O2 Oz F7 F8 T7 T8 P7 P8 Fp1 Fp2 PO7 PO8 PO3 PO4 AF3 AF4 F1 F2 FC5 FC6 CP5 CP6 P5 P6 F5 F6 FT7 FT8 TP7 TP8 AF7 AF8 AFz Fpz Iz TP9 TP10")

// SimulatedChannels are n electrodes for a simulation, from 2 to 64, those over
// motor cortex first.
func SimulatedChannels(n int) ([]string, error) {
	if n < 2 || n > len(simulatedNames) {
		return nil, fmt.Errorf("a simulation has 2 to %d channels, not %d", len(simulatedNames), n)
	}
	return slices.Clone(simulatedNames[:n]), nil
}

// Montages of the simulations.
var (
	motorMontage = strings.Fields("Fz FC3 FC1 FCz FC2 FC4 C5 C3 C1 Cz C2 C4 C6 CP3 CP1 CPz CP2 CP4 P1 Pz P2 POz")
	ssvepMontage = strings.Fields("Pz P3 P4 PO7 PO3 POz PO4 PO8 O1 Oz O2 Cz")
	erpMontage   = strings.Fields("Fz FC1 FC2 C3 Cz C4 CP1 CPz CP2 P3 Pz P4 PO7 PO8 O1 O2")
)
