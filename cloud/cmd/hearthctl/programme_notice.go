package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

func programmeNotices(server *string) *cobra.Command {
	var o output
	return o.flag(&cobra.Command{
		Use: "notices", Short: "List what owners have yet to be told, the most urgent first", Args: command.Exactly(0), Example: "  hearthctl programme notices --json",
		RunE: func(c *cobra.Command, _ []string) error {
			var list struct {
				Notices []api.Notice `json:"notices"`
			}
			if err := call(c.Context(), "GET", *server+"/api/v1/notices", nil, &list); err != nil {
				return err
			}
			return o.print(c.OutOrStdout(), list, func(w io.Writer) error {
				out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
				fmt.Fprintln(out, "HOME\tNOTICE\tCALL\tFROM\tTO\tTELL BY")
				for _, n := range list.Notices {
					by := "at once"
					if !n.By.IsZero() {
						by = when(n.By)
					}
					fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", n.Site, n.Kind, n.Call, when(n.Start), when(n.End), by)
				}
				return out.Flush()
			})
		},
	})
}

func programmeTold(server *string) *cobra.Command {
	var by person
	var withdrawal bool
	c := &cobra.Command{
		Use: "told CALL SITE...", Short: "Note that owners were told of a call: the time that counts is now", Args: atLeast(2),
		Example: "  hearthctl programme told evening-1 home-0001 home-0002",
		RunE: func(c *cobra.Command, args []string) error {
			kind := "call"
			if withdrawal {
				kind = "withdrawal"
			}
			return by.ask(c, "POST", *server+"/api/v1/notices/told", map[string]any{"kind": kind, "call": args[0], "sites": args[1:]}, nil)
		},
	}
	c.Flags().BoolVar(&withdrawal, "withdrawal", false, "told that it does not come")
	return by.flag(c)
}
