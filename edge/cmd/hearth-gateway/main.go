// Command hearth-gateway is the firmware of one home. Without a subcommand it
// runs; with one it asks or orders the gateway that runs on this machine, or seals
// the limits of a site file. -h lists them.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

func main() {
	if len(os.Args) > 1 {
		if os.Args[1] == "seal" {
			os.Exit(seal(os.Args[2:], os.Stdout, os.Stderr))
		}
		if c, ok := find(os.Args[1]); ok {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			code := c.run(ctx, os.Args[2:], os.Stdout, os.Stderr)
			stop()
			os.Exit(code)
		}
	}
	program().Main()
}

func program() process.Program[gateway.Config] {
	return process.Program[gateway.Config]{Name: "hearth-gateway", Defaults: gateway.Defaults, Serve: gateway.Serve, Check: gateway.CheckSeal, Notes: gateway.Notes, Commands: commands()}
}
