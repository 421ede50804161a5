package gateway

import (
	"context"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// loop is the home's one straight pass. It has one owner.
type loop struct {
	seats   []*seat
	site    *site.Site
	battery *driver.Device // the one commanded, nil for none
	desk    *desk
	agreed  safety.Limits // at commissioning
	limits  safety.Limits // of those and what the battery's inverter says of itself
	state   safety.State
	offer   func(energy.Snapshot, energy.Decision)
	tick    time.Duration
	clock   func() time.Time
	log     *slog.Logger
	failed  bool // the last write to the battery
}

func newLoop(c Config, fields []Field, d *desk, offer func(energy.Snapshot, energy.Decision), log *slog.Logger) *loop {
	agreed := c.Limits.safety()
	return &loop{
		seats: seats(fields), site: site.New(), desk: d, agreed: agreed, limits: agreed,
		offer: offer, tick: c.Tick.Duration(), clock: d.clock, log: log,
	}
}

// run passes once a tick until ctx ends, and then leaves the battery to the
// inverter's own mode.
func (l *loop) run(ctx context.Context) error {
	process.Step(ctx, "first pass over the devices")
	tick := time.NewTicker(l.tick)
	defer tick.Stop()
	for first := true; ; first = false {
		l.pass(ctx)
		if first {
			process.Ready(ctx)
			l.log.Info("ready", "devices", l.found(), "of", len(l.seats))
		}
		select {
		case <-ctx.Done():
			return nil // the reversion timer takes the home back
		case <-tick.C:
		}
	}
}

// pass is one tick. One that the end of ctx cuts short says nothing of the
// home, and commands nothing.
func (l *loop) pass(ctx context.Context) {
	l.search(ctx)
	l.read(ctx)
	if ctx.Err() != nil {
		return
	}
	snap := l.site.Snapshot(l.clock())
	d, set := l.decide(snap)
	if !l.write(ctx, set) {
		d.Bounds |= energy.BoundDevice
		d.Approved = energy.Want{}
	}
	l.offer(snap, d)
}

// decide is a pure function of the desk, the safety state and snap, whose time
// is now.
func (l *loop) decide(snap energy.Snapshot) (energy.Decision, safety.Setpoint) {
	d := l.desk.decide(snap, snap.At)
	next, set, verdict := safety.Step(&l.limits, l.state, snap, d.Wants[d.Layer], d.Layer, snap.At)
	l.state, d.State, d.Bounds = next, verdict.State, verdict.Bounds
	if p, asked := set.Power(); asked {
		d.Approved = energy.WantPower(p)
	}
	return d, set
}

// write gives the setpoint to the home's battery, and tells whether it holds.
func (l *loop) write(ctx context.Context, set safety.Setpoint) bool {
	if l.battery == nil {
		_, asked := set.Power()
		return !asked
	}
	turn, cancel := context.WithTimeout(ctx, l.tick/2)
	defer cancel()
	err := l.battery.Write(turn, set)
	if (err != nil) != l.failed {
		l.failed = err != nil
		l.log.Warn("battery command changed", "ok", err == nil, "err", err)
	}
	return err == nil
}
