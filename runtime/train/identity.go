package train

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/types"
)

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
