package diag

import (
	"fmt"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

// Foreign is a form of another language, or one that an edition removed. Form
// is its entry in the table.
type Foreign struct {
	At   source.Span
	Form string
}

// A foreignForm says how a form is written here. New, when not "-", is what
// replaces the sign itself.
type foreignForm struct {
	form, message, rule, new, hint string
}

var foreignForms = []foreignForm{
	{"== sets", "`==` compares, `=` sets", "names and fields are set with a single =", "=", ""},
	{"= compares", "`=` sets, `==` compares", "what a test expects is a comparison", "==", ""},
	{": sets", "fields are set with `=`", "entries of a record take a colon, fields of a study or protocol an equals sign", " =", ""},
	{"= in record", "entries of a record take `:`", "fields of a study or protocol take an equals sign, entries of a record a colon", ":", ""},
	{"slice", "ranges are written with `..`", "x[1..2] takes both ends; there is no step", "..", ""},
	{"colon opens", "braces hold what belongs to a declaration, not a colon", "indentation has no meaning", " {", ""},
	{"comma ends", "fields and lines end with their line, not with a comma", "commas stand between arguments and entries", "", ""},
	{"-> in lambda", "a function value takes `=>`", "`->` stands between types only", "=>", ""},
	{"=> in fn", "a declared function takes `=`", "`=>` belongs to functions without a name: fn(x) => x", "=", ""},
	{"tuple", "parentheses hold one value", "several values make a list: [1, 2]", "-", "write [ and ] around them"},
	{"lambda", "there is no `lambda`", "a function without a name is written fn(x) => x + 1", "-", "write fn(x) => ..."},
	{"if", "there is no `if` between values", "a program is total: `if` only filters, as in [for x in xs if x > 0 => x]", "-", "make the two cases two values or two methods"},
	{"return", "there is no `return`", "the last line of a body is its result", "", ""},
	{"for behind", "`for` comes first", "a list of values made from others is written [for x in xs => x ^ 2]", "-", "write [for ... => ...]"},
	{"while", "there are no loops", "every program ends; scan runs along an axis, for makes lists and records", "-", ""},
	{"def", "functions are declared with `fn`", "a function is written fn half(x) = x / 2, outside other declarations", "-", ""},
	{"var", "values are named with `let`", "a name keeps its value", "let", ""},
	{"const", "values are named with `let`", "a name keeps its value", "let", ""},
	{"true", "yes and no are written `yes` and `no`", "the two truth values are yes and no", "yes", ""},
	{"false", "yes and no are written `yes` and `no`", "the two truth values are yes and no", "no", ""},
	{"none", "there is no empty value", "what is left out takes its default", "-", "leave the argument out"},
	{":=", "values are named with `let name = value`", "= sets, == compares", "=", ""},
	{"<-", "values are named with `let name = value`", "= sets, == compares", "=", ""},
	{";", "there is no `;`", "a line ends an item", "-", "begin a new line"},
	{"&&", "`and` is written as a word", "the words are and, or, not", "and", ""},
	{"||", "`or` is written as a word", "the words are and, or, not", "or", ""},
	{"&", "`and` is written as a word", "the words are and, or, not", "and", ""},
	{"!", "`not` is written as a word", "the words are and, or, not", "not ", ""},
	{"**", "powers are written with `^`", "x ^ 2 is x squared", "^", ""},
	{"|", "stages are joined with `|>`", "x |> f(a) is f(x, a)", "|>", ""},
	{"<|", "stages are joined with `|>`", "data flows from left to right", "-", "begin with the data"},
	{">>", "stages are joined with `|>`", "x |> f(a) is f(x, a)", "|>", ""},
	{"<>", "unequal is written `!=`", "comparisons are == != < <= > >=", "!=", ""},
	{"===", "equal is written `==`", "comparisons are == != < <= > >=", "==", ""},
	{"//", "a comment begins with `#`", "# comments run to the end of the line; there is no whole division", "#", ""},
	{"/*", "a comment begins with `#`", "# comments run to the end of the line", "-", "put # before each line"},
	{"*/", "a comment begins with `#`", "# comments run to the end of the line", "-", "put # before each line"},
	{"...", "two dots are enough", "..rest stands for the remaining axes, 1..9 is a range", "..", ""},
	{"::", "parts are named with `.`", "std.models names a module, net.stem a part", ".", ""},
	{"%", "`%` is the unit percent", "50 % is one half; there is no remainder", "-", ""},
	{"?", "there is no `?`", "a program is total: it holds no choice at run time", "-", ""},
	{"$", "`$` has no meaning", "texts take values in braces: \"net_{depth}\"", "-", ""},
	{"\\", "a line needs no `\\` to go on", "a line goes on after an operator, inside ( and [, and before |>", "", ""},
	{"`", "texts stand between double quotes", "a text is written \"like this\"", "-", ""},
	{"'", "texts stand between double quotes", "a text is written \"like this\"", "-", ""},
	{"~", "`~` has no meaning alone", "`~>` is the type of a learner", "-", ""},
}

func (p Foreign) Diagnose() Diagnostic {
	d := Diagnostic{Code: "E010", At: p.At, Message: "this is not written so here"}
	text := p.At.Text()
	switch {
	case p.Form == "single quotes":
		d.Message, d.Rule = "texts stand between double quotes", "' belongs to names: time' is a second copy of time"
		inner := strings.ReplaceAll(strings.Trim(text, "'"), `"`, `\"`)
		d.Fix = replace(`"`+inner+`"`, p.At, `"`+inner+`"`)
		return d
	case strings.HasSuffix(p.Form, "=") && len(p.Form) == 2 && strings.ContainsAny(p.Form[:1], "+-*/") || p.Form == "++" || p.Form == "--":
		d.Message, d.Rule = fmt.Sprintf("there is no `%s`", p.Form), "a name keeps its value; scan carries values along an axis"
		return d
	}
	for _, f := range foreignForms {
		if f.form != p.Form {
			continue
		}
		d.Message, d.Rule, d.Hint = f.message, f.rule, f.hint
		if f.new == "" {
			d.Fix = replace(fmt.Sprintf("remove `%s`", text), p.At, "")
		} else if f.new != "-" {
			d.Fix = replace(strings.TrimSpace(f.new), p.At, f.new)
		}
	}
	return d
}
