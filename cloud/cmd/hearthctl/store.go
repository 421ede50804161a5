package main

import (
	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

func storeCommand(server *string) *cobra.Command {
	return &cobra.Command{
		Use: "store", Short: "Show whether what homes tell is stored, and why not", Args: command.Exactly(0),
		Example: "  hearthctl store | jq .state",
		RunE: func(c *cobra.Command, _ []string) error {
			var s api.Store
			if err := call(c.Context(), "GET", *server+"/api/v1/store", nil, &s); err != nil {
				return err
			}
			return printJSON(c.OutOrStdout(), s)
		},
	}
}
