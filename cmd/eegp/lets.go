package main

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
)

// withLets gives lets of a program other values, each written name=expression.
// The program that runs is the changed text, so results and messages are its own.
func withLets(f *source.File, given []string) (*source.File, error) {
	for _, g := range given {
		name, value, ok := strings.Cut(g, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || name == "" || value == "" {
			return nil, fmt.Errorf("--let %s: it is written name=value, as in --let epochs=200", g)
		}
		wrong := new(diag.List)
		if syntax.ParseExpr(source.NewFile("--let "+name, value), wrong); wrong.HasErrors() {
			_ = show(wrong.All(), false)
			return nil, exitError(exitDiagnostics)
		}
		var names []string
		found := false
		for _, d := range syntax.Parse(f, new(diag.List)).Decls {
			let, ok := d.(*syntax.Let)
			if !ok || let.Value == nil {
				continue
			}
			names = append(names, let.Name.Name)
			if let.Name.Name == name {
				at := let.Value.Span()
				f = source.NewFile(f.Name, f.Text[:at.Start]+value+f.Text[at.End:])
				found = true
				break
			}
		}
		if !found {
			hint := ""
			if near := diag.Nearest(name, names); near != "" {
				hint = "; did you mean " + near + "?"
			}
			return nil, fmt.Errorf("--let %s: %s has no let of that name%s", g, f.Name, hint)
		}
	}
	return f, nil
}
