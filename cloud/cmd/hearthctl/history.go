package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func siteHistory(server *string) *cobra.Command {
	var last, step time.Duration
	var asJSON bool
	c := &cobra.Command{
		Use: "history SITE METRIC", Short: "Print what was stored of a home, with its quality, as CSV", Args: command.Exactly(2),
		Example: "  hearthctl site history home-0001 grid_w --last 10m\n  hearthctl site history home-0001 soc_ratio --last 24h --json\n  hearthctl site history home-0001 battery_w --last 168h --step 15m",
		RunE: func(c *cobra.Command, args []string) error {
			id, err := energy.ParseSiteID(args[0])
			if err != nil {
				return command.Usage(err)
			}
			now := time.Now().UTC()
			query := url.Values{"metric": {args[1]}, "from": {now.Add(-last).Format(time.RFC3339)}, "to": {now.Format(time.RFC3339)}}
			if step != 0 {
				query.Set("step", step.String())
			}
			var series api.Series
			if err := call(c.Context(), "GET", *server+"/api/v1/sites/"+string(id)+"/history?"+query.Encode(), nil, &series); err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), series)
			}
			return printCSV(c.OutOrStdout(), series)
		},
	}
	c.Flags().DurationVar(&last, "last", 10*time.Minute, "how far back from now, at most 24h, in steps 744h")
	c.Flags().DurationVar(&step, "step", 0, "one value for each step of so long (default what was stored)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func printCSV(w io.Writer, s api.Series) error {
	if len(s.Times) != len(s.Values) || len(s.Times) != len(s.Qualities) {
		return fmt.Errorf("server sent %d times and %d qualities for %d values", len(s.Times), len(s.Qualities), len(s.Values))
	}
	out := csv.NewWriter(w)
	_ = out.Write([]string{"time", s.Metric, "quality"}) // Error below has it
	for i, t := range s.Times {
		_ = out.Write([]string{t.Format(time.RFC3339Nano), strconv.FormatFloat(s.Values[i], 'f', -1, 64), s.Qualities[i]})
	}
	out.Flush()
	return out.Error()
}
