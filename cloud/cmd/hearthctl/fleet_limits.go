package main

import (
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

// fleetLimits prints what binds a home or a group: one limit a line, with the
// node that it comes from.
func fleetLimits(server *string) *cobra.Command {
	var at asOf
	group := ""
	c := &cobra.Command{
		Use: "limits [SITE]", Short: "Print the tightest limits of a home, or of a group, and where each sits", Args: cobra.MaximumNArgs(1),
		Example: "  hearthctl fleet limits home-0001\n  hearthctl fleet limits --group feeder-7 --at 2026-05-03",
		RunE: func(c *cobra.Command, args []string) error {
			path := "/api/v1/groups/" + url.PathEscape(group)
			switch {
			case (len(args) == 1) == (group != ""):
				return command.Usage(fmt.Errorf("want a SITE, or --group GROUP"))
			case len(args) == 1:
				path = "/api/v1/sites/" + url.PathEscape(args[0]) + "/assets"
			}
			query, err := at.query(url.Values{})
			if err != nil {
				return err
			}
			var answer struct{ Binding []api.Limit }
			if err := call(c.Context(), "GET", *server+path+"?"+query.Encode(), nil, &answer); err != nil {
				return err
			}
			for _, l := range answer.Binding {
				if _, err := fmt.Fprintf(c.OutOrStdout(), "%s %g of %s %s\n", l.Name, l.Value, l.Node.Kind, l.Node.ID); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().StringVar(&group, "group", "", "of a group instead of a home")
	return at.flag(c)
}
