package server

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	// capsEach is how often the caps of regions are read: often enough that one read
	// which fails takes nothing away.
	capsEach = 10 * time.Second
	capsWait = 8 * time.Second
)

// caps are how far and how fast the homes of each zone may be moved together, from the
// limits that the registry has at the zone. They grow old by themselves where it does
// not answer.
type caps struct {
	registry *fleet.Registry
	log      *slog.Logger
	wake     chan struct{}
	now      atomic.Pointer[map[programme.Region]programme.Cap]
	failing  bool
}

// look has the caps read now: many things have changed.
func (c *caps) look() {
	select {
	case c.wake <- struct{}{}:
	default: // it is on its way
	}
}

// known returns the caps that were read last, for reading only.
func (c *caps) known() map[programme.Region]programme.Cap {
	if m := c.now.Load(); m != nil {
		return *m
	}
	return nil
}

// keepReading reads the caps until ctx ends.
func (c *caps) keepReading(ctx context.Context) {
	tick := time.NewTicker(capsEach)
	defer tick.Stop()
	for {
		err := c.read(ctx, time.Now())
		if failing := err != nil; failing != c.failing && ctx.Err() == nil {
			c.failing = failing
			c.log.Warn("caps of regions changed", "readable", !failing, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-c.wake:
		}
	}
}

// read reads the caps as of now. Where one cannot be read those of before stay, all of
// them, and grow old.
func (c *caps) read(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, capsWait)
	defer cancel()
	read := map[programme.Region]programme.Cap{}
	for _, zone := range c.registry.Known(asset.Zone) {
		limits, err := c.registry.Limits(ctx, asset.GroupNode(zone), now)
		if err != nil {
			return err
		}
		if one, there := limitsOf(limits).Cap(now); there {
			read[programme.Region(zone)] = one
		}
	}
	c.now.Store(&read)
	return nil
}

func limitsOf(limits []asset.Limit) (l programme.Limits) {
	for _, one := range limits {
		power := energy.Watts(one.Value * 1000)
		switch one.Name {
		case asset.ImportLimit:
			l.Import = &power
		case asset.ExportLimit:
			l.Export = &power
		case asset.RampLimit:
			rate := energy.WattsPerSecond(power / 60)
			l.Ramp = &rate
		}
	}
	return l
}
