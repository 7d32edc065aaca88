package diag

import (
	"fmt"

	"github.com/eegp-lang/eegp/lang/source"
)

// MissingEdition is a file whose first line does not name its edition.
type MissingEdition struct {
	At     source.Span // the first word
	Insert source.Span // the empty span at the start of the file
	Latest int
}

func (p MissingEdition) Diagnose() Diagnostic {
	line := fmt.Sprintf("eegp %d", p.Latest)
	return Diagnostic{
		Code: "E006", At: p.At,
		Message: "the first line must name the edition",
		Label:   "the program begins here",
		Rule:    "the edition fixes grammar, defaults and operators, so that a script means the same for ever",
		Fix:     replace(line, p.Insert, line+"\n\n"),
	}
}

// BadEdition is an edition line without a whole number.
type BadEdition struct {
	At     source.Span
	Latest int
}

func (p BadEdition) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E007", At: p.At,
		Message: "the edition is a whole number from 1 on",
		Rule:    fmt.Sprintf("the newest edition is %d", p.Latest),
		Fix:     replace(fmt.Sprintf("eegp %d", p.Latest), p.At, editionText(p)),
	}
}

// editionText keeps the word eegp when only the number is replaced.
func editionText(p BadEdition) string {
	if len(p.At.Text()) >= 4 && p.At.Text()[:4] == "eegp" {
		return fmt.Sprintf("eegp %d", p.Latest)
	}
	return fmt.Sprint(p.Latest)
}

// NewerEdition is an edition this compiler does not know yet.
type NewerEdition struct {
	At     source.Span
	Text   string
	Latest int
}

func (p NewerEdition) Diagnose() Diagnostic {
	return Diagnostic{
		Code: "E007", At: p.At,
		Message: fmt.Sprintf("edition %s is newer than this eegp", p.Text),
		Label:   fmt.Sprintf("this eegp knows editions up to %d", p.Latest),
		Rule:    "older editions stay readable for ever, newer ones need a newer eegp",
		Hint:    "update eegp",
	}
}
