package data

import (
	"github.com/eegp-lang/eegp/lang/diag"
)

// matMarks reads the events of a BioSig header: a structure, under whatever
// name, with EVENT.POS (samples, the first being 1), EVENT.TYP and perhaps
// EVENT.DUR.
func matMarks(b *blob) ([]mark, diag.Problem) {
	m, p := openMAT(b)
	if p != nil {
		return nil, p
	}
	for _, v := range m.vars {
		if v.Type != "struct" {
			continue
		}
		value, p := m.value(v.Name)
		if p != nil {
			return nil, p
		}
		table := value
		if inner := value.field("EVENT"); inner != nil {
			table = inner
		}
		if marks, ok := biosigMarks(table); ok {
			return marks, nil
		}
	}
	return nil, diag.UnreadableEvents{
		Path: b.path, Why: "none of its variables is a BioSig header", Advice: "that is a structure with EVENT.POS and EVENT.TYP",
	}
}

func biosigMarks(table *matValue) ([]mark, bool) {
	at, typ, length := table.field("POS"), table.field("TYP"), table.field("DUR")
	if at == nil || typ == nil || len(at.numbers) != len(typ.numbers) {
		return nil, false
	}
	marks := make([]mark, len(at.numbers))
	for i, pos := range at.numbers {
		marks[i] = mark{onset: pos - 1, sampled: true, label: codeLabel(typ.numbers[i])}
		if length != nil && len(length.numbers) == len(marks) {
			marks[i].duration = length.numbers[i]
		}
	}
	return marks, true
}
