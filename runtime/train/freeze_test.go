package train_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/runtime/train"
)

const parts = `
block deep() : [channel, time] uV -> [class] {
  let stem = linear(mix: channel, to: filter=4) |> norm(per: filter)
  let layers = repeat(3, residual(conv(over: time, kernel: 3, mix: filter, to: filter=4) |> norm(per: filter)))
  x |> stem |> layers |> mean(over: time) |> dense(class)
}
let net = deep
`

// What is frozen keeps its weights, its running statistics and nothing else does.
func TestFrozenPartsKeepStill(t *testing.T) {
	on := waves(1, 32, 2, 3, 16, 1)
	for _, c := range []struct {
		freeze string
		still  func(path string) bool
	}{
		{`net.stem`, func(p string) bool { return strings.HasPrefix(p, "deep.linear") || strings.HasPrefix(p, "deep.norm") }},
		{`[net.stem, net.layers[2..3]]`, func(p string) bool {
			return strings.HasPrefix(p, "deep.linear") || strings.HasPrefix(p, "deep.norm") ||
				strings.HasPrefix(p, "deep.repeat.2.") || strings.HasPrefix(p, "deep.repeat.3.")
		}},
	} {
		one := fit(t, parts+`let m = train(net, epochs: 1, batch: 16, freeze: `+c.freeze+`)`, on, train.Options{Seed: 1})
		more := fit(t, parts+`let m = train(net, epochs: 3, batch: 16, freeze: `+c.freeze+`)`, on, train.Options{Seed: 1})
		for path, x := range one.Networks[0] {
			if equal := slices.Equal(x, more.Networks[0][path]); equal != c.still(path) && !strings.Contains(path, "/") {
				t.Errorf("freeze: %s, %s kept still: %v", c.freeze, path, equal)
			}
		}
	}
}

// Pretraining sees no label and hands its weights to the network.
func TestPretrainedWeightsAreHandedOn(t *testing.T) {
	on := waves(1, 32, 2, 3, 16, 1)
	text := func(epochs string) string {
		return `
block encoder() : [channel, time] uV -> [filter, channel, time] = conv(over: time, kernel: 4, to: filter=4) |> norm(per: filter)
let pretrained = pretrain(encoder, task: masked(50 %, patch: 4), epochs: ` + epochs + `, batch: 16)
let m = train(pretrained |> mean(over: time) |> dense(class), epochs: 1, batch: 16, freeze: pretrained)
`
	}
	few, many := fit(t, text("1"), on, train.Options{Seed: 1}), fit(t, text("5"), on, train.Options{Seed: 1})
	const kernel = "pretrain.encoder.conv.kernel"
	if few.Networks[0][kernel] == nil || slices.Equal(few.Networks[0][kernel], many.Networks[0][kernel]) {
		t.Errorf("five epochs of pretraining leave the weights of one: %v", few.Networks[0][kernel])
	}
	turned := relabelled(on)
	if again := fit(t, text("5"), turned, train.Options{Seed: 1}); !slices.Equal(again.Networks[0][kernel], many.Networks[0][kernel]) {
		t.Error("other labels, other pretrained weights")
	}
}

// relabelled is the same trials with every label turned round.
func relabelled(t *value.Trials) *value.Trials {
	out := *t
	out.Labels = make([]int, len(t.Labels))
	for i, y := range t.Labels {
		out.Labels[i] = len(t.Classes) - 1 - y
	}
	return &out
}

// Contrastive pretraining has one set of weights for both views, and its loss falls.
func TestContrastivePretraining(t *testing.T) {
	on := waves(1, 48, 2, 3, 16, 0.3)
	var losses []float64
	m := fit(t, `
block encoder() : [channel, time] uV -> [filter] = conv(over: time, kernel: 4, mix: channel, to: filter=4) |> norm(per: filter) |> elu |> mean(over: time)
let pretrained = pretrain(encoder, task: contrastive(augment: noise(0.3) |> sign_flip(chance: 0.1)), epochs: 12, batch: 16, optimizer: adam(rate: 0.01))
let m = train(pretrained |> dense(class), epochs: 1, batch: 16)
`, on, train.Options{Seed: 1, Progress: func(p train.Progress) {
		if p.Phase != "train" {
			losses = append(losses, p.Loss)
		}
	}})
	if len(losses) != 12 || losses[11] > 0.95*losses[0] {
		t.Errorf("losses %.3f", losses)
	}
	if m.Networks[0]["pretrain.encoder.conv.kernel"] == nil {
		t.Error("nothing is handed on")
	}
}
