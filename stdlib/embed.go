// Package stdlib carries the standard library: declarations of the language in
// the language, shipped with the program.
package stdlib

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"github.com/eegp-lang/eegp/lang/source"
)

//go:embed *.eegp models/*.eegp
var files embed.FS

// Module finds the text of a module: std.datasets is datasets.eegp.
func Module(dotted string) (*source.File, bool) {
	rest, ok := strings.CutPrefix(dotted, "std.")
	if !ok {
		return nil, false
	}
	name := path.Join(strings.Split(rest, ".")...) + ".eegp"
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, false
	}
	return source.NewFile("std/"+name, string(text)), true
}

// Modules lists the paths of all modules.
func Modules() []string {
	var paths []string
	_ = fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			paths = append(paths, "std."+strings.ReplaceAll(strings.TrimSuffix(name, ".eegp"), "/", "."))
		}
		return err
	})
	return paths
}
