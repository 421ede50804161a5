package gateway

import (
	"context"
	"errors"
	"log/slog"

	"github.com/hearthgrid/hearthgrid/shared/process"
)

// Serve opens what the site file names and keeps the home until ctx ends.
//
// What a person has to mend ends the start with the reason: a state folder
// that cannot be used, a damaged boot number, a serial device that is not
// plugged in. What passes by itself is a state of the home and does not: an
// inverter asleep, a link that is down, a cloud that is away.
func Serve(ctx context.Context, c Config, log *slog.Logger) (err error) {
	process.Step(ctx, "open the state folder "+c.StateDir)
	held, err := process.Hold(c.StateDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	process.Step(ctx, "open the buses")
	fields, err := Fields(c, log)
	if err != nil {
		return err
	}
	process.Step(ctx, "number this start in "+c.StateDir)
	g, err := New(c, fields, log)
	if err != nil {
		return err
	}
	return g.Run(ctx)
}
