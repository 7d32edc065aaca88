package format

import (
	"strings"

	"github.com/eegp-lang/eegp/lang/syntax"
)

// Expr is an expression on one line, however long, without comments; bodies in
// braces have a line for each let and one for the result.
func Expr(e syntax.Expr) string {
	if s, ok := flat(e); ok {
		return s
	}
	p := &printer{}
	p.expr(e, 0)
	return p.out.String()
}

// Type is a type as the formatter writes it.
func Type(t *syntax.Type) string {
	if !t.Tensor {
		if t.Of != nil {
			return t.Name + " " + Type(t.Of)
		}
		return t.Name
	}
	axes, _ := flatArgs(t.Axes)
	if t.Unit != "" {
		return "[" + axes + "] " + t.Unit
	}
	return "[" + axes + "]"
}

// flat writes an expression on one line; ok is false when it holds a body in
// braces, which has lines of its own.
func flat(e syntax.Expr) (text string, ok bool) {
	switch e := bare(e).(type) {
	case *syntax.Number:
		return e.Text, true
	case *syntax.Quantity:
		return e.Number.Text + " " + e.Unit, true
	case *syntax.Text:
		return quote(e.Value), true
	case *syntax.Name:
		return e.Name, true
	case *syntax.Unary:
		x, ok := flatOperand(e.X, syntax.UnaryPower(e.Op))
		return prefix(e.Op) + x, ok
	case *syntax.Binary:
		return flatBinary(e)
	case *syntax.Call:
		fn, ok := flatHead(e.Fn)
		args, argsOK := flatArgs(e.Args)
		return fn + "(" + args + ")", ok && argsOK
	case *syntax.Select:
		x, ok := flatHead(e.X)
		return x + "." + e.Name.Name, ok
	case *syntax.Index:
		x, ok := flatHead(e.X)
		i, indexOK := flat(e.I)
		return x + "[" + i + "]", ok && indexOK
	case *syntax.List:
		gen, genOK := flatGen(e.Gen)
		items, ok := flatArgs(e.Items)
		return "[" + join(gen, items) + "]", ok && genOK
	case *syntax.Record:
		return flatRecord(e)
	case *syntax.Lambda:
		if e.Body.Braced {
			return "", false
		}
		value, ok := flat(e.Body.Result)
		return lambdaHead(e) + " " + value, ok
	case *syntax.Paren:
		x, ok := flat(e.X)
		return "(" + x + ")", ok
	}
	return "", true
}

func join(gen, items string) string {
	if gen != "" && items != "" {
		return gen + " " + items
	}
	return gen + items
}

// prefix is a unary operator with the space it needs.
func prefix(op string) string {
	if op == "-" {
		return op
	}
	return op + " "
}

func flatBinary(e *syntax.Binary) (string, bool) {
	power := syntax.Power(e.Op)
	left, right := power-1, power
	if e.Op == "^" {
		left, right = power, power-1
	}
	l, lok := flatOperand(e.L, left)
	r, rok := flatOperand(e.R, right)
	if e.Op == ".." && literal(e.L) && literal(e.R) {
		return l + ".." + r, lok && rok
	}
	return l + " " + e.Op + " " + r, lok && rok
}

// flatOperand puts parentheses around an operand that binds no tighter than
// floor. Trees that were read have them already.
func flatOperand(e syntax.Expr, floor int) (string, bool) {
	s, ok := flat(e)
	if needsParens(e, floor) {
		return "(" + s + ")", ok
	}
	return s, ok
}

func needsParens(e syntax.Expr, floor int) bool {
	b, ok := e.(*syntax.Binary)
	return ok && syntax.Power(b.Op) <= floor
}

// bare is an expression without empty parentheses behind it.
func bare(e syntax.Expr) syntax.Expr {
	for {
		c, ok := e.(*syntax.Call)
		if !ok || len(c.Args) > 0 {
			return e
		}
		e = c.Fn
	}
}

// flatHead is what a postfix follows. Empty parentheses stay before other ones,
// since f()(x) is not f(x); one pair is enough.
func flatHead(e syntax.Expr) (string, bool) {
	s, ok := flat(e)
	switch e := e.(type) {
	case *syntax.Call:
		if len(e.Args) == 0 {
			return s + "()", ok
		}
	case *syntax.Binary, *syntax.Unary, *syntax.Lambda:
		return "(" + s + ")", ok
	}
	return s, ok
}

// literal reports a number or quantity, perhaps with a minus.
func literal(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.Number, *syntax.Quantity:
		return true
	case *syntax.Unary:
		return e.Op == "-" && literal(e.X)
	}
	return false
}

func flatArgs(args []*syntax.Arg) (string, bool) {
	parts := make([]string, 0, len(args))
	all := true
	for _, a := range args {
		s, ok := flatArg(a)
		parts = append(parts, s)
		all = all && ok
	}
	return strings.Join(parts, ", "), all
}

func flatArg(a *syntax.Arg) (string, bool) {
	if a.Rest != nil {
		return ".." + a.Rest.Name, true
	}
	value, ok := flat(a.Value)
	text := argHead(a) + value
	if a.Rate != nil {
		rate, rateOK := flat(a.Rate)
		return text + " @ " + rate, ok && rateOK
	}
	return text, ok
}

// argHead is the label and axis before an argument's value.
func argHead(a *syntax.Arg) string {
	head := ""
	if a.Label != nil {
		head = a.Label.Name + ": "
	}
	if a.Axis != nil {
		head += a.Axis.Name + "="
	}
	return head
}

func flatRecord(e *syntax.Record) (string, bool) {
	gen, all := flatGen(e.Gen)
	parts := make([]string, 0, len(e.Entries))
	for _, entry := range e.Entries {
		value, ok := flat(entry.Value)
		parts = append(parts, entryHead(entry)+" "+value)
		all = all && ok
	}
	inner := join(gen, strings.Join(parts, ", "))
	if inner == "" {
		return "{}", all
	}
	return "{ " + inner + " }", all
}

func entryHead(e *syntax.Entry) string {
	if e.Quoted {
		return quote(e.Key) + ":"
	}
	return e.Key + ":"
}

// flatGen is for .. in .. if .. =>, or nothing.
func flatGen(g *syntax.Gen) (string, bool) {
	if g == nil {
		return "", true
	}
	all := true
	parts := make([]string, 0, len(g.Clauses))
	for _, c := range g.Clauses {
		in, ok := flat(c.In)
		parts = append(parts, c.Name.Name+" in "+in)
		all = all && ok
	}
	text := "for " + strings.Join(parts, ", ")
	if g.If != nil {
		cond, ok := flat(g.If)
		text += " if " + cond
		all = all && ok
	}
	return text + " =>", all
}

func lambdaHead(e *syntax.Lambda) string {
	names := make([]string, 0, len(e.Params))
	for _, p := range e.Params {
		names = append(names, p.Name)
	}
	return "fn(" + strings.Join(names, ", ") + ") =>"
}

func flatParam(p *syntax.Param) (string, bool) {
	text, all := p.Name.Name, true
	if p.Type != nil {
		text += ": " + Type(p.Type)
	}
	if p.In != nil {
		in, ok := flat(p.In)
		text += " in " + in
		all = all && ok
	}
	if p.Default != nil {
		value, ok := flat(p.Default)
		text += " = " + value
		all = all && ok
	}
	return text, all
}

func flatParams(params []*syntax.Param) (string, bool) {
	parts := make([]string, 0, len(params))
	all := true
	for _, p := range params {
		s, ok := flatParam(p)
		parts = append(parts, s)
		all = all && ok
	}
	return "(" + strings.Join(parts, ", ") + ")", all
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`)

func quote(text string) string { return `"` + escapes.Replace(text) + `"` }
