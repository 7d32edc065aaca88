package syntax

import (
	"strings"
	"testing"
)

func TestEBNFShowsNoGoTypes(t *testing.T) {
	text := EBNF()
	for _, want := range []string{
		`param = NAME (":" type)? ("in" expr)? ("=" expr)? .`,
		`expr = unary rest* .`,
		`letBody = "{" (let EOL)+ expr EOL "}" .`,
		`signature = NAME params? (":" type? (("->" | "~>") type)?)? .`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("lacks %s\n%s", want, text)
		}
	}
	for _, trace := range []string{"<", " G"} {
		for _, line := range strings.Split(text, "\n") {
			if !strings.HasPrefix(line, "#") && strings.Contains(line, trace) {
				t.Errorf("%q stands in %s", trace, line)
			}
		}
	}
}

// Every rule a rule names is defined once.
func TestEBNFIsWhole(t *testing.T) {
	defined := map[string]int{}
	var used []string
	for _, line := range strings.Split(EBNF(), "\n") {
		name, body, ok := strings.Cut(line, " = ")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		defined[name]++
		for i, part := range strings.Split(body, `"`) {
			if i%2 == 0 {
				used = append(used, strings.FieldsFunc(part, func(r rune) bool { return !isNameStart(r) })...)
			}
		}
	}
	for _, name := range used {
		if name != strings.ToUpper(name) && defined[name] != 1 {
			t.Errorf("%s is defined %d times", name, defined[name])
		}
	}
}
