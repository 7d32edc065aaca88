package data

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestPositions(t *testing.T) {
	for _, name := range strings.Fields("Fpz Fp1 Fp2 AF7 AF3 AFz AF4 AF8 F7 F5 F3 F1 Fz F2 F4 F6 F8 F9 F10 FT7 FC5 FC3 FC1 FCz FC2 FC4 FC6 FT8 " +
		"T7 C5 C3 C1 Cz C2 C4 C6 T8 T9 T10 TP7 CP5 CP3 CP1 CPz CP2 CP4 CP6 TP8 TP9 TP10 P7 P5 P3 P1 Pz P2 P4 P6 P8 P9 P10 PO7 PO3 POz PO4 PO8 O1 Oz O2 Iz T3 T4 T5 T6 Fc5. IZ..") {
		p, ok := Position(name)
		if !ok {
			t.Errorf("%s has no position", name)
			continue
		}
		if r := math.Sqrt(p[0]*p[0] + p[1]*p[1] + p[2]*p[2]); math.Abs(r-1) > 1e-9 {
			t.Errorf("%s lies at %v from the centre", name, r)
		}
	}
	for _, name := range strings.Fields("Q3 C C11 EXG1 Status T1 Fp3 Cz1 FT2") {
		if p, ok := Position(name); ok {
			t.Errorf("%s lies at %v", name, p)
		}
	}
}

func TestSimulatedChannels(t *testing.T) {
	all, err := SimulatedChannels(64)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, name := range all {
		if _, ok := Position(name); !ok || seen[name] {
			t.Errorf("%s has no place or occurs twice", name)
		}
		seen[name] = true
	}
	some, _ := SimulatedChannels(22)
	slices.Sort(some)
	want := slices.Clone(motorMontage)
	slices.Sort(want)
	if !slices.Equal(some, want) {
		t.Errorf("the first 22 are %v", some)
	}
	if _, err := SimulatedChannels(65); err == nil {
		t.Error("65 channels were accepted")
	}
}

// The defining angles of the system: tenths and fifths of the arcs through the
// vertex, and the mirror symmetry of left and right.
func TestPositionsFollowTheSystem(t *testing.T) {
	for _, c := range []struct {
		a, b    string
		degrees float64
	}{
		{"Cz", "Fpz", 72},
		{"Cz", "Oz", 72},
		{"Cz", "Fz", 36},
		{"Cz", "Pz", 36},
		{"Cz", "T7", 72},
		{"Cz", "C3", 36},
		{"C3", "T7", 36},
		{"Cz", "C2", 18},
		{"T7", "T9", 18},
		{"Fz", "FCz", 18},
		{"Cz", "Iz", 90},
		{"Fp1", "Fp2", 34.2},
	} {
		a, _ := Position(c.a)
		b, _ := Position(c.b)
		got := math.Acos(a[0]*b[0]+a[1]*b[1]+a[2]*b[2]) * 180 / math.Pi
		if math.Abs(got-c.degrees) > 0.1 {
			t.Errorf("%s to %s: %.2f degrees, want %.2f", c.a, c.b, got, c.degrees)
		}
	}
	for _, pair := range [][2]string{{"F3", "F4"}, {"FC5", "FC6"}, {"PO7", "PO8"}, {"O1", "O2"}, {"T9", "T10"}} {
		l, _ := Position(pair[0])
		r, _ := Position(pair[1])
		if math.Abs(l[0]+r[0]) > 1e-12 || math.Abs(l[1]-r[1]) > 1e-12 || math.Abs(l[2]-r[2]) > 1e-12 || l[0] >= 0 {
			t.Errorf("%s %v and %s %v are no mirror images", pair[0], l, pair[1], r)
		}
	}
	f3, _ := Position("F3")
	if f3[1] <= 0 || f3[2] <= 0 || f3[0] >= 0 {
		t.Errorf("F3 at %v is not left, front and above", f3)
	}
}
