// Command hearth-cloud is the server: broker, twins, dispatch, history, API
// and console in one process.
package main

import (
	"github.com/hearthgrid/hearthgrid/cloud/server"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

func main() { program().Main() }

func program() process.Program[server.Config] {
	return process.Program[server.Config]{Name: "hearth-cloud", Defaults: server.Defaults, Serve: server.Run}
}
