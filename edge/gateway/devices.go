package gateway

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/site"
)

// share is what one device may take of a tick, so that a silent one does not
// cost the others their turn.
func (l *loop) share() time.Duration { return l.tick / time.Duration(len(l.seats)+1) }

// search looks for the devices that are not found yet.
func (l *loop) search(ctx context.Context) {
	for _, s := range l.seats {
		if !s.due(l.clock()) {
			continue
		}
		turn, cancel := context.WithTimeout(ctx, l.share())
		if s.search(turn, l.clock, l.log) {
			l.site.Add(site.Device{ID: s.id, Role: roles[s.device.Role()]})
			l.command(l.batteries())
		}
		cancel()
	}
}

// read takes every device once.
func (l *loop) read(ctx context.Context) {
	for _, s := range l.seats {
		if s.device == nil {
			continue
		}
		turn, cancel := context.WithTimeout(ctx, l.share())
		part := s.read(turn, l.log)
		cancel()
		if err := l.site.Put(s.id, part); err != nil {
			panic("BUG: a device found is not in the site: " + err.Error())
		}
	}
}

func (l *loop) found() int {
	n := 0
	for _, s := range l.seats {
		if s.device != nil {
			n++
		}
	}
	return n
}

func (l *loop) batteries() []*driver.Device {
	var found []*driver.Device
	for _, s := range l.seats {
		if s.device != nil && s.device.Controllable() {
			found = append(found, s.device)
		}
	}
	return found
}

// command takes the one battery to command, and its ratings into the limits.
// Of several none is commanded: a setpoint is for the home, and only one device
// may answer it.
func (l *loop) command(batteries []*driver.Device) {
	before := l.battery
	l.battery, l.limits = nil, l.agreed
	if len(batteries) == 1 {
		l.battery = batteries[0]
		l.limits = rated(l.agreed, l.battery.Nameplate())
	}
	switch {
	case len(batteries) > 1:
		l.log.Warn("no battery is commanded: the home has more than one", "batteries", len(batteries))
	case l.battery != before:
		l.log.Info("battery is commanded", "rating_w", l.limits.Rating, "agreed_w", l.agreed.Rating)
	}
}
