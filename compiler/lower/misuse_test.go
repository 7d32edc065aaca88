package lower_test

import (
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/layer"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/netkit"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
)

func TestLossesSayWhatDoesNotFit(t *testing.T) {
	classes := netkit.Axes("batch", 4, "class", 3)
	maps := netkit.Axes("batch", 4, "filter", 2, "time", 5)
	for _, c := range []struct {
		loss          string
		score, target graph.Shape
		want          string
	}{
		{"cross_entropy(weights: [1, 2])", classes, classes, "has 2 numbers in `weights`, and there are 3 along class"},
		{"cross_entropy", maps, maps, "needs scores with an axis class"},
		{"mse", maps, classes, "the network gives [filter=2, time=5], the target is [class=3]"},
		{"bce(positive: [1, 2])", classes, classes, "has 2 numbers in `positive`"},
		{"triplet", classes, classes, "needs an axis view of 3"},
		{"contrastive_pairs", netkit.Axes("batch", 4, "view", 2, "feature", 3), classes, "needs one number for each pair"},
		{"gaussian_nll", classes, classes, "needs an axis moment of 2"},
		{"pearson_loss(over: time)", classes, classes, "goes over time"},
		{"cdf_distance", maps, maps, "one axis of bins"},
		{"ctc(over: time)", maps, classes, "needs scores along time and class"},
		{"ctc(over: time, blank: 3)", netkit.Axes("batch", 4, "time", 5, "class", 3), netkit.Axes("batch", 4, "token", 2, "class", 3), "the blank of ctc is class 3, and there are 3"},
		{"wasserstein(over: time, power: 2)", maps, netkit.Axes("batch", 4, "filter", 2, "time", 4), "only known for power 1"},
	} {
		call := netkit.Option(t, c.loss)
		b := layer.New(graph.New(), true, 3)
		var err error
		func() {
			defer graph.Catch(&err)
			op.Of(call).Does.(op.Loss)(b, call, b.Input("score", c.score), b.Input("target", c.target), nil)
		}()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", c.loss, err, c.want)
		}
	}
}

// trouble is what checking or lowering says of a stage on an input.
func trouble(t *testing.T, expr string, on graph.Shape, rate float64) string {
	t.Helper()
	report := new(diag.List)
	tree := syntax.Parse(source.NewFile("test.eegp", "eegp 1\n\nlet net = "+expr+"\n"), report)
	p := check.File(tree, check.Env{Ops: op.Table{}, Report: report})
	e, _ := p.Export("net")
	st, ok := e.Value.(*types.Stage)
	if !ok {
		return diag.Text(report.All())
	}
	in := types.Tensor{Unit: types.AnyMeasure}
	for _, a := range on {
		axis := types.Axis{Name: a.Name, Size: types.Known(int64(a.Size))}
		if a.Name == "time" {
			axis.Rate = rate
		}
		in.Axes = append(in.Axes, axis)
	}
	typed := p.Apply(st, in, report)
	if report.HasErrors() || typed == nil {
		return diag.Text(report.All())
	}
	if _, err := lower.Net(typed, on, 2, 0); err != nil {
		return err.Error()
	}
	return ""
}

func TestSpectralLayersSayWhatDoesNotFit(t *testing.T) {
	signal := netkit.Axes("channel", 2, "time", 50)
	for _, c := range []struct {
		expr string
		rate float64
		want string
	}{
		{"stft(over: time, window: 64, hop: 8)", 100, "64 samples"},
		{"stft(over: time, window: 640 ms, hop: 80 ms)", 100, "64 samples"},
		{"log_band_power(over: time, bands: [8..13 Hz])", 0, "needs the rate of time"},
		{"log_band_power(over: time, bands: [8.1..8.4 Hz])", 100, "no frequency of time=50 at 100 Hz lies in"},
		{"log_band_power(over: time, bands: [60..70 Hz])", 100, "end at 50 Hz"},
		{"sinc(over: time, kernel: 33, to: filter=4)", 0, "needs the rate of time"},
		{"sinc(over: time, kernel: 33, to: filter=4, band: 4..60 Hz)", 100, "60 Hz"},
		{"gabor(over: time, kernel: 65, to: filter=4, pad: valid)", 100, "65 samples"},
		{"dwt(over: channel) |> dwt(over: channel)", 100, "band"},
		{"spectral_conv(over: time, mix: channel, to: feature=2, modes: 30)", 100, "30 modes"},
		{"rfft(over: time) |> rfft(over: freq)", 100, "freq"},
		{"magnitude", 100, "complex"},
	} {
		if got := trouble(t, c.expr, signal, c.rate); !strings.Contains(got, c.want) {
			t.Errorf("%s at %g Hz: %q; want %q", c.expr, c.rate, got, c.want)
		}
	}
	if got := trouble(t, "dwt(over: time)", netkit.Axes("time", 51), 100); !strings.Contains(got, "51") {
		t.Errorf("dwt of an odd number: %q", got)
	}
}
