package diag

import "strings"

// Nearest is the candidate closest to a misspelt word, or "" when none is close
// enough to be meant. One that differs in case only wins; else the fewest
// insertions, deletions, replacements and swaps of neighbours (the restricted
// Damerau-Levenshtein distance), the earlier candidate on a tie. About one slip
// in three letters is forgiven.
func Nearest(word string, candidates []string) string {
	best, least := "", slips(word)+1
	for _, c := range candidates {
		if c != word && strings.EqualFold(c, word) {
			return c
		}
		limit := min(slips(word), slips(c))
		d := distance([]rune(strings.ToLower(word)), []rune(strings.ToLower(c)))
		if c != word && d <= limit && d < least {
			best, least = c, d
		}
	}
	return best
}

// slips is how many slips are forgiven in a word.
func slips(word string) int {
	n := len([]rune(word))
	if n < 2 {
		return 0
	}
	return min((n+2)/3, 4)
}

// distance counts the slips between two words.
func distance(a, b []rune) int {
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}
