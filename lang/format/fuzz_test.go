package format

import (
	"os"
	"path/filepath"
	"slices"
	"sort"
	"testing"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/google/go-cmp/cmp"
)

// Formatting twice changes nothing, keeps the tree and loses no comment.
func FuzzFormat(f *testing.F) {
	for _, pattern := range []string{"testdata/*.eegp", "testdata/*.input"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, p := range paths {
			text, err := os.ReadFile(p)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, ok := quiet(text); ok {
			checkStable(t, text)
		}
	})
}

// checkStable formats a text without faults twice.
func checkStable(t *testing.T, text string) {
	t.Helper()
	tree, _ := quiet(text)
	once := File(tree)
	again, ok := quiet(once)
	if !ok {
		t.Fatalf("the canonical text has faults:\n%s\nfrom:\n%s", once, text)
	}
	if twice := File(again); once != twice {
		t.Fatalf("formatting twice changes:\n%s\nfrom:\n%s\nto:\n%s", cmp.Diff(once, twice), text, once)
	}
	if a, b := commentTexts(tree), commentTexts(again); !slices.Equal(a, b) {
		t.Fatalf("comments (-want +got):\n%s\nfrom:\n%s\nto:\n%s", cmp.Diff(a, b), text, once)
	}
	normalise(tree)
	normalise(again)
	if a, b := syntax.ShowFile(tree), syntax.ShowFile(again); a != b {
		t.Fatalf("the tree changed:\n%s\nfrom:\n%s\nto:\n%s", cmp.Diff(a, b), text, once)
	}
}

func quiet(text string) (*syntax.File, bool) {
	var report diag.List
	f := syntax.Parse(source.NewFile("fuzz.eegp", text), &report)
	return f, len(report.All()) == 0
}

func commentTexts(f *syntax.File) []string {
	var out []string
	for _, c := range f.Comments {
		out = append(out, c.Text)
	}
	sort.Strings(out)
	return out
}

// normalise drops what the formatter may change: the order of use lines and
// empty parentheses.
func normalise(f *syntax.File) {
	for i := 0; i < len(f.Decls); {
		j := i
		for j < len(f.Decls) && isUse(f.Decls[j]) {
			j++
		}
		run := f.Decls[i:j]
		sort.SliceStable(run, func(a, b int) bool {
			return useLine(run[a].(*syntax.Use)) < useLine(run[b].(*syntax.Use))
		})
		i = max(j, i+1)
	}
	syntax.WalkFile(f, func(n syntax.Node) bool {
		dropEmpty(n)
		return true
	})
}

func dropEmpty(n syntax.Node) {
	drop := func(e *syntax.Expr) {
		for {
			c, ok := (*e).(*syntax.Call)
			if !ok || len(c.Args) > 0 {
				return
			}
			*e = c.Fn
		}
	}
	switch n := n.(type) {
	case *syntax.Let:
		drop(&n.Value)
	case *syntax.Body:
		drop(&n.Result)
	case *syntax.Field:
		drop(&n.Value)
	case *syntax.TestStep:
		drop(&n.Expect)
	case *syntax.Param:
		drop(&n.In)
		drop(&n.Default)
	case *syntax.Arg:
		drop(&n.Value)
		drop(&n.Rate)
	case *syntax.Entry:
		drop(&n.Value)
	case *syntax.Gen:
		for i := range n.Clauses {
			drop(&n.Clauses[i].In)
		}
		drop(&n.If)
	case *syntax.Unary:
		drop(&n.X)
	case *syntax.Binary:
		drop(&n.L)
		drop(&n.R)
	case *syntax.Call:
		if head, ok := n.Fn.(*syntax.Call); ok && len(head.Args) == 0 {
			drop(&head.Fn)
		}
	case *syntax.Select:
		drop(&n.X)
	case *syntax.Index:
		drop(&n.X)
		drop(&n.I)
	case *syntax.Paren:
		drop(&n.X)
	}
}
