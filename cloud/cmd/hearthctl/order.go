package main

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// mostTraced is how many homes are asked where an order is named without one.
const mostTraced = 5

func orderCommand(server *string) *cobra.Command {
	return command.Group(&cobra.Command{Use: "order", Short: "Follow orders"}, orderTrace(server))
}

func orderTrace(server *string) *cobra.Command {
	var site string
	var asJSON bool
	c := &cobra.Command{
		Use: "trace ID", Short: "Show how far an order came: issued, sent, answered, accepted, written, read back, measured", Args: command.Exactly(1),
		Example: "  hearthctl order trace 1772366400000000\n  hearthctl order trace 1772366400000000 --site home-0001 --json",
		RunE: func(c *cobra.Command, args []string) error {
			order, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil || order == 0 {
				return command.Usage(fmt.Errorf("order %q: want a number above 0, as hearthctl site show tells it", args[0]))
			}
			sites, err := sitesOf(c, *server, order, site)
			if err != nil {
				return err
			}
			return trace(c, *server, order, sites, asJSON)
		},
	}
	c.Flags().StringVar(&site, "site", "", "the home whose order it is (default the homes whose newest it is)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object for each home")
	return c
}

func sitesOf(c *cobra.Command, server string, order uint64, site string) ([]energy.SiteID, error) {
	if site != "" {
		id, err := energy.ParseSiteID(site)
		if err != nil {
			return nil, command.Usage(err)
		}
		return []energy.SiteID{id}, nil
	}
	var list struct{ Sites []energy.SiteID }
	err := call(c.Context(), "GET", fmt.Sprintf("%s/api/v1/orders/%d", server, order), nil, &list)
	return list.Sites, err
}

func trace(c *cobra.Command, server string, order uint64, sites []energy.SiteID, asJSON bool) error {
	out := c.OutOrStdout()
	for _, site := range sites[:min(len(sites), mostTraced)] {
		var course api.Course
		if err := call(c.Context(), "GET", fmt.Sprintf("%s/api/v1/sites/%s/orders/%d", server, site, order), nil, &course); err != nil {
			return err
		}
		show := printCourse
		if asJSON {
			show = func(w io.Writer, course *api.Course) error { return printJSON(w, course) }
		}
		if err := show(out, &course); err != nil {
			return err
		}
	}
	if more := len(sites) - mostTraced; more > 0 {
		_, err := fmt.Fprintf(c.ErrOrStderr(), "%d more homes have an order of this id: name one by --site\n", more)
		return err
	}
	return nil
}

func printCourse(w io.Writer, course *api.Course) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "order %d of %s\n", course.Order, course.Site)
	for _, step := range course.Steps {
		when := "not seen"
		if step.Seen {
			when = "seen"
		}
		if step.At != nil {
			when = step.At.Format(time.RFC3339Nano) + " by the " + step.Clock + "'s clock"
		}
		fmt.Fprintf(out, "  %s\t%s\n", step.Name, when)
	}
	if course.Refusal != nil {
		fmt.Fprintf(out, "  refused\t%s\n", *course.Refusal)
	}
	if course.Overruled != nil {
		fmt.Fprintf(out, "  overruled\t%s\n", *course.Overruled)
	}
	if course.Home != api.HomeTold {
		fmt.Fprintf(out, "  the home's steps\tnot known, %s\n", course.Home)
	}
	return out.Flush()
}
