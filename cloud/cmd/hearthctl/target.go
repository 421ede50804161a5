package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func plantTarget(server *string) *cobra.Command {
	var lasts time.Duration
	var capacity float64
	c := &cobra.Command{
		Use: "target PLANT WATTS", Short: "Ask the plant for power (positive discharges) for a bounded time", Args: command.Exactly(2),
		Example: "  hearthctl plant target demo 500000 --for 15m\n  hearthctl plant target demo --for 15m -- -200000",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := plantURL(*server, args[0])
			if err != nil {
				return err
			}
			watts, err := strconv.ParseFloat(args[1], 64)
			if err != nil || !energy.IsFinite(energy.Watts(watts)) {
				return command.Usage(fmt.Errorf("power %q: want a number of watts", args[1]))
			}
			body := map[string]any{"power_w": watts, "for_ms": lasts.Milliseconds()}
			if c.Flags().Changed("capacity") {
				body["capacity_w"] = capacity
			}
			var t api.Target
			if err := call(c.Context(), "PUT", url+"/target", body, &t); err != nil {
				return err
			}
			return printJSON(c.OutOrStdout(), t)
		},
	}
	c.Flags().DurationVar(&lasts, "for", 5*time.Minute, "how long the target stands; it then ends by itself")
	c.Flags().Float64Var(&capacity, "capacity", 0, "watts the plant is assigned, which its homes share by the energy they have; all they can where not given")
	return c
}

func plantRelease(server *string) *cobra.Command {
	return &cobra.Command{
		Use: "release PLANT", Short: "Ask nothing of the plant any more: its homes go back to their own modes", Args: command.Exactly(1),
		Example: "  hearthctl plant release demo",
		RunE: func(c *cobra.Command, args []string) error {
			url, err := plantURL(*server, args[0])
			if err != nil {
				return err
			}
			return call(c.Context(), "DELETE", url+"/target", nil, nil)
		},
	}
}
