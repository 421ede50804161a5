package main

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func settleCommand(server *string) *cobra.Command {
	return command.Group(&cobra.Command{Use: "settle", Short: "Show what calls earned, and what shows it"},
		settleList(server), settleShow(server), settleReport(server), settleStatement(server))
}

func settleList(server *string) *cobra.Command {
	var o output
	return o.flag(&cobra.Command{
		Use: "list", Short: "List the calls that are settled, the latest first", Args: command.Exactly(0), Example: "  hearthctl settle list\n  hearthctl settle list --json",
		RunE: func(c *cobra.Command, _ []string) error {
			var list struct {
				Settlements []api.Settlement `json:"settlements"`
			}
			if err := call(c.Context(), "GET", *server+"/api/v1/settlements", nil, &list); err != nil {
				return err
			}
			return o.print(c.OutOrStdout(), list, func(w io.Writer) error { return printSettlements(w, list.Settlements) })
		},
	})
}

func printSettlements(w io.Writer, list []api.Settlement) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "CALL\tPROGRAMME\tRAN FROM\tTO\tHOMES\tMISSING\tWORTH\tEARNED\tFINAL")
	for _, s := range list {
		worth := "not known"
		if s.Worth != nil {
			worth = fmt.Sprintf("%.3f", float64(*s.Worth))
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\t%t\n", s.Call, s.Programme, s.Start.Format(time.RFC3339), s.End.Format(time.RFC3339), s.Homes, s.Missing, worth, earned(&s), s.Final)
	}
	return out.Flush()
}

// earned is what stands of a call, or why nothing does.
func earned(s *api.Settlement) string {
	var parts []string
	for _, e := range s.Earned {
		parts = append(parts, fmt.Sprintf("%s %s", e.Amount, e.Currency))
	}
	if len(parts) == 0 && s.NotSold != nil {
		return "nothing: " + *s.NotSold
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

func settleShow(server *string) *cobra.Command {
	var o output
	return o.flag(&cobra.Command{
		Use: "show CALL", Short: "Show what a call earned, home by home", Args: command.Exactly(1), Example: "  hearthctl settle show evening-1\n  hearthctl settle show evening-1 --json",
		RunE: func(c *cobra.Command, args []string) error {
			at, err := named(*server, "settlement", args[0])
			if err != nil {
				return err
			}
			var both struct {
				api.Settlement
				ByHome []api.LedgerSum `json:"by_home"`
			}
			if err := call(c.Context(), "GET", at, nil, &both.Settlement); err != nil {
				return err
			}
			var list struct{ Sums []api.LedgerSum }
			query := url.Values{"by": {"device"}, "programme": {both.Programme}, "event": {both.Call}}
			if err := call(c.Context(), "GET", *server+"/api/v1/ledger/sums?"+query.Encode(), nil, &list); err != nil {
				return err
			}
			both.ByHome = list.Sums
			return o.print(c.OutOrStdout(), both, func(w io.Writer) error {
				if err := printSettlements(w, []api.Settlement{both.Settlement}); err != nil {
					return err
				}
				for _, r := range both.Refused {
					fmt.Fprintln(w, r)
				}
				return printSums(w, list.Sums)
			})
		},
	})
}

func settleReport(server *string) *cobra.Command {
	var file string
	var names []string
	for name := range api.ReportFiles() {
		names = append(names, name)
	}
	slices.Sort(names)
	c := &cobra.Command{
		Use: "report CALL", Short: "Print a call's report: what was delivered, from which samples, by which method", Args: command.Exactly(1),
		Example: "  hearthctl settle report evening-1 > report.html\n  hearthctl settle report evening-1 --file settled.csv",
		RunE: func(c *cobra.Command, args []string) error {
			at, err := named(*server, "settlement", args[0])
			if err != nil {
				return err
			}
			if !slices.Contains(names, file) {
				return command.Usage(fmt.Errorf("--file %q: want one of %s", file, strings.Join(names, ", ")))
			}
			return download(c, at+"/"+file)
		},
	}
	c.Flags().StringVar(&file, "file", "report.html", "one of "+strings.Join(names, ", "))
	return c
}

// download prints what the server sends.
func download(c *cobra.Command, at string) error {
	resp, err := send(c.Context(), "GET", at, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(c.OutOrStdout(), resp.Body)
	return err
}

func settleStatement(server *string) *cobra.Command {
	var o output
	var from, to string
	c := o.flag(&cobra.Command{
		Use: "statement SITE", Short: "Show what a home is owed, and the entries that say so", Args: command.Exactly(1),
		Example: "  hearthctl settle statement home-0001\n  hearthctl settle statement home-0001 --from 2026-07-01 --to 2026-08-01 --json",
		RunE: func(c *cobra.Command, args []string) error {
			id, err := energy.ParseSiteID(args[0])
			if err != nil {
				return command.Usage(err)
			}
			query := url.Values{}
			for name, day := range map[string]string{"from": from, "to": to} {
				at, err := time.Parse(time.DateOnly, day)
				if err != nil {
					return command.Usage(fmt.Errorf("--%s %q: want a day as 2026-07-01, which begins in UTC", name, day))
				}
				query.Set(name, at.Format(time.RFC3339))
			}
			var s api.Statement
			if err := call(c.Context(), "GET", *server+"/api/v1/sites/"+string(id)+"/statement?"+query.Encode(), nil, &s); err != nil {
				return err
			}
			return o.print(c.OutOrStdout(), s, func(w io.Writer) error {
				if err := printSums(w, s.Owed); err != nil {
					return err
				}
				return printEntries(w, s.Entries)
			})
		},
	})
	today := time.Now().UTC()
	c.Flags().StringVar(&from, "from", today.AddDate(0, -1, 0).Format(time.DateOnly), "the first day, UTC")
	c.Flags().StringVar(&to, "to", today.AddDate(0, 0, 1).Format(time.DateOnly), "the day after the last, UTC")
	return c
}
