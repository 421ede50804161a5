package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func siteCommand(server *string) *cobra.Command {
	return command.Group(&cobra.Command{Use: "site", Short: "List, show and ask homes"},
		siteList(server), siteShow(server), siteEstimate(server), siteHistory(server), siteExplain(server))
}

func siteList(server *string) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the homes, one id a line", Args: command.Exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return printSites(c, *server+"/api/v1/sites")
		},
	}
}

func siteShow(server *string) *cobra.Command {
	var as output
	return as.flag(&cobra.Command{
		Use: "show SITE", Short: "Show the home as it last reported", Args: command.Exactly(1),
		Example: "  hearthctl site show home-0001\n  hearthctl site show home-0001 -o json | jq .readings.grid_w",
		RunE: func(c *cobra.Command, args []string) error {
			id, err := energy.ParseSiteID(args[0])
			if err != nil {
				return command.Usage(err)
			}
			var s api.Site
			if err := call(c.Context(), "GET", *server+"/api/v1/sites/"+string(id), nil, &s); err != nil {
				return err
			}
			return as.print(c.OutOrStdout(), s, func(w io.Writer) error { return printHome(w, &s) })
		},
	})
}

func printSites(c *cobra.Command, url string) error {
	var list struct{ Sites []energy.SiteID }
	if err := call(c.Context(), "GET", url, nil, &list); err != nil {
		return err
	}
	for _, id := range list.Sites {
		if _, err := fmt.Fprintln(c.OutOrStdout(), id); err != nil {
			return err
		}
	}
	return nil
}
