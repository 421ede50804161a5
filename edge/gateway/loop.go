package gateway

import (
	"context"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// loop is the home's one straight pass. It has one owner.
type loop struct {
	seats  []*seat
	site   *site.Site
	desk   *desk
	limits safety.Limits
	state  safety.State
	offer  func(energy.Snapshot, energy.Decision)
	tick   time.Duration
	log    *slog.Logger
	failed bool // the last write to the battery
}

func newLoop(c Config, fields []Field, d *desk, offer func(energy.Snapshot, energy.Decision), log *slog.Logger) *loop {
	return &loop{seats: seats(fields), site: site.New(), desk: d, limits: c.Limits.safety(), offer: offer, tick: c.Tick.Duration(), log: log}
}

// run passes once a tick until ctx ends, and then leaves the battery to the
// inverter's own mode.
func (l *loop) run(ctx context.Context) error {
	tick := time.NewTicker(l.tick)
	defer tick.Stop()
	for {
		l.pass(ctx, time.Now())
		select {
		case <-ctx.Done():
			return nil // the reversion timer takes the home back
		case <-tick.C:
		}
	}
}

func (l *loop) pass(ctx context.Context, now time.Time) {
	l.read(ctx, now)
	snap := l.site.Snapshot(time.Now())
	d := l.desk.decide(snap, snap.At)
	var set safety.Setpoint
	var verdict safety.Verdict
	l.state, set, verdict = safety.Step(&l.limits, l.state, snap, d.Wants[d.Layer], d.Layer, snap.At)
	d.State, d.Bounds = verdict.State, verdict.Bounds
	if p, asked := set.Power(); asked {
		d.Approved = energy.WantPower(p)
	}
	if !l.write(ctx, set) {
		d.Bounds |= energy.BoundDevice
		d.Approved = energy.Want{}
	}
	l.offer(snap, d)
}

// read takes every device once, each within its share of the tick, so that a
// silent one does not cost the others their turn.
func (l *loop) read(ctx context.Context, now time.Time) {
	found := false
	share := l.tick / time.Duration(len(l.seats)+1)
	for _, s := range l.seats {
		turn, cancel := context.WithTimeout(ctx, share)
		found = s.search(turn, now, time.Now, l.log) || found
		cancel()
	}
	if found {
		l.rebuild()
	}
	for _, s := range l.seats {
		if s.device == nil {
			continue
		}
		turn, cancel := context.WithTimeout(ctx, share)
		part, err := s.device.Read(turn)
		cancel()
		if err != nil {
			l.log.Debug("device not read", "device", s.id, "err", err)
		}
		if err := l.site.Put(s.id, part); err != nil {
			panic("BUG: a device found is not in the site: " + err.Error())
		}
	}
}

// rebuild makes the site anew from the devices found.
func (l *loop) rebuild() {
	var devices []site.Device
	for _, s := range l.seats {
		if s.device != nil {
			devices = append(devices, site.Device{ID: s.id, Role: roles[s.device.Role()]})
		}
	}
	l.site = site.New(devices...)
}

// write gives the setpoint to the home's battery, and tells whether that
// worked. With no battery, or several, nothing is commanded: a setpoint is for
// the home, and only one device may answer it.
func (l *loop) write(ctx context.Context, set safety.Setpoint) bool {
	d := l.battery()
	if d == nil {
		_, asked := set.Power()
		return !asked
	}
	turn, cancel := context.WithTimeout(ctx, l.tick/2)
	defer cancel()
	err := d.Write(turn, set)
	if (err != nil) != l.failed {
		l.failed = err != nil
		l.log.Warn("battery command changed", "ok", err == nil, "err", err)
	}
	return err == nil
}

func (l *loop) battery() *driver.Device {
	var found *driver.Device
	for _, s := range l.seats {
		if s.device == nil || !s.device.Controllable() {
			continue
		}
		if found != nil {
			return nil
		}
		found = s.device
	}
	return found
}
