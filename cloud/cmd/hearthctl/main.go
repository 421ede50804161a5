// Command hearthctl is the operator's command line.
package main

import (
	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/shared/command"
)

func main() { command.Main(root()) }

func root() *cobra.Command {
	var server string
	c := command.Root(&cobra.Command{Use: "hearthctl", Short: "Watch and move a Hearthgrid fleet"},
		plantCommand(&server), siteCommand(&server), groupCommand(&server), orderCommand(&server), storeCommand(&server), fleetCommand(&server),
		programmeCommand(&server), callCommand(&server), haltCommand(&server), resumeCommand(&server),
		settleCommand(&server), ledgerCommand(&server))
	c.PersistentFlags().StringVar(&server, "server", "http://127.0.0.1:8080", "address of hearth-cloud's API")
	return c
}
