package signal

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/ref/golden"
)

func TestGoldenReference(t *testing.T) {
	runFamily(t, "reference", map[string]handler{
		"mne set_eeg_reference":           goldenReference,
		"mne set_eeg_reference(\"REST\")": nil,
		"mne.set_bipolar_reference":       goldenBipolar,
		"definition":                      goldenLaplacian,
	})
}

func indices(t *testing.T, names, wanted []string) []int {
	t.Helper()
	out := make([]int, len(wanted))
	for i, w := range wanted {
		out[i] = slices.Index(names, w)
		if out[i] < 0 {
			t.Fatalf("no channel %q", w)
		}
	}
	return out
}

func goldenReference(t *testing.T, c *golden.Case) {
	names := texts(c.Params["names"])
	bad := indices(t, names, texts(c.Params["bads"]))
	for output := range c.Outputs {
		x := matrix(c.In(t, "x"))
		switch {
		case output == "average_projector":
			good := len(names) - len(bad)
			c.Check(t, output, slices.Repeat([]float64{1 / math.Sqrt(float64(good))}, good))
			continue
		case strings.HasPrefix(output, "average"):
			// The projection is the same subtraction.
			noError(t, AverageReference(x, bad))
		case strings.HasPrefix(output, "named_"):
			wanted := strings.Split(strings.TrimPrefix(output, "named_"), "_")
			noError(t, Rereference(x, indices(t, names, wanted), bad))
		default:
			t.Errorf("no function for the output %q", output)
			continue
		}
		c.Check(t, output, flat(x))
	}
}

func goldenBipolar(t *testing.T, c *golden.Case) {
	names := texts(c.Params["names"])
	anode, cathode := texts(c.Params["anode"]), texts(c.Params["cathode"])
	y, kept, err := Bipolar(matrix(c.In(t, "x")), indices(t, names, anode), indices(t, names, cathode))
	noError(t, err)
	var out []string
	for _, k := range kept {
		out = append(out, names[k])
	}
	for i := range anode {
		out = append(out, anode[i]+"-"+cathode[i])
	}
	if want := texts(c.Params["names_out"]); !slices.Equal(out, want) {
		t.Errorf("channels %v, want %v", out, want)
	}
	c.Check(t, "y", flat(y))
}

func goldenLaplacian(t *testing.T, c *golden.Case) {
	names := texts(c.Params["names"])
	neighbours, _ := c.Params["neighbours"].(map[string]any)
	targets := keysInOrder(t, c.ID, "neighbours")
	x, pos := matrix(c.In(t, "x")), matrix(c.In(t, "pos"))
	var plain, weighted [][]float64
	for _, target := range targets {
		around := indices(t, names, texts(neighbours[target]))
		centre := slices.Index(names, target)
		weights := make([]float64, len(around))
		for i, n := range around {
			d := 0.0
			for k := range 3 {
				d += (pos[n][k] - pos[centre][k]) * (pos[n][k] - pos[centre][k])
			}
			weights[i] = 1 / math.Sqrt(d)
		}
		plain = append(plain, must(Laplacian(x, centre, around, nil))(t))
		weighted = append(weighted, must(Laplacian(x, centre, around, weights))(t))
	}
	c.Check(t, "y", flat(plain))
	c.Check(t, "y_inverse_distance", flat(weighted))
}

// keysInOrder lists the keys of a parameter as the index writes them: they name
// the rows of an output.
func keysInOrder(t *testing.T, id, param string) []string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(golden.Dir(), "index.json"))
	noError(t, err)
	var index struct {
		Cases []struct {
			ID     string
			Params map[string]json.RawMessage
		}
	}
	noError(t, json.Unmarshal(raw, &index))
	var keys []string
	for _, c := range index.Cases {
		if c.ID != id {
			continue
		}
		d := json.NewDecoder(bytes.NewReader(c.Params[param]))
		_, err := d.Token() // the opening brace
		noError(t, err)
		for d.More() {
			key, err := d.Token()
			noError(t, err)
			name, _ := key.(string)
			keys = append(keys, name)
			var value json.RawMessage
			noError(t, d.Decode(&value))
		}
	}
	return keys
}
