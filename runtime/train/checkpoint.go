package train

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/step"
	"github.com/eegp-lang/eegp/runtime/weights"
)

// A checkpoint file holds the networks that are done, and of the one in training
// its values, the best so far, and the history. Everything drawn at random counts
// from the number of steps taken, so that is the state of chance.
const (
	ending  = ".safetensors"
	nowPart = "now/"
	bestOf  = "best/"
)

func donePart(repeat int) string { return fmt.Sprintf("done %d/", repeat+1) }

// saved is a checkpoint that was found.
type saved struct {
	*weights.File
	path          string
	repeat, taken int
	best          int
}

// checkpoint is the file of this training, "" when none is kept.
func (f *fitting) checkpoint() string {
	if f.Checkpoints == "" {
		return ""
	}
	if f.phase == trainPhase {
		return f.Checkpoints + ending
	}
	return f.Checkpoints + "-" + f.phase + ending
}

// load reads the checkpoint of an earlier run, nil when there is none.
func (f *fitting) load() (*saved, error) {
	path := f.checkpoint()
	if path == "" {
		return nil, nil
	}
	file, err := weights.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &CheckpointError{Path: path, Reason: err.Error()}
	}
	s := &saved{File: file, path: path}
	for name, to := range map[string]*int{"repeat": &s.repeat, "steps": &s.taken, "best": &s.best} {
		n, err := strconv.Atoi(file.Meta[name])
		if err != nil || n < 0 {
			return nil, &CheckpointError{Path: path, Reason: "it is no checkpoint of eegp: its metadata lacks " + name}
		}
		*to = n
	}
	return s, nil
}

// resume goes on where a checkpoint of the same training ends.
func (r *run) resume(f *step.Function) error {
	s := r.saved
	if s == nil {
		return nil
	}
	if s.repeat < r.repeat {
		return nil
	}
	part := nowPart
	if s.repeat > r.repeat {
		part = donePart(r.repeat)
	}
	if part == nowPart && s.Meta["open"] == "" {
		return nil // the network before it was the last that was begun
	}
	if err := s.fits(f, part); err != nil {
		return err
	}
	if s.Meta["training"] != r.identity {
		return &CheckpointError{Path: s.path, Reason: "it belongs to " + s.Meta["text"] + " with other settings, trials or seed"}
	}
	r.values.take(s.part(part))
	if s.repeat > r.repeat {
		r.done = true
		return nil
	}
	if best := s.part(bestOf); len(best) > 0 {
		r.best = r.values.clone()
		r.best.take(best)
	}
	r.taken, r.Best = s.taken, s.best
	r.Loss, r.Held, r.Score = s.numbers("history/loss"), s.numbers("history/held"), s.numbers("history/score")
	return nil
}

func (s *saved) numbers(name string) []float64 {
	if t := s.Find(name); t != nil {
		return slices.Clone(t.F64)
	}
	return nil
}

// part is the values under a prefix.
func (s *saved) part(prefix string) Values {
	out := Values{}
	for _, t := range s.Tensors {
		if path, ok := strings.CutPrefix(t.Name, prefix); ok {
			out[path] = t.F32
		}
	}
	return out
}

// fits compares the values of a function with those under a prefix.
func (s *saved) fits(f *step.Function, prefix string) error {
	bad := &CheckpointError{Path: s.path}
	known := map[string]bool{}
	for _, v := range f.Values {
		known[prefix+v.Path] = true
		t := s.Find(prefix + v.Path)
		switch {
		case t == nil:
			bad.Missing = append(bad.Missing, v.Path+" "+v.Shape.String())
		case !sameShape(t, v.Shape):
			bad.Differ = append(bad.Differ, fmt.Sprintf("%s is %s there and %v here", v.Path, shown(t), v.Shape))
		}
	}
	for _, t := range s.Tensors {
		if path, ok := strings.CutPrefix(t.Name, prefix); ok && !known[t.Name] {
			bad.Extra = append(bad.Extra, path+" "+shown(&t))
		}
	}
	if len(bad.Missing)+len(bad.Differ)+len(bad.Extra) == 0 {
		return nil
	}
	return bad
}

func sameShape(t *weights.Tensor, s graph.Shape) bool {
	if len(t.Shape) != len(s) {
		return false
	}
	for i, a := range s {
		if t.Shape[i] != a.Size || t.Axes != nil && t.Axes[i] != a.Name {
			return false
		}
	}
	return true
}

func shown(t *weights.Tensor) string {
	s := graph.Shape{}
	for i, n := range t.Shape {
		name := "?"
		if t.Axes != nil {
			name = t.Axes[i]
		}
		s = append(s, graph.Axis{Name: name, Size: n})
	}
	return s.String()
}

// save writes the state after an epoch. ended tells that the network is done.
func (r *run) save(ended bool) error {
	path := r.checkpoint()
	if path == "" {
		return nil
	}
	file := &weights.File{Meta: map[string]string{
		"training": r.identity, "text": r.stage.Show(), "repeat": strconv.Itoa(r.repeat),
		"steps": strconv.Itoa(r.taken), "best": strconv.Itoa(r.Best),
	}}
	for i, v := range r.finishedNetworks {
		file.Tensors = append(file.Tensors, r.tensors(donePart(i), v)...)
	}
	if ended {
		file.Meta["repeat"] = strconv.Itoa(r.repeat + 1)
		file.Tensors = append(file.Tensors, r.tensors(donePart(r.repeat), r.values)...)
	} else {
		file.Meta["open"] = "yes"
		file.Tensors = append(file.Tensors, r.tensors(nowPart, r.values)...)
		if r.best != nil {
			file.Tensors = append(file.Tensors, r.tensors(bestOf, r.best)...)
		}
		for name, x := range map[string][]float64{"loss": r.Loss, "held": r.Held, "score": r.Score} {
			if len(x) > 0 {
				file.Tensors = append(file.Tensors, weights.Tensor{Name: "history/" + name, Shape: []int{len(x)}, F64: x})
			}
		}
	}
	return write(path, file)
}

// tensors of values under a prefix.
func (r *run) tensors(prefix string, values Values) []weights.Tensor {
	var out []weights.Tensor
	for _, v := range r.layout {
		out = append(out, tensorOf(prefix+v.Path, v.Shape, values[v.Path]))
	}
	return out
}

func tensorOf(name string, s graph.Shape, x []float32) weights.Tensor {
	t := weights.Tensor{Name: name, Axes: s.Names(), Shape: make([]int, len(s)), F32: x}
	for i, a := range s {
		t.Shape[i] = a.Size
	}
	return t
}

// A CheckpointError is a file that the training cannot go on from: one that is
// broken, or of another network.
type CheckpointError struct {
	Path                   string
	Reason                 string
	Missing, Extra, Differ []string
}

func (e *CheckpointError) Error() string {
	if e.Reason != "" {
		return e.Path + ": " + e.Reason
	}
	var parts []string
	for _, p := range []struct {
		what  string
		names []string
	}{{"it lacks", e.Missing}, {"it has beside", e.Extra}, {"", e.Differ}} {
		if len(p.names) > 0 {
			parts = append(parts, strings.TrimSpace(p.what+" "+strings.Join(p.names, ", ")))
		}
	}
	return e.Path + " is a checkpoint of another network: " + strings.Join(parts, "; ")
}
