package main

import (
	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func fleetForget(server *string) *cobra.Command {
	return &cobra.Command{
		Use: "forget SITE", Short: "Delete the personal data kept of the home, for good", Args: command.Exactly(1),
		Long: "Delete the personal data kept of the home, for good. The home, its devices and its history stay: they name\n" +
			"nobody. Files exported with --people, and backups, are yours to delete.",
		Example: "  hearthctl fleet forget home-0001",
		RunE: func(c *cobra.Command, args []string) error {
			id, err := energy.ParseSiteID(args[0])
			if err != nil {
				return command.Usage(err)
			}
			return call(c.Context(), "DELETE", *server+"/api/v1/persons/"+string(id), nil, nil)
		},
	}
}
