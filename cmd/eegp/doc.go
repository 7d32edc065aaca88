package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/compiler/op"
	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/spec"
)

func docCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "doc [NAME...]",
		Short: "Explain an operator or an error code",
		Long:  "doc prints what an operator does or what an error code means. Without a name it lists both.",
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
				if err := document(name, asJSON); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print as data")
	return c
}

func documented() []string {
	var names []string
	for _, f := range op.Families() {
		for _, o := range f.Ops {
			names = append(names, o.Name)
		}
	}
	for _, c := range diag.Codes() {
		names = append(names, c.Code)
	}
	return names
}

func document(name string, asJSON bool) error {
	if o := op.Named(name); o != nil {
		if asJSON {
			return printJSON(map[string]any{"operator": o.Name, "signature": o.Sig, "doc": o.Doc, "notes": o.Notes,
				"example": o.Try, "runs": o.Head().Ready, "numerics": o.Numerics()})
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
	hint := "; eegp doc lists them"
	if best := diag.Nearest(name, documented()); best != "" {
		hint = "; did you mean " + best + "?"
	}
	return fmt.Errorf("there is no operator and no error code %s%s", name, hint)
}

func printJSON(v any) error {
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
