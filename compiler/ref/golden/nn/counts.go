package nn

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A Model lists how many parameters a network has at several settings, and the
// axes of its tensors.
type Model struct {
	Counts      []Count             `json:"counts"`
	Axes        map[string][]string `json:"axes"` // of every tensor, by full name
	Description string              `json:"description"`
}

// A Count is the size of a network for C electrodes, T samples and a number of
// classes. Total includes the moving statistics, Trainable leaves them out.
type Count struct {
	C            int              `json:"C"`
	T            int              `json:"T"`
	Classes      int              `json:"classes"`
	Total        int              `json:"total"`
	Trainable    int              `json:"trainable"`
	NonTrainable int              `json:"non_trainable"`
	Tensors      map[string][]int `json:"tensors"` // shapes of w.* and state.*
}

// Models reads params.json: the counts of every model, by its name.
func (s *Set) Models(t testing.TB) map[string]Model {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(s.Dir, "params.json"))
	if err != nil {
		t.Fatalf("parameter counts: %v", err)
	}
	var models map[string]Model
	if err := json.Unmarshal(raw, &models); err != nil {
		t.Fatalf("parameter counts: %v", err)
	}
	return models
}

// At finds the count of one setting.
func (m Model) At(channels, samples, classes int) (Count, bool) {
	i := slices.IndexFunc(m.Counts, func(c Count) bool {
		return c.C == channels && c.T == samples && c.Classes == classes
	})
	if i < 0 {
		return Count{}, false
	}
	return m.Counts[i], true
}

// shape is that of a tensor at a setting that may not be listed: a length that
// is the same at every listed setting, or always C, T or the number of classes,
// or else the number of flattened features (0 where the model has none).
func (m Model) shape(tensor string, channels, samples, classes, flat int) []int {
	if c, ok := m.At(channels, samples, classes); ok {
		return c.Tensors[tensor]
	}
	rules := []struct {
		of  func(Count) int
		now int
	}{
		{func(c Count) int { return c.C }, channels},
		{func(c Count) int { return c.T }, samples},
		{func(c Count) int { return c.Classes }, classes},
	}
	out := slices.Clone(m.Counts[0].Tensors[tensor])
	for i, d := range out {
		if m.always(tensor, i, func(Count) int { return d }) {
			continue
		}
		out[i] = flat
		for _, r := range rules {
			if m.always(tensor, i, r.of) {
				out[i] = r.now
				break
			}
		}
	}
	return out
}

func (m Model) always(tensor string, axis int, of func(Count) int) bool {
	for _, c := range m.Counts {
		if c.Tensors[tensor][axis] != of(c) {
			return false
		}
	}
	return true
}
