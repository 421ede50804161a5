package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// Serve opens what the site file names and keeps the home until ctx ends.
//
// What a person has to mend ends the start with the reason: a state folder
// that cannot be used, a damaged boot number, a file that is no serial device. What
// passes by itself is a state of the home and does not: an inverter asleep, a link that
// is down, an adapter that is not plugged in, a cloud that is away.
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
	say, period, err := manager(os.Getenv, log)
	if err != nil {
		return err
	}
	process.Step(ctx, "number this start in "+c.StateDir)
	g, err := New(c, fields, log)
	if err != nil {
		return err
	}
	g.ready = func() { say("READY=1") }
	return g.attended(ctx, &watch{say: say, period: period, home: g.home, status: g.line, log: log})
}

// attended runs g with all that its own machine has to do with it.
func (g *Gateway) attended(ctx context.Context, w *watch) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return g.Run(ctx) })
	group.Go(func() error { return w.run(ctx) })
	group.Go(func() error {
		l, err := local.Listen(local.Path(g.config.StateDir))
		if err != nil {
			g.log.Error("the gateway cannot be asked", "err", err)
			return nil
		}
		return local.Serve(ctx, l, house{g})
	})
	return group.Wait()
}

// line is how the gateway is, in one line for the service manager.
func (g *Gateway) line() string {
	s := house{g}.Status()
	answering := 0
	for _, d := range s.Devices {
		if d.State == Answering.String() {
			answering++
		}
	}
	cloud := "without the cloud"
	if s.Cloud.Connected {
		cloud = "with the cloud"
	}
	return fmt.Sprintf("%s, %s; %d of %d devices answer; %s; %d alarms", s.Safety, s.Layer, answering, len(s.Devices), cloud, len(s.Alarms))
}
