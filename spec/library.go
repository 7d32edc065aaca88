package spec

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/stdlib"
)

// A Declaration is something the standard library declares.
type Declaration struct {
	Module, Name string
	Head         string // as written, without the body
	Doc          string // the comment above it
	Text         string // the whole of it
}

// Called reports whether a name means the declaration: eegnet, std.models.eegnet, or
// eegnet.released for one of the module std.models.eegnet.
func (d Declaration) Called(name string) bool {
	module := d.Module[strings.LastIndex(d.Module, ".")+1:]
	return name == d.Name || name == d.Module+"."+d.Name || name == module+"."+d.Name
}

// Library lists what the standard library declares, module by module.
func Library() []Declaration {
	var out []Declaration
	for _, module := range stdlib.Modules() {
		f, ok := stdlib.Module(module)
		if !ok {
			continue
		}
		for _, d := range syntax.Parse(f, &diag.List{}).Decls {
			name, body := headOf(d)
			if name == "" {
				continue
			}
			head := strings.TrimRight(f.Text[d.Span().Start:body], " =\n{")
			out = append(out, Declaration{Module: module, Name: name, Head: head, Doc: d.Doc(), Text: f.Text[d.Span().Start:d.Span().End]})
		}
	}
	return out
}

// headOf is the name of a declaration and where its body begins.
func headOf(d syntax.Decl) (name string, body int) {
	switch d := d.(type) {
	case *syntax.Fn:
		return d.Name.Name, d.Body.Span().Start
	case *syntax.Block:
		return d.Name.Name, d.Body.Span().Start
	case *syntax.Let:
		return d.Name.Name, d.Value.Span().Start
	}
	return "", 0
}

// Page is a declaration as `eegp doc` prints it.
func (d Declaration) Page() string {
	text := d.Head
	if strings.HasPrefix(d.Text, "block") || strings.HasPrefix(d.Text, "fn") {
		text = strings.TrimRight(d.Text, "\n")
	}
	return fmt.Sprintf("%s\n\n%s\n\nuse %s (%s)\n", text, d.Doc, d.Module, d.Name)
}

// laidOut breaks the parameters of a long signature, one a line.
func laidOut(sig string) string {
	open, depth := strings.IndexByte(sig, '('), 0
	if len(sig) <= 100 || open < 0 {
		return sig
	}
	var b strings.Builder
	b.WriteString(sig[:open+1] + "\n  ")
	for i := open + 1; i < len(sig); i++ {
		switch c := sig[i]; {
		case c == ')' && depth == 0:
			b.WriteString(",\n" + sig[i:])
			return b.String()
		case c == ',' && depth == 0:
			b.WriteString(",\n ")
			continue
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		}
		b.WriteByte(sig[i])
	}
	return sig
}
