package main

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// believed are the flags of commands that show an estimate.
type believed struct {
	at     string
	level  float64
	asJSON bool
}

func (b *believed) flags(c *cobra.Command) *cobra.Command {
	c.Flags().Float64Var(&b.level, "level", float64(api.DefaultLevel), "probability with which an interval holds the true value")
	c.Flags().BoolVar(&b.asJSON, "json", false, "print one JSON object")
	return c
}

func (b *believed) query() string {
	q := url.Values{"level": {strconv.FormatFloat(b.level, 'g', -1, 64)}}
	if b.at != "" {
		q.Set("at", b.at)
	}
	return "?" + q.Encode()
}

func siteEstimate(server *string) *cobra.Command {
	var b believed
	c := b.flags(&cobra.Command{
		Use: "estimate SITE", Short: "Show what is believed of the home, and how sure that is", Args: command.Exactly(1),
		Example: "  hearthctl site estimate home-0001\n  hearthctl site estimate home-0001 --at 2026-03-01T12:00:00Z --level 0.5",
		RunE: func(c *cobra.Command, args []string) error {
			id, err := energy.ParseSiteID(args[0])
			if err != nil {
				return command.Usage(err)
			}
			if _, err := time.Parse(time.RFC3339, b.at); b.at != "" && err != nil {
				return command.Usage(fmt.Errorf("--at: %w", err))
			}
			var e api.SiteEstimate
			if err := call(c.Context(), "GET", *server+"/api/v1/sites/"+string(id)+"/estimate"+b.query(), nil, &e); err != nil {
				return err
			}
			if b.asJSON {
				return printJSON(c.OutOrStdout(), e)
			}
			return printSite(c.OutOrStdout(), &e)
		},
	})
	c.Flags().StringVar(&b.at, "at", "", "the time that is asked about, as 2026-03-01T12:00:00Z, at most 15 minutes ahead (default now)")
	return c
}

// groupEstimate is the command that shows what is believed of a plant, or of a
// group of any kind.
func groupEstimate(server *string, noun, path string) *cobra.Command {
	var b believed
	return b.flags(&cobra.Command{
		Use: "estimate " + strings.ToUpper(noun), Short: "Show what is believed of the " + noun + "'s homes together, and how sure that is", Args: command.Exactly(1),
		Example: "  hearthctl " + noun + " estimate demo --level 0.8",
		RunE: func(c *cobra.Command, args []string) error {
			id, err := energy.ParseSiteID(args[0]) // ids of groups have the same form
			if err != nil {
				return command.Usage(fmt.Errorf("%s %q: want 1 to 64 characters of A-Z a-z 0-9 _ -", noun, args[0]))
			}
			return b.show(c, *server+path+string(id)+"/estimate")
		},
	})
}

func fleetEstimate(server *string) *cobra.Command {
	var b believed
	return b.flags(&cobra.Command{
		Use: "estimate", Short: "Show what is believed of all homes together, and how sure that is", Args: command.Exactly(0),
		Example: "  hearthctl fleet estimate --level 0.8",
		RunE:    func(c *cobra.Command, _ []string) error { return b.show(c, *server+"/api/v1/fleet/estimate") },
	})
}

func (b *believed) show(c *cobra.Command, url string) error {
	var e api.GroupEstimate
	if err := call(c.Context(), "GET", url+b.query(), nil, &e); err != nil {
		return err
	}
	if b.asJSON {
		return printJSON(c.OutOrStdout(), e)
	}
	return printGroup(c.OutOrStdout(), &e)
}

func groupCommand(server *string) *cobra.Command {
	return command.Group(&cobra.Command{Use: "group", Short: "Show what groups of homes do"}, groupEstimate(server, "group", "/api/v1/groups/"))
}
