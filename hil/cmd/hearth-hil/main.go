// Command hearth-hil holds the simulators and the runs that use them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// usageError is a command line that cannot be run: exit code 2.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "hearth-hil:", err)
		os.Exit(exitCode(err))
	}
}

func exitCode(err error) int {
	var usage usageError
	if errors.As(err, &usage) || fault.KindOf(err) == fault.Invalid {
		return 2
	}
	return 1
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use: "hearth-hil", Short: "Simulated homes, and whole plants made of them",
		Long:         "Simulated homes, and whole plants made of them.\n\nExit codes: 0 ok, 1 failure, 2 usage.",
		SilenceUsage: true, SilenceErrors: true,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(demoCommand(), fleetCommand(), versionCommand())
	return root
}

// nothingElse is cobra.NoArgs as a usage error.
func nothingElse(c *cobra.Command, args []string) error {
	if err := cobra.NoArgs(c, args); err != nil {
		return usageError{err}
	}
	return nil
}
