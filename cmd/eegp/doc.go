package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/compiler/inspect"
	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/spec"
)

func docCommand() *cobra.Command {
	var asJSON bool
	var on string
	c := &cobra.Command{
		Use:   "doc [NAME...]",
		Short: "Explain an operator, a library declaration or a code",
		Long: `doc prints what an operator does, what the standard library declares, or what an error
code means. Without a name it lists them all.`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return documented(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, names []string) error {
			if len(names) == 0 {
				fmt.Print(spec.Index())
				return nil
			}
			for i, name := range names {
				if i > 0 && !asJSON {
					fmt.Println()
				}
				if err := document(name, on, asJSON); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print as data")
	c.Flags().StringVar(&on, "on", "", "the input to show a network for (default "+defaultInput+")")
	return c
}

func documented() []string {
	var names []string
	for _, f := range op.Families() {
		for _, o := range f.Ops {
			names = append(names, o.Name)
		}
	}
	for _, d := range spec.Library() {
		names = append(names, d.Name)
	}
	for _, c := range diag.Codes() {
		names = append(names, c.Code)
	}
	return names
}

func document(name, on string, asJSON bool) error {
	if o := op.Named(name); o != nil {
		if asJSON {
			return printJSON(map[string]any{
				"operator": o.Name, "signature": o.Sig, "doc": o.Doc, "notes": o.Notes,
				"example": o.Try, "runs": o.Head().Ready, "numerics": o.Numerics(),
			})
		}
		fmt.Print(spec.Operator(o))
		return nil
	}
	if s, ok := diag.StoryOf(strings.ToUpper(name)); ok {
		if asJSON {
			return printJSON(map[string]any{"code": s.Code, "title": s.Title, "text": s.Text, "bad": s.Bad, "good": s.Good})
		}
		fmt.Print(spec.Code(s))
		return nil
	}
	for _, d := range spec.Library() {
		if !d.Called(name) {
			continue
		}
		if asJSON {
			return printJSON(map[string]any{"declaration": d.Name, "module": d.Module, "head": d.Head, "doc": d.Doc, "text": d.Text})
		}
		fmt.Print(d.Page())
		return documentNetwork(d, on)
	}
	if other, ok := otherSeverity(name); ok {
		return document(other, on, asJSON)
	}
	hint := "; eegp doc lists them"
	if best := diag.Nearest(name, documented()); best != "" {
		hint = "; did you mean " + best + "?"
	}
	return fmt.Errorf("there is no operator, declaration or code %s%s", name, hint)
}

// documentNetwork shows a network of the library on an input. Without one asked
// for, a network that does not take the usual input is not shown.
func documentNetwork(d spec.Declaration, on string) error {
	if !strings.HasPrefix(d.Text, "block") && !strings.HasPrefix(d.Module, "std.models") {
		return nil
	}
	p, err := quietly(d, on)
	if err != nil || p == nil {
		return err
	}
	n, err := inspect.Of(p.stage, p.in, p.classes)
	if err != nil {
		return err
	}
	fmt.Println()
	if err := writeNetwork(os.Stdout, n, p.on); err != nil {
		return err
	}
	if len(n.Layers) == 0 || n.Weights == 0 {
		return nil
	}
	const batch = 64
	bytes, err := peak(p, batch)
	if err != nil {
		return err
	}
	fmt.Printf("a training step on %d trials takes %.3g MB of memory\n", batch, float64(bytes)/1e6)
	return nil
}

func quietly(d spec.Declaration, on string) (*placed, error) {
	if on != "" {
		return placeLibrary(d.Module+"."+d.Name, on)
	}
	return tryLibrary(d)
}

// otherSeverity finds E502 under W502: numbers are not given twice.
func otherSeverity(code string) (string, bool) {
	if len(code) < 2 {
		return "", false
	}
	for _, c := range diag.Codes() {
		if c.Code[1:] == code[1:] {
			return c.Code, true
		}
	}
	return "", false
}

func printJSON(v any) error {
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
