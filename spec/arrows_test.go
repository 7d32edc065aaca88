package spec

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/eegp-lang/eegp/"

// layers in the order arrows may point: a layer imports itself and those before it.
var layers = []string{"lang", "compiler", "runtime", "cmd"}

func layerOf(path string) int {
	top, _, _ := strings.Cut(filepath.ToSlash(path), "/")
	for i, l := range layers {
		if l == top {
			return i
		}
	}
	return -1
}

// offends says why a file of folder may not import path, or "".
func offends(folder, path string) string {
	from, to := layerOf(folder), layerOf(path)
	switch {
	case from >= 0 && to > from:
		return layers[from] + " may not know " + layers[to]
	case strings.HasPrefix(folder, "compiler/ref/") && !strings.HasPrefix(path, "compiler/ref/"):
		return "the references are numbers only"
	}
	return ""
}

func TestArrowsPointOneWay(t *testing.T) {
	seen := 0
	for _, top := range layers {
		err := filepath.WalkDir(filepath.Join("..", top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			folder := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
			for _, imp := range file.Imports {
				full, _ := strconv.Unquote(imp.Path.Value)
				local, ours := strings.CutPrefix(full, module)
				if !ours {
					continue
				}
				seen++
				if why := offends(folder, local); why != "" {
					t.Errorf("%s imports %s: %s", path, local, why)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen == 0 {
		t.Fatal("no import of the project was seen: the test looks in the wrong place")
	}
}

func TestArrowsCanOffend(t *testing.T) {
	for _, c := range []struct{ folder, path string }{
		{"lang/check", "compiler/op"},
		{"compiler/op", "runtime/exec"},
		{"runtime/data", "cmd/eegp"},
		{"compiler/ref/signal", "compiler/value"},
	} {
		if offends(c.folder, c.path) == "" {
			t.Errorf("%s -> %s passed", c.folder, c.path)
		}
	}
}
