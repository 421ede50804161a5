package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func programmeEnrol(server *string) *cobra.Command {
	var by person
	var group string
	var power float64
	var reserve float64
	c := &cobra.Command{
		Use: "enrol PROGRAMME [SITE...]", Short: "Enrol homes, or all of a group, from now on", Args: atLeast(1),
		Example: "  hearthctl programme enrol evening-capacity --group demo --power 5000 --reserve 0.2\n  hearthctl programme enrol evening-capacity home-0001 --power 5000",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := named(*server, "programme", args[0])
			if err != nil {
				return err
			}
			e := api.EnrolRequest{Group: group, Power: energy.Watts(power), Reserve: energy.Ratio(reserve)}
			for _, arg := range args[1:] {
				site, err := energy.ParseSiteID(arg)
				if err != nil {
					return command.Usage(err)
				}
				e.Sites = append(e.Sites, site)
			}
			var done struct{ Homes int }
			if err := by.ask(c, "POST", url+"/sites", e, &done); err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%d homes are enrolled in %s\n", done.Homes, args[0])
			return err
		},
	}
	c.Flags().StringVar(&group, "group", "", "all homes that are in this plant, feeder or other group now")
	c.Flags().Float64Var(&power, "power", 5000, "most watts in either direction")
	c.Flags().Float64Var(&reserve, "reserve", 0.2, "share of the battery that is kept, 0 to 1")
	return by.flag(c)
}

func programmeLeave(server *string) *cobra.Command {
	var by person
	return by.flag(&cobra.Command{
		Use: "leave PROGRAMME SITE", Short: "End a home's enrolment now", Args: command.Exactly(2), Example: "  hearthctl programme leave evening-capacity home-0001",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := named(*server, "programme", args[0])
			if err != nil {
				return err
			}
			site, err := energy.ParseSiteID(args[1])
			if err != nil {
				return command.Usage(err)
			}
			return by.ask(c, "DELETE", url+"/sites/"+string(site), nil, nil)
		},
	})
}

func programmeOptOut(server *string) *cobra.Command {
	var by person
	var programme string
	var lasts time.Duration
	c := &cobra.Command{
		Use: "opt-out SITE", Short: "An owner's no to a programme, or to all: it holds at once, also for a call that runs", Args: command.Exactly(1),
		Example: "  hearthctl programme opt-out home-0001\n  hearthctl programme opt-out home-0001 --programme evening-capacity --for 24h",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := named(*server, "site", args[0])
			if err != nil {
				return err
			}
			body := map[string]any{}
			if programme != "" {
				body["programme"] = programme
			}
			if lasts > 0 {
				body["to"] = time.Now().Add(lasts)
			}
			return by.ask(c, "PUT", url+"/opt-out", body, nil)
		},
	}
	c.Flags().StringVar(&programme, "programme", "", "the programme (default all)")
	c.Flags().DurationVar(&lasts, "for", 0, "how long it holds (default until opt-in)")
	return by.flag(c)
}

func programmeOptIn(server *string) *cobra.Command {
	var by person
	var programme string
	c := &cobra.Command{
		Use: "opt-in SITE", Short: "End an owner's no to a programme, or that to all", Args: command.Exactly(1), Example: "  hearthctl programme opt-in home-0001",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := named(*server, "site", args[0])
			if err != nil {
				return err
			}
			if url += "/opt-out"; programme != "" {
				url += "?programme=" + programme
			}
			return by.ask(c, "DELETE", url, nil, nil)
		},
	}
	c.Flags().StringVar(&programme, "programme", "", "the programme (default the no to all)")
	return by.flag(c)
}

// atLeast wants so many arguments or more.
func atLeast(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := cobra.MinimumNArgs(n)(c, args); err != nil {
			return command.Usage(fmt.Errorf("%w (see %s -h)", err, c.CommandPath()))
		}
		return nil
	}
}

// named returns the address of what has a name of the form that homes have.
func named(server, what, id string) (string, error) {
	if _, err := energy.ParseSiteID(id); err != nil {
		return "", command.Usage(fmt.Errorf("%s %q: want 1 to 64 characters of A-Z a-z 0-9 _ -", what, id))
	}
	return server + "/api/v1/" + what + "s/" + id, nil
}

// length is a length of time in milliseconds, as people read it.
func length(ms int64) string {
	if ms == 0 {
		return "0"
	}
	text := (time.Duration(ms) * time.Millisecond).String()
	for _, more := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, more) {
			text = strings.TrimSuffix(text, more[1:])
		}
	}
	return text
}

// when is an instant as people read it, on the clocks of this machine.
func when(t time.Time) string { return t.Local().Format(time.DateTime) }
