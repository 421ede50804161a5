package command

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/shared/process"
)

func version(name string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "version", Short: "Show the version", Args: Exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			build := process.ThisBuild()
			if !asJSON {
				_, err := fmt.Fprintln(c.OutOrStdout(), name, build)
				return err
			}
			return json.NewEncoder(c.OutOrStdout()).Encode(process.Named{Name: name, Build: build})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}
