package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/runtime/data"
)

func infoCommand() *cobra.Command {
	var asJSON, samples bool
	c := &cobra.Command{
		Use:   "info FILE...",
		Short: "Describe recordings",
		Long: `info prints what recordings hold: format, channels with kind and unit, rate,
samples, duration, start, events by label and the SHA-256 of the file.

With --json it prints an object (a list of objects for several files) with the keys
format, nchan, sfreq, nsamples, ch_names and events, each event with onset_s,
duration_s and label; with --samples the first and last five values of every
channel, in volts where the channel is a voltage.`,
		Args: needs("a recording", 1, -1),
		RunE: func(_ *cobra.Command, paths []string) error {
			var infos []*data.Info
			var problems []diag.Diagnostic
			failed := false
			for _, path := range paths {
				info, found, err := data.Describe(path, samples)
				if err != nil {
					// A description carries its own warnings; without one they stand here.
					for _, p := range found {
						problems = append(problems, p.Diagnose())
					}
				}
				failed = failed || err != nil
				if info != nil && err == nil {
					infos = append(infos, info)
				}
			}
			if err := printInfos(infos, asJSON); err != nil {
				return err
			}
			if len(problems) > 0 {
				// Standard output holds the descriptions, so problems go to standard error.
				if err := diag.Render(os.Stderr, problems, diag.Options{Color: colored(os.Stderr), Width: widthOf(os.Stderr)}); err != nil {
					return err
				}
			}
			if failed {
				return exitError(exitDiagnostics)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the description as data")
	c.Flags().BoolVar(&samples, "samples", false, "also the first and last five values of every channel")
	return c
}

func printInfos(infos []*data.Info, asJSON bool) error {
	if !asJSON {
		for i, info := range infos {
			if i > 0 {
				fmt.Println()
			}
			if err := info.WriteTable(os.Stdout); err != nil {
				return err
			}
		}
		return nil
	}
	var value any = infos
	switch len(infos) {
	case 0:
		return nil
	case 1:
		value = infos[0]
	}
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Println(string(text))
	return err
}
