package train

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"

	"github.com/google/renameio/v2"

	"github.com/eegp-lang/eegp/compiler/step"
	"github.com/eegp-lang/eegp/runtime/weights"
)

// Save writes the weights and running values of every network of a model under a
// file name without its ending; from the second network on with its number. meta is
// kept in the file beside what the model knows of itself.
func (m *Model) Save(name string, meta map[string]string) error {
	as := *m.make.recipe
	as.Exact = true // what is computed does not matter here
	f, err := as.Predict(1)
	if err != nil {
		return err
	}
	all := map[string]string{"network": m.stage.Parts[0].Show(), "training": m.stage.Show(), "input": m.make.recipe.Shape.String()}
	if text, err := json.Marshal(m.classes); err == nil {
		all["classes"] = string(text)
	}
	for k, v := range meta {
		all[k] = v
	}
	for i, values := range m.Networks {
		file := &weights.File{Meta: all}
		for _, v := range f.Values {
			if v.Role != step.Slot {
				file.Tensors = append(file.Tensors, tensorOf(v.Path, v.Shape, values[v.Path]))
			}
		}
		path := name
		if i > 0 {
			path += "-" + strconv.Itoa(i+1)
		}
		if err := write(path+ending, file); err != nil {
			return err
		}
	}
	return nil
}

// A WriteError is a file that could not be written.
type WriteError struct {
	Path string
	Err  error
}

func (e *WriteError) Error() string { return "cannot write " + e.Path + ": " + e.Err.Error() }
func (e *WriteError) Unwrap() error { return e.Err }

// write replaces a file as a whole, so that an interruption leaves the old one.
func write(path string, file *weights.File) error {
	if err := replace(path, file); err != nil {
		return &WriteError{path, err}
	}
	return nil
}

func replace(path string, file *weights.File) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	out, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o644))
	if err != nil {
		return err
	}
	defer func() { _ = out.Cleanup() }()
	if err := weights.Write(out, file); err != nil {
		return err
	}
	return out.CloseAtomicallyReplace()
}
