package kernel_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// wide names what AVX2 does not have: vector registers above 15, 512-bit and mask
// registers. The generator reaches for them silently when it runs out of others, and
// the program would then die on older machines only.
var wide = regexp.MustCompile(`\b(?:[XY](?:1[6-9]|2[0-9]|3[01])|Z[0-9]+|K[0-7])\b`)

func TestAssemblyKeepsToAVX2(t *testing.T) {
	text, err := os.ReadFile("avx2_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	if !wide.MatchString("VADDPS Y1, Y2, Y16") || !wide.MatchString("KMOVW AX, K1") || wide.MatchString("VADDPS Y1, Y2, Y15") {
		t.Fatal("the pattern misses what it looks for")
	}
	for i, line := range strings.Split(string(text), "\n") {
		if hit := wide.FindString(line); hit != "" {
			t.Errorf("line %d uses %s: %s", i+1, hit, line)
		}
	}
	for _, block := range strings.Split(string(text), "TEXT ")[1:] {
		name, _, _ := strings.Cut(block, "(")
		if strings.Count(block, "RET") != strings.Count(block, "VZEROUPPER") {
			t.Errorf("%s returns without VZEROUPPER", name)
		}
	}
}
