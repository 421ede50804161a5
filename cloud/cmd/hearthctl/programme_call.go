package main

import (
	"io"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
)

func callCommand(server *string) *cobra.Command {
	return command.Group(&cobra.Command{Use: "call", Short: "Plan, start, follow and stop calls of programmes"},
		callList(server), callShow(server), callDryRun(server), callPropose(server), callApprove(server), callStop(server))
}

func callList(server *string) *cobra.Command {
	var o output
	var last time.Duration
	c := &cobra.Command{
		Use: "list", Short: "List the calls in the order in which they are served", Args: command.Exactly(0), Example: "  hearthctl call list\n  hearthctl call list --last 168h --json",
		RunE: func(c *cobra.Command, _ []string) error {
			var list api.CallList
			since := url.Values{"since": {time.Now().Add(-last).UTC().Format(time.RFC3339)}}
			if err := call(c.Context(), "GET", *server+"/api/v1/calls?"+since.Encode(), nil, &list); err != nil {
				return err
			}
			return o.print(c.OutOrStdout(), list, func(w io.Writer) error { return printCalls(w, &list) })
		},
	}
	c.Flags().DurationVar(&last, "last", 24*time.Hour, "those that are open, or were closed since so long ago")
	return o.flag(c)
}

func callShow(server *string) *cobra.Command {
	var o output
	return o.flag(&cobra.Command{
		Use: "show CALL", Short: "Show a call: how far it is, what it gives, what keeps it from more, who is left out and why", Args: command.Exactly(1),
		Example: "  hearthctl call show evening-1\n  hearthctl call show evening-1 --json | jq .claims",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := named(*server, "call", args[0])
			if err != nil {
				return err
			}
			var detail api.CallDetail
			if err := call(c.Context(), "GET", url, nil, &detail); err != nil {
				return err
			}
			return o.print(c.OutOrStdout(), detail, func(w io.Writer) error { return printCall(w, &detail) })
		},
	})
}

func callApprove(server *string) *cobra.Command {
	var by person
	return by.flag(&cobra.Command{
		Use: "approve CALL", Short: "Let a call go ahead that somebody else has proposed", Args: command.Exactly(1), Example: "  hearthctl call approve evening-1 --as bert",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := named(*server, "call", args[0])
			if err != nil {
				return err
			}
			return by.ask(c, "POST", url+"/approve", nil, nil)
		},
	})
}

func callStop(server *string) *cobra.Command {
	var by person
	var why string
	c := &cobra.Command{
		Use: "stop CALL", Short: "Stop a call: its homes go back to their own modes within their leases", Args: command.Exactly(1), Example: "  hearthctl call stop evening-1 --why enough",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := named(*server, "call", args[0])
			if err != nil {
				return err
			}
			return by.ask(c, "POST", url+"/stop", map[string]string{"why": why}, nil)
		},
	}
	c.Flags().StringVar(&why, "why", "", "noted with the stop")
	return by.flag(c)
}

func haltCommand(server *string) *cobra.Command {
	var by person
	var why string
	c := &cobra.Command{
		Use: "halt", Short: "Stop all calls and targets now, and let nothing begin until resume", Args: command.Exactly(0), Example: "  hearthctl halt --why 'the grid operator called'",
		RunE: func(c *cobra.Command, _ []string) error {
			return by.ask(c, "PUT", *server+"/api/v1/halt", map[string]string{"why": why}, nil)
		},
	}
	c.Flags().StringVar(&why, "why", "", "noted with the stop")
	return by.flag(c)
}

func resumeCommand(server *string) *cobra.Command {
	var by person
	return by.flag(&cobra.Command{
		Use: "resume", Short: "Let calls begin again after halt: what was stopped stays so", Args: command.Exactly(0), Example: "  hearthctl resume --as anna",
		RunE: func(c *cobra.Command, _ []string) error {
			return by.ask(c, "DELETE", *server+"/api/v1/halt", nil, nil)
		},
	})
}
