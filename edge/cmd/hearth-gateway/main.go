// Command hearth-gateway is the firmware of one home.
package main

import (
	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

func main() { program().Main() }

func program() process.Program[gateway.Config] {
	return process.Program[gateway.Config]{Name: "hearth-gateway", Defaults: gateway.Defaults, Serve: gateway.Serve}
}
