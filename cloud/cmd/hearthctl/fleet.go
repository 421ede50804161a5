package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func fleetCommand(server *string) *cobra.Command {
	return command.Group(&cobra.Command{Use: "fleet", Short: "Show, import and export what the fleet is made of"},
		fleetShow(server), fleetEstimate(server), fleetList(server), fleetTree(server), fleetLimits(server), fleetImport(server), fleetExport(server), fleetForget(server))
}

// asOf is the flag of commands that show a time.
type asOf struct{ text string }

func (a *asOf) flag(c *cobra.Command) *cobra.Command {
	c.Flags().StringVar(&a.text, "at", "", "as of a time as 2026-03-01T12:00:00Z, or of a day's begin in UTC as 2026-03-01 (default now)")
	return c
}

// query adds the time to what a request asks.
func (a *asOf) query(q url.Values) (url.Values, error) {
	if a.text == "" {
		return q, nil
	}
	at, err := time.Parse(time.RFC3339, a.text)
	if err != nil {
		at, err = time.Parse(time.DateOnly, a.text)
	}
	if err != nil {
		return nil, command.Usage(fmt.Errorf("--at %q: want a time as 2026-03-01T12:00:00Z, or a day as 2026-03-01", a.text))
	}
	q.Set("at", at.UTC().Format(time.RFC3339Nano))
	return q, nil
}

func fleetShow(server *string) *cobra.Command {
	var at asOf
	return at.flag(&cobra.Command{
		Use: "show SITE", Short: "Show what is fitted at the home, with what each source says of it", Args: command.Exactly(1),
		Example: "  hearthctl fleet show home-0001\n  hearthctl fleet show home-0001 --at 2026-03-01",
		RunE: func(c *cobra.Command, args []string) error {
			id, err := energy.ParseSiteID(args[0])
			if err != nil {
				return command.Usage(err)
			}
			query, err := at.query(url.Values{})
			if err != nil {
				return err
			}
			var assets api.Assets
			if err := call(c.Context(), "GET", *server+"/api/v1/sites/"+string(id)+"/assets?"+query.Encode(), nil, &assets); err != nil {
				return err
			}
			return printJSON(c.OutOrStdout(), assets)
		},
	})
}

func fleetList(server *string) *cobra.Command {
	var at asOf
	var kind string
	c := &cobra.Command{
		Use: "list [GROUP]", Short: "List the groups with their kind, or the homes of one group", Args: cobra.MaximumNArgs(1),
		Example: "  hearthctl fleet list --kind feeder\n  hearthctl fleet list demo --at 2026-05-03",
		RunE: func(c *cobra.Command, args []string) error {
			query, err := at.query(url.Values{})
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return printSites(c, *server+"/api/v1/groups/"+url.PathEscape(args[0])+"?"+query.Encode())
			}
			query.Set("kind", kind)
			groups, err := fleetGroups(c, *server, query)
			for _, g := range groups {
				if _, err := fmt.Fprintln(c.OutOrStdout(), g.Kind, g.ID); err != nil {
					return err
				}
			}
			return err
		},
	}
	c.Flags().StringVar(&kind, "kind", "", "only groups of a kind, such as feeder")
	return at.flag(c)
}

func fleetGroups(c *cobra.Command, server string, query url.Values) ([]api.Group, error) {
	var list struct{ Groups []api.Group }
	err := call(c.Context(), "GET", server+"/api/v1/groups?"+query.Encode(), nil, &list)
	return list.Groups, err
}

func fleetTree(server *string) *cobra.Command {
	var at asOf
	return at.flag(&cobra.Command{
		Use: "tree [GROUP]", Short: "Print which group is in which", Args: cobra.MaximumNArgs(1),
		Example: "  hearthctl fleet tree\n  hearthctl fleet tree trafo-1 --at 2026-05-03",
		RunE: func(c *cobra.Command, args []string) error {
			query, err := at.query(url.Values{})
			if err != nil {
				return err
			}
			groups, err := fleetGroups(c, *server, query)
			if err != nil {
				return err
			}
			text, err := tree(groups, args)
			if err == nil {
				_, err = fmt.Fprint(c.OutOrStdout(), text)
			}
			return err
		},
	})
}

// tree returns the groups below tops, or below those that are in no other, one a
// line. A group in two others is there twice.
func tree(groups []api.Group, tops []string) (string, error) {
	byID, inner := map[string]api.Group{}, map[string]bool{}
	for _, g := range groups {
		byID[g.ID] = g
		for _, part := range g.Parts {
			inner[part] = true
		}
	}
	for _, id := range tops {
		if _, there := byID[id]; !there {
			return "", command.Usage(fmt.Errorf("group %q: there is none; hearthctl fleet list shows them", id))
		}
	}
	var b strings.Builder
	var branch func(id string, depth int)
	branch = func(id string, depth int) {
		fmt.Fprintf(&b, "%s%s %s\n", strings.Repeat("  ", depth), byID[id].Kind, id)
		for _, part := range byID[id].Parts {
			branch(part, depth+1)
		}
	}
	if len(tops) > 0 {
		branch(tops[0], 0)
		return b.String(), nil
	}
	for _, g := range groups {
		if !inner[g.ID] {
			branch(g.ID, 0)
		}
	}
	return b.String(), nil
}
