package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/eegp-lang/eegp/compiler/graph"
	"github.com/eegp-lang/eegp/compiler/inspect"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/check"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
	"github.com/eegp-lang/eegp/lang/syntax"
	"github.com/eegp-lang/eegp/lang/types"
	"github.com/eegp-lang/eegp/spec"
)

// defaultInput is what a network is shown for when nobody says otherwise: four
// seconds of BCI competition IV 2a.
const defaultInput = "[channel=22, time=1000 @ 250 Hz, class=4]"

// A placed network is a stage typed on an input.
type placed struct {
	stage   *types.Stage
	in      graph.Shape
	classes int
	on      string
}

// placeLibrary finds a network of the standard library by its name.
func placeLibrary(name, on string) (*placed, error) {
	for _, d := range spec.Library() {
		if d.Called(name) {
			program, report := imported(d)
			return place(program, "shown", on, report)
		}
	}
	return nil, fmt.Errorf("the library has no network %s", name)
}

// tryLibrary is a network of the library on the usual input, nil when it does not
// take that.
func tryLibrary(d spec.Declaration) (*placed, error) {
	program, report := imported(d)
	p, diags := placeQuietly(program, "shown", defaultInput, report)
	if len(diags) > 0 {
		return nil, nil
	}
	return p, nil
}

// imported is a program that declares a network of the library as shown.
func imported(d spec.Declaration) (*check.Program, *diag.List) {
	text := fmt.Sprintf("eegp 1\n\nuse %s (%s)\n\nlet shown = %s\n", d.Module, d.Name, d.Name)
	report := new(diag.List)
	return check.File(syntax.Parse(source.NewFile(d.Name, text), report), environment("", report)), report
}

// placeIn finds a network of a script: a declaration, or what a method trains.
func placeIn(program *check.Program, name, on string) (*placed, error) {
	for _, s := range program.Studies {
		for _, m := range s.Methods {
			if m.Name != name {
				continue
			}
			if net := trained(m.Stage); net != nil && on == "" {
				return placedOn(net, types.Classes(m.Stage.In))
			}
		}
	}
	if _, there := program.Export(name); !there {
		return nil, fmt.Errorf("the script declares no network %s", name)
	}
	// A block is shown with the defaults of its parameters, as a let has it.
	script := program.File.Source
	report := new(diag.List)
	text := strings.TrimRight(script.Text, "\n") + "\n\nlet shown_network = " + name + "\n"
	again := check.File(syntax.Parse(source.NewFile(script.Name, text), report), environment(script.Name, report))
	return place(again, "shown_network", on, report)
}

// trained is the network that a method trains, typed on its data; nil for a
// method without one.
func trained(st *types.Stage) *types.Stage {
	for _, s := range st.Flat() {
		if s.Bound == nil {
			continue
		}
		if _, ok := op.Of(s.Bound).Does.(op.Iterative); ok && len(s.Parts) > 0 {
			return s.Parts[0]
		}
	}
	return nil
}

func placedOn(st *types.Stage, classes []string) (*placed, error) {
	in, ok := types.Inner(st.In)
	shape, known := op.Concrete(in)
	if !ok || !known {
		return nil, fmt.Errorf("the sizes of the data are not known before it is read; say them with --on %q", defaultInput)
	}
	return &placed{st, shape, len(classes), in.String()}, nil
}

func place(program *check.Program, name, on string, report *diag.List) (*placed, error) {
	if on == "" {
		on = defaultInput
	}
	p, diags := placeQuietly(program, name, on, report)
	if len(diags) > 0 {
		_ = show(diags, false)
		return nil, exitError(exitDiagnostics)
	}
	if p == nil {
		return nil, fmt.Errorf("the script declares no network %s that takes %s", name, on)
	}
	return p, nil
}

// placeQuietly gives what is wrong, or the network; neither when there is none.
func placeQuietly(program *check.Program, name, on string, report *diag.List) (*placed, []diag.Diagnostic) {
	e, ok := program.Export(name)
	st, stage := e.Value.(*types.Stage)
	if !ok || !stage {
		return nil, nil
	}
	of, ok := program.Shape(on, report)
	if !ok || report.HasErrors() {
		return nil, report.All()
	}
	typed := program.Apply(st, of, report)
	if report.HasErrors() {
		return nil, report.All()
	}
	if typed == nil {
		return nil, nil
	}
	in, ok := types.Inner(typed.In)
	shape, known := op.Concrete(in)
	if !ok || !known {
		return nil, nil
	}
	p := &placed{stage: typed, in: shape, on: on}
	if a, ok := of.Axis("class"); ok {
		n, _ := a.Size.Int()
		p.classes = int(n)
	}
	return p, nil
}

// writeNetwork prints the layers of a network with what they cost.
func writeNetwork(w io.Writer, n *inspect.Network, on string) error {
	if _, err := fmt.Fprintf(w, "on %s\n\n", on); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "layer\tgives\tweights\tmultiply-adds\tsees")
	for _, l := range n.Layers {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", short(l.Text), shapeText(l.Shape), count(l.Weights), count(l.MACs), seen(l.Field, l.Whole, n.Rate))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s trainable weights, %s running values; %s multiply-adds a trial\n", orZero(n.Weights), orZero(n.States), orZero(n.MACs))
	if n.Field > 0 {
		fmt.Fprintf(w, "receptive field %s\n", seen(n.Field, false, n.Rate))
	}
	return err
}

func shapeText(s graph.Shape) string {
	parts := make([]string, len(s))
	for i, a := range s {
		parts[i] = fmt.Sprintf("%s=%d", a.Name, a.Size)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// short keeps a layer's text on its line.
func short(text string) string {
	if r := []rune(text); len(r) > 64 {
		return string(r[:61]) + "..."
	}
	return text
}

func seen(field int, whole bool, rate float64) string {
	switch {
	case whole:
		return "all"
	case field == 0:
		return ""
	case rate > 0:
		return fmt.Sprintf("%d samples, %.4g ms", field, float64(field)/rate*1e3)
	}
	return fmt.Sprintf("%d samples", field)
}

// count groups thousands; nothing for none.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return orZero(n)
}

func orZero(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
