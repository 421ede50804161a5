package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

func programmeCommand(server *string) *cobra.Command {
	return command.Group(&cobra.Command{Use: "programme", Short: "Show what the fleet sells, and who takes part"},
		programmeList(server), programmeShow(server), programmeDefine(server), programmeEnrol(server), programmeLeave(server),
		programmeOptOut(server), programmeOptIn(server), programmeStop(server), programmeNotices(server), programmeTold(server))
}

// person is who asks, by the name they give.
type person string

// flag adds --as.
func (p *person) flag(c *cobra.Command) *cobra.Command {
	c.Flags().StringVar((*string)(p), "as", os.Getenv("USER"), "who asks, by a name that nothing proves yet")
	return c
}

// personHeader names who asks (openapi.json).
const personHeader = "Hearthgrid-Person"

// ask is call in somebody's name.
func (p *person) ask(c *cobra.Command, method, url string, body, out any) error {
	return call(c.Context(), method, url, body, out, personHeader, string(*p))
}

func programmeList(server *string) *cobra.Command {
	var o output
	return o.flag(&cobra.Command{
		Use: "list", Short: "List the programmes", Args: command.Exactly(0), Example: "  hearthctl programme list\n  hearthctl programme list --json",
		RunE: func(c *cobra.Command, _ []string) error {
			var list struct {
				Programmes []api.Programme `json:"programmes"`
			}
			if err := call(c.Context(), "GET", *server+"/api/v1/programmes", nil, &list); err != nil {
				return err
			}
			return o.print(c.OutOrStdout(), list, func(w io.Writer) error { return printProgrammes(w, list.Programmes) })
		},
	})
}

func printProgrammes(w io.Writer, list []api.Programme) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "PROGRAMME\tKIND\tPRIMACY\tNOTICE\tCALLS OF")
	for _, p := range list {
		fmt.Fprintf(out, "%s\t%s\t%d\t%s\t%s to %s\n", p.ID, words(p.Kind), p.Primacy, length(p.Rules.NoticeMS), length(p.Rules.ShortestMS), length(p.Rules.LongestMS))
	}
	return out.Flush()
}

// words is a stable name as people read it.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

func programmeShow(server *string) *cobra.Command {
	return &cobra.Command{
		Use: "show PROGRAMME", Short: "Show a programme with its rules as one JSON object", Args: command.Exactly(1), Example: "  hearthctl programme show evening-capacity",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := named(*server, "programme", args[0])
			if err != nil {
				return err
			}
			var p api.Programme
			if err := call(c.Context(), "GET", url, nil, &p); err != nil {
				return err
			}
			return printJSON(c.OutOrStdout(), p)
		},
	}
}

func programmeDefine(server *string) *cobra.Command {
	var by person
	return by.flag(&cobra.Command{
		Use: "define FILE", Short: "Add the programme that is in a JSON file, or put it in the place of the one of its id", Args: command.Exactly(1),
		Example: "  hearthctl programme show feeder-peak > mine.json\n  hearthctl programme define mine.json --as anna",
		RunE: func(c *cobra.Command, args []string) error {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return command.Usage(err)
			}
			var name struct{ ID string }
			if err := json.Unmarshal(text, &name); err != nil {
				return command.Usage(fmt.Errorf("%s: %w", args[0], err))
			}
			url, err := named(*server, "programme", name.ID)
			if err != nil {
				return err
			}
			return by.ask(c, "PUT", url, json.RawMessage(text), nil)
		},
	})
}

func programmeStop(server *string) *cobra.Command {
	var by person
	var why string
	c := &cobra.Command{
		Use: "stop PROGRAMME", Short: "Stop all its calls: their homes go back to their own modes", Args: command.Exactly(1),
		Example: "  hearthctl programme stop feeder-peak --why 'work on the line'",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := named(*server, "programme", args[0])
			if err != nil {
				return err
			}
			return by.ask(c, "POST", url+"/stop", map[string]string{"why": why}, nil)
		},
	}
	c.Flags().StringVar(&why, "why", "", "noted with the stop")
	return by.flag(c)
}
