package data

import (
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// maxNear is how many similar names a message offers.
const maxNear = 3

// nearest are the names most like the one wanted, best first, and none that
// differs in more than half of its letters.
func nearest(want string, names []string) []string {
	type scored struct {
		name     string
		distance int
	}
	var close []scored
	for _, n := range names {
		a, b := fold(want), fold(n)
		d := editDistance(a, b)
		if 2*d <= max(len(a), len(b)) {
			close = append(close, scored{n, d})
		}
	}
	sort.SliceStable(close, func(i, j int) bool { return close[i].distance < close[j].distance })
	var out []string
	for _, c := range close[:min(len(close), maxNear)] {
		out = append(out, c.name)
	}
	return out
}

// fold drops what people forget: case, and the full stops that pad labels.
func fold(s string) string { return strings.ToLower(strings.TrimRight(s, ".")) }

// editDistance counts insertions, deletions and replacements (Levenshtein).
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		corner := row[0]
		row[0] = i + 1
		for j, s := range y {
			cost := corner
			if r != s {
				cost = 1 + min(corner, row[j], row[j+1])
			}
			corner, row[j+1] = row[j+1], cost
		}
	}
	return row[len(y)]
}

// nearInFolder are the names of a file's folder that are most like its own.
func nearInFolder(path string) []string {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return nearest(filepath.Base(path), names)
}
