package train

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
)

// maker of the programs of a fitting. Stages that are trained by themselves first
// are told apart by where they are held, since functions name them so.
func (f *fitting) maker() *maker {
	name := f.phase + "\n" + f.stage.ShowFull() + "\n" + f.stage.Tree()
	if f.phase != trainPhase || len(tasksIn(f.recipe.Net)) > 0 {
		name += fmt.Sprintf("%p", f.stage)
	}
	return &maker{recipe: f.recipe, pool: f.Pool, threads: f.Threads, name: name}
}

// numerics of a training, for checkpoints.
func (o Options) numerics() string {
	if o.Exact {
		return " exact"
	}
	return ""
}

// identity names a stage with the trials that it is fitted on.
func identity(st *types.Stage, t *value.Trials) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", st.ShowFull(), st.Tree())
	for i, o := range t.Origin {
		fmt.Fprintf(h, "%s %s %s %s %d %d", o.Recording, o.Subject, o.Session, o.Run, o.Trial, o.Window)
		if t.Labels != nil {
			fmt.Fprintf(h, " %d", t.Labels[i])
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
