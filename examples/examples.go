// Package examples carries the programs of the manual, so that `eegp new` can
// start from one anywhere.
package examples

import (
	"embed"
	"strings"
)

//go:embed *.eegp
var files embed.FS

// Text of an example by its name without the ending.
func Text(name string) (string, bool) {
	text, err := files.ReadFile(name + ".eegp")
	return string(text), err == nil
}

// Names of all examples.
func Names() []string {
	entries, _ := files.ReadDir(".")
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".eegp"))
	}
	return names
}
