package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/events"
)

func plantCommand(server *string) *cobra.Command {
	return command.Group(&cobra.Command{Use: "plant", Short: "Show, watch and move a plant"},
		plantShow(server), plantWatch(server), groupEstimate(server, "plant", "/api/v1/plants/"), plantTarget(server), plantRelease(server),
		plantSites(server), plantMember(server, "join", "PUT", "Make a home part of the plant"),
		plantMember(server, "leave", "DELETE", "Take a home out of the plant: it gets no further lease"))
}

func plantURL(server, id string) (string, error) {
	plant, err := energy.ParsePlantID(id)
	if err != nil {
		return "", command.Usage(err)
	}
	return server + "/api/v1/plants/" + string(plant), nil
}

func plantShow(server *string) *cobra.Command {
	return &cobra.Command{
		Use: "show PLANT", Short: "Show the plant as one JSON object", Args: command.Exactly(1),
		Example: "  hearthctl plant show demo",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := plantURL(*server, args[0])
			if err != nil {
				return err
			}
			var p api.Plant
			if err := call(c.Context(), "GET", url, nil, &p); err != nil {
				return err
			}
			return printJSON(c.OutOrStdout(), p)
		},
	}
}

func plantWatch(server *string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "watch PLANT", Short: "Follow the plant, one line a second, until interrupted", Args: command.Exactly(1),
		Example: "  hearthctl plant watch demo\n  hearthctl plant watch demo --json | jq .coverage",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := plantURL(*server, args[0])
			if err != nil {
				return err
			}
			return watch(c.Context(), url+"/events", c.ErrOrStderr(), func(p api.Plant) error {
				if asJSON {
					return json.NewEncoder(c.OutOrStdout()).Encode(p)
				}
				_, err := fmt.Fprintln(c.OutOrStdout(), line(p))
				return err
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

// watch calls each for every second of the plant until ctx ends, which is no error. A
// stream that breaks off is taken up where it was; what is gone by then is said to
// aside, for the next second has all there is now. Events of other names are of a
// server newer than this.
func watch(ctx context.Context, url string, aside io.Writer, each func(api.Plant) error) error {
	return events.Resume(ctx, http.DefaultClient, url, refusal, func(e events.Event) error {
		switch e.Name {
		case "plant":
			var p api.Plant
			if err := json.Unmarshal(e.Data, &p); err != nil {
				return fmt.Errorf("decode event: %w", err)
			}
			return each(p)
		case "gap":
			var g api.Gap
			if err := json.Unmarshal(e.Data, &g); err != nil {
				return fmt.Errorf("decode gap: %w", err)
			}
			_, err := fmt.Fprintln(aside, missed(g))
			return err
		}
		return nil
	})
}

func missed(g api.Gap) string {
	if g.Missed == nil {
		return "seconds were missed, nobody knows how many: the server was started anew"
	}
	return fmt.Sprintf("%d seconds were missed", *g.Missed)
}

// line is one second of a plant in words.
func line(p api.Plant) string {
	target, oldest := "nothing", "never"
	if p.Target != nil {
		target = inWords(p.Target.PowerW)
	}
	if p.Coverage.OldestS != nil {
		oldest = fmt.Sprintf("%.1f s", *p.Coverage.OldestS)
	}
	c := p.Coverage
	return fmt.Sprintf("asked %s, delivers %s, homes %d: %.0f %% measured %.0f %% modelled %.0f %% missing, oldest %s, limited: %s",
		target, delivered(p.Delivered),
		c.Homes, 100*c.Measured, 100*c.Modelled, 100*c.Missing, oldest, limited(p.Limited)) + bound(p)
}

// bound is what else holds a plant back: limits of groups, with their price, and homes
// that do not follow.
func bound(p api.Plant) (words string) {
	for _, l := range p.Limits {
		words += fmt.Sprintf(", %s bounds %s to %.1f kW (%.3g/h)", l.Group, l.Direction, l.LimitW/1000, l.Price)
	}
	if len(p.Unfollowing) > 0 {
		words += ", not following: " + limited(p.Unfollowing)
	}
	return words
}

func delivered(d api.Delivered) string {
	switch {
	case d.MeanW == nil:
		return "nobody knows what"
	case d.IntervalW == nil:
		return inWords(*d.MeanW)
	}
	return fmt.Sprintf("%s (%s … %s)", inWords(*d.MeanW), inWords(d.IntervalW[0]), inWords(d.IntervalW[1]))
}

// inWords is battery power as people read it.
func inWords(w energy.Watts) string { return w.Words("discharging", "charging") }

func limited(by map[string]int) string {
	if len(by) == 0 {
		return "none"
	}
	var parts []string
	for why, n := range by {
		parts = append(parts, fmt.Sprintf("%d by %s", n, why))
	}
	sort.Strings(parts)
	return strings.Join(parts, ", ")
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
