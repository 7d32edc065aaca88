package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/lower"
	"github.com/eegp-lang/eegp/compiler/onnx"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/compiler/plan"
	"github.com/eegp-lang/eegp/compiler/ref/split"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/runtime/data"
	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/runtime/weights"
)

type exportFlags struct {
	to, from, out string
	batch         int
	threads       int
}

func exportCommand() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export FILE METHOD",
		Short: "Write a trained network for other programs",
		Long: `export writes the network that a method of a study trains: its weights and running
values as safetensors, or the whole network as ONNX (operator set 17) with the weights
inside. Without --weights it is trained on all trials of the study, test trials too, so
no score is printed. With --weights it takes those that eegp run --save-weights kept.

An ONNX file holds the network alone, not the stages before it, and all its sizes are
fixed; --batch says how many trials it takes at once. Its output is the score of each
class before any softmax.`,
		Args: needs("a program and a method", 2, 2),
		RunE: func(cmd *cobra.Command, args []string) error { return exportNetwork(cmd, args[0], args[1], f) },
	}
	c.Flags().StringVar(&f.to, "to", "onnx", "safetensors or onnx")
	c.Flags().StringVar(&f.from, "weights", "", "take the weights from this safetensors file")
	c.Flags().StringVarP(&f.out, "out", "o", "", "the file to write (default: the method's name)")
	c.Flags().IntVar(&f.batch, "batch", 1, "trials that an ONNX file takes at once")
	c.Flags().IntVar(&f.threads, "threads", 0, "how many jobs run at once (default: all cores)")
	return c
}

func exportNetwork(cmd *cobra.Command, path, method string, f exportFlags) error {
	if f.to != "onnx" && f.to != "safetensors" {
		return fmt.Errorf("--to %s: it is one of safetensors, onnx", f.to)
	}
	if f.batch < 1 {
		return fmt.Errorf("--batch %d: a batch has at least one trial", f.batch)
	}
	if f.out == "" {
		f.out = method + "." + f.to
	}
	if same(path, f.out) {
		return fmt.Errorf("--out %s would write over the program itself", f.out)
	}
	file, err := readScript(path)
	if err != nil {
		return err
	}
	program, found := checked(file)
	if found.HasErrors() {
		_ = show(found.All(), false)
		return exitError(exitDiagnostics)
	}
	p, err := networkOf(program, method)
	if err != nil {
		return err
	}
	held, err := weightsFor(cmd.Context(), program, path, method, f)
	if err != nil {
		return err
	}
	data, err := encoded(p, held, method, f)
	if err != nil {
		return err
	}
	if err := renameio.WriteFile(f.out, data, 0o644); err != nil {
		return fmt.Errorf("cannot write %s: %s", f.out, reason(err))
	}
	fmt.Printf("wrote %s: %s weights\n", f.out, orZero(numbers(held)))
	return nil
}

// networkOf a method of the program's studies.
func networkOf(program *check.Program, method string) (*placed, error) {
	var names []string
	for _, s := range program.Studies {
		for _, m := range s.Methods {
			if net := trained(m.Stage); net != nil {
				names = append(names, m.Name)
				if m.Name == method {
					return placeIn(program, method, "")
				}
			}
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no method of the program trains a network")
	}
	return nil, fmt.Errorf("no method %s trains a network; those that do: %s", method, strings.Join(names, ", "))
}

// weightsFor a method: those of a file, or of a training on all trials.
func weightsFor(ctx context.Context, program *check.Program, path, method string, f exportFlags) (*weights.File, error) {
	if f.from != "" {
		return readWeights(f.from)
	}
	plans, problems := plan.Studies(program)
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s", problems[0].Diagnose().Message)
	}
	for _, p := range plans {
		i := slices.IndexFunc(p.Methods, func(m plan.Method) bool { return m.Name == method })
		if i < 0 {
			continue
		}
		folder, err := os.MkdirTemp("", "eegp-export")
		if err != nil {
			return nil, err
		}
		defer func() { _ = os.RemoveAll(folder) }() // it holds a copy
		whole := *p
		whole.Methods = p.Methods[i : i+1]
		whole.Splits = []plan.Split{{Name: "whole", Call: p.Splits[0].Call, Cut: everything}}
		watch := newWatcher(false)
		opener := exec.Opener{Roots: data.Roots(filepath.Dir(path))}
		result := exec.Run(ctx, &whole, exec.Options{Open: opener.Open, Threads: f.threads, Progress: watch.event, Weights: folder})
		watch.clear()
		if hasErrors(result.Problems) || result.Interrupted {
			_ = show(result.Problems, false)
			return nil, exitError(exitRunFailed)
		}
		return readFirst(folder)
	}
	return nil, fmt.Errorf("no study has a method %s", method)
}

// everything trains on all trials; what it says of them afterwards is no score.
func everything(_ op.Call, t *op.Index, _ int64) ([]op.Fold, error) {
	all := make([]int, len(t.Labels))
	for i := range all {
		all[i] = i
	}
	return []op.Fold{{Fold: split.Fold{Train: all, Test: all}, Name: "all trials"}}, nil
}

func readFirst(folder string) (*weights.File, error) {
	var found string
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && found == "" {
			found = path
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if found == "" {
		return nil, fmt.Errorf("the training kept no weights")
	}
	return readWeights(found)
}

func readWeights(path string) (*weights.File, error) {
	f, err := weights.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

func numbers(f *weights.File) int {
	n := 0
	for _, t := range f.Tensors {
		n += len(t.F32) + len(t.F64)
	}
	return n
}

func encoded(p *placed, held *weights.File, method string, f exportFlags) ([]byte, error) {
	n, err := lower.Net(p.stage, p.in, f.batch, p.classes)
	if err != nil {
		return nil, err
	}
	values, err := matched(n, held, f.from)
	if err != nil {
		return nil, err
	}
	if f.to == "safetensors" {
		var b strings.Builder
		err := weights.Write(&b, held)
		return []byte(b.String()), err
	}
	notes := [][2]string{{"network", p.stage.Show()}}
	for _, key := range []string{"classes", "training"} {
		if v := held.Meta[key]; v != "" {
			notes = append(notes, [2]string{key, v})
		}
	}
	return onnx.Encode(onnx.Model{
		Name: method, Inputs: []*graph.Node{n.Input}, Outputs: map[string]*graph.Node{"scores": n.Applied}, Order: []string{"scores"},
		Weights: values, Version: version, Notes: notes,
	})
}

// matched gives a network its values by name, and lists what differs.
func matched(n *lower.Network, held *weights.File, path string) (map[string][]float32, error) {
	values := map[string][]float32{}
	var wrong []string
	take := func(name string, s graph.Shape) {
		t := held.Find(name)
		switch {
		case t == nil:
			wrong = append(wrong, name+" is not in the file")
		case len(t.F32) != s.Count():
			wrong = append(wrong, fmt.Sprintf("%s is %v in the file and %v in the network", name, t.Shape, s))
		default:
			values[name] = t.F32
		}
	}
	for _, w := range n.Weights {
		take(w.Path, w.Shape)
	}
	for _, s := range n.States {
		take(s.Path, s.Shape)
	}
	if len(wrong) == 0 {
		return values, nil
	}
	const most = 8
	if len(wrong) > most {
		wrong = append(wrong[:most], fmt.Sprintf("and %d more", len(wrong)-most))
	}
	return nil, fmt.Errorf("%s holds the weights of another network:\n  %s", path, strings.Join(wrong, "\n  "))
}
