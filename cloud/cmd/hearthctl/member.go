package main

import (
	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func plantSites(server *string) *cobra.Command {
	return &cobra.Command{
		Use: "sites PLANT", Short: "List the homes of the plant, one id a line", Args: command.Exactly(1),
		Example: "  hearthctl plant sites demo",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := plantURL(*server, args[0])
			if err != nil {
				return err
			}
			return printSites(c, url+"/sites")
		},
	}
}

// plantMember is the command that changes whether a home is in a plant.
func plantMember(server *string, verb, method, short string) *cobra.Command {
	return &cobra.Command{
		Use: verb + " PLANT SITE", Short: short, Args: command.Exactly(2),
		Example: "  hearthctl plant " + verb + " demo home-0001",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := plantURL(*server, args[0])
			if err != nil {
				return err
			}
			site, err := energy.ParseSiteID(args[1])
			if err != nil {
				return command.Usage(err)
			}
			return call(c.Context(), method, url+"/sites/"+string(site), nil, nil)
		},
	}
}
