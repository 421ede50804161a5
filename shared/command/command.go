package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const exitCodes = "Exit codes: 0 ok, 1 failure, 2 usage, 4 not found."

// Main runs the tool with the process's arguments until SIGINT or SIGTERM, and
// ends the process.
func Main(root *cobra.Command) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root.ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, root.Name()+":", oneLine(err))
	}
	os.Exit(ExitCode(err))
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// ExitCode returns what the process ends with.
func ExitCode(err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage), fault.KindOf(err) == fault.Invalid:
		return 2
	case fault.KindOf(err) == fault.NotFound:
		return 4
	}
	return 1
}

// Root makes c the root of a tool with the commands subs: its errors are printed
// once, by Main, and it has a version command.
func Root(c *cobra.Command, subs ...*cobra.Command) *cobra.Command {
	if c.Long == "" {
		c.Long = c.Short + "."
	}
	c.Long += "\n\n" + exitCodes
	c.SilenceUsage, c.SilenceErrors = true, true
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return Usage(err) })
	c.AddCommand(version(c.Name()))
	return Group(c, subs...)
}

// Group adds subs to c. Where c does nothing by itself, a command it does not
// have is a usage error.
func Group(c *cobra.Command, subs ...*cobra.Command) *cobra.Command {
	c.AddCommand(subs...)
	c.SuggestionsMinimumDistance = 2
	if c.RunE == nil {
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Help()
			}
			return Usage(fmt.Errorf("no command %q%s (see %s -h)", args[0], nearest(c.SuggestionsFor(args[0])), c.CommandPath()))
		}
	}
	return c
}

func nearest(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", names[0])
}
