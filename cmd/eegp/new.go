package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/examples"
	"github.com/eegp-lang/eegp/lang/diag"
)

func newCommand() *cobra.Command {
	var template string
	c := &cobra.Command{
		Use:   "new FILE",
		Short: "Write a program to start from",
		Args:  needs("the name of the new program", 1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, ok := examples.Text(template)
			if !ok {
				hint := "; there is " + strings.Join(examples.Names(), ", ")
				if best := diag.Nearest(template, examples.Names()); best != "" {
					hint = "; did you mean " + best + "?"
				}
				return fmt.Errorf("there is no template %s%s", template, hint)
			}
			// An existing file is somebody's work: never write over it.
			f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s exists already; nothing was written", args[0])
			}
			if err != nil {
				return unwritable(args[0], err)
			}
			if _, err := f.WriteString(text); err != nil {
				return errors.Join(unwritable(args[0], err), f.Close())
			}
			fmt.Printf("wrote %s; now: eegp run %s\n", args[0], args[0])
			return f.Close()
		},
	}
	c.Flags().StringVar(&template, "template", "first_look", "which example to start from")
	return c
}
