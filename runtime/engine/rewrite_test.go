package engine_test

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/lower/goldens"
	"github.com/eegp-lang/eegp/compiler/rewrite"
)

// Whole networks that were rewritten hold the reference's numbers in float32, and
// train along its trajectories.
func TestVectorsOfRewrittenNetworks(t *testing.T) {
	whole := map[string]bool{"model": true, "model_full": true, "train": true}
	for _, set := range sets() {
		t.Run(set.Name(), func(t *testing.T) {
			m := processor(set)
			m.Rewrite = func(n *lower.Network) (*lower.Network, error) {
				out, _, err := rewrite.Network(n, rewrite.Options{})
				return out, err
			}
			for _, f := range goldens.Families() {
				if whole[f.Name] {
					t.Run(f.Name, func(t *testing.T) { f.Run(t, m) })
				}
			}
		})
	}
}

// Steps of training in float32, on the fastest path that this machine has.
func TestStepsFollowTheReference(t *testing.T) {
	all := sets()
	goldens.Steps(t, processor(all[len(all)-1]), "")
}
