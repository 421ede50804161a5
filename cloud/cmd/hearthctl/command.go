package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// usageError is a command line that cannot be run: exit code 2.
type usageError struct{ error }

func exitCode(err error) int {
	var usage usageError
	switch {
	case errors.As(err, &usage):
		return 2
	case fault.KindOf(err) == fault.NotFound:
		return 4
	}
	return 1
}

func command() *cobra.Command {
	var server string
	root := &cobra.Command{
		Use: "hearthctl", Short: "Watch and move a Hearthgrid fleet",
		Long:         "Watch and move a Hearthgrid fleet.\n\nExit codes: 0 ok, 1 failure, 2 usage, 4 not found.",
		SilenceUsage: true, SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&server, "server", "http://127.0.0.1:8080", "address of hearth-cloud's API")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(plantCommand(&server), siteCommand(&server), versionCommand())
	return root
}

func versionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "version", Short: "Show the version", Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			version := "unknown"
			if info, ok := debug.ReadBuildInfo(); ok {
				version = info.Main.Version
			}
			if asJSON {
				return json.NewEncoder(c.OutOrStdout()).Encode(map[string]string{"name": "hearthctl", "version": version})
			}
			_, err := fmt.Fprintln(c.OutOrStdout(), "hearthctl", version)
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// exactly is cobra.ExactArgs as a usage error.
func exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := cobra.ExactArgs(n)(c, args); err != nil {
			return usageError{fmt.Errorf("%w (see %s -h)", err, c.CommandPath())}
		}
		return nil
	}
}
