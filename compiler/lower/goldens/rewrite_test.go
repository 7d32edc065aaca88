package goldens

import (
	"testing"

	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/rewrite"
)

// Whole networks give the reference's numbers when they are rewritten as well, and
// train along its trajectories.
func TestRewrittenNetworks(t *testing.T) {
	done := 0
	m := Interpreter()
	m.Rewrite = func(n *lower.Network) (*lower.Network, error) {
		out, why, err := rewrite.Network(n, rewrite.Options{})
		for _, r := range why {
			if r.Done {
				done++
			}
		}
		return out, err
	}
	t.Run("group", func(t *testing.T) {
		for _, part := range []func(*testing.T, Machine){models, trainings} {
			part(t, m)
		}
	})
	if done == 0 {
		t.Error("nothing was rewritten")
	}
}

// The interpreter takes minutes for the large networks.
func TestStepsFollowTheReference(t *testing.T) {
	Steps(t, Interpreter(), "eegnet")
}
