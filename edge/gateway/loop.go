package gateway

import (
	"context"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// loop passes over the home once a tick. It has one owner.
type loop struct {
	home  *Home
	offer func(energy.Snapshot, energy.Decision)
	shelf shelf
	beats *beats
	log   *slog.Logger
}

// run passes once a tick until ctx ends. It writes nothing at the end: the last
// command holds until the inverter's own timer ends it, where it has one. It calls
// ready after the first pass, whatever that found.
func (l *loop) run(ctx context.Context, ready func()) error {
	tick := time.NewTicker(l.home.tick)
	defer tick.Stop()
	for due := time.Now(); ; {
		begun := time.Now()
		l.pass(ctx)
		l.beats.count(due, begun, time.Now(), l.home.tick)
		if ready != nil {
			ready()
			ready = nil
		}
		select {
		case <-ctx.Done():
			return nil
		case due = <-tick.C:
		}
	}
}

func (l *loop) pass(ctx context.Context) {
	if snap, d := l.home.Pass(ctx); !snap.At.IsZero() {
		l.offer(snap, d)
	}
	l.home.keep(l.shelf)
}
