// Command hearth-hil holds the simulators and the runs that use them.
package main

import (
	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/shared/command"
)

func main() { command.Main(root()) }

func root() *cobra.Command {
	return command.Root(&cobra.Command{Use: "hearth-hil", Short: "Simulated homes, and whole plants made of them"},
		demoCommand(), fleetCommand(), runCommand(), soakCommand())
}
