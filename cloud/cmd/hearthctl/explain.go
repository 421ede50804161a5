package main

import (
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func siteExplain(server *string) *cobra.Command {
	var at string
	var asJSON bool
	c := &cobra.Command{
		Use: "explain SITE", Short: "Ask the home why it does what it does, or did", Args: command.Exactly(1),
		Example: "  hearthctl site explain home-0001\n  hearthctl site explain home-0001 --at 2026-03-01T12:00:00Z --json",
		RunE: func(c *cobra.Command, args []string) error {
			address, err := explainURL(*server, args[0], at)
			if err != nil {
				return err
			}
			var e api.Explanation
			if err := call(c.Context(), "GET", address, nil, &e); err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), e)
			}
			_, err = fmt.Fprintln(c.OutOrStdout(), explained(&e))
			return err
		},
	}
	c.Flags().StringVar(&at, "at", "", "the time that is asked about, as 2026-03-01T12:00:00Z (default now)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// explained is what the home says, and whose order it speaks of: homes do not know what
// their plants are to people.
func explained(e *api.Explanation) string {
	if e.Plant == nil {
		return e.Sentence
	}
	return fmt.Sprintf("%s\norder %d in force is of plant %s", e.Sentence, e.Decision.Order, *e.Plant)
}

func explainURL(server, site, at string) (string, error) {
	id, err := energy.ParseSiteID(site)
	if err != nil {
		return "", command.Usage(err)
	}
	address := server + "/api/v1/sites/" + string(id) + "/explain"
	if at == "" {
		return address, nil
	}
	if _, err := time.Parse(time.RFC3339, at); err != nil {
		return "", command.Usage(fmt.Errorf("--at: %w", err))
	}
	return address + "?" + url.Values{"at": {at}}.Encode(), nil
}
