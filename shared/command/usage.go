package command

import (
	"fmt"

	"github.com/spf13/cobra"
)

// usageError is a command line that cannot be run.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

// Usage marks err as a mistake in the command line: exit code 2.
func Usage(err error) error { return &usageError{err} }

// Exactly is cobra.ExactArgs as a usage error.
func Exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := cobra.ExactArgs(n)(c, args); err != nil {
			return Usage(fmt.Errorf("%w (see %s -h)", err, c.CommandPath()))
		}
		return nil
	}
}
