package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/config"
)

// nowhere is a cloud for homes that scenarios speak to directly.
var nowhere = gateway.Cloud{MQTT: "127.0.0.1:1", Enroll: "http://127.0.0.1:1", ClaimFile: "claim"}

// makeHome starts the firmware's home on what a scenario gives it. What a home
// keeps over a restart is handed to the next start in the same state folder.
func makeHome(log *slog.Logger) scenario.Maker {
	var pasts pasts
	return func(ctx context.Context, s scenario.Start) (scenario.Home, func() error, error) {
		c := gateway.Defaults()
		c.Cloud = nowhere
		if err := config.Decode("site file", s.File, &c); err != nil {
			return nil, nil, err
		}
		if err := c.Validate(); err != nil {
			return nil, nil, fmt.Errorf("site file: %w", err)
		}
		log := log.With("site", s.Site)
		fields := []gateway.Field{{Registers: s.Registers, Units: s.Units, Said: said(c)}}
		if s.Wire {
			var err error
			if fields, err = gateway.Fields(c, log); err != nil {
				return nil, nil, err
			}
		}
		home := gateway.Restore(c, fields, pasts.of(s), s.Clock, log)
		stop := own(ctx, fields, home, s.Wire)
		return person{home, gateway.NewGate(home, &record.Courses{}, s.Trusted)}, func() error { pasts.keep(s, home); return stop() }, nil
	}
}

// said is what the site file says of the units.
func said(c gateway.Config) map[uint8]gateway.Said {
	out := map[uint8]gateway.Said{}
	for _, d := range c.Buses[0].Devices {
		out[uint8(d.Unit)] = gateway.Said{Map: d.Map, Model: d.Model, Version: d.Version, NoWayBack: d.NoWayBack}
	}
	return out
}

// own runs the links, and what looks for devices on those that are real, until
// stop, which waits for them.
func own(ctx context.Context, fields []gateway.Field, home *gateway.Home, real bool) (stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	group, ctx := errgroup.WithContext(ctx)
	if real {
		group.Go(func() error { return home.Seek(ctx) })
	}
	for _, f := range fields {
		if f.Run != nil {
			group.Go(func() error { return f.Run(ctx) })
		}
	}
	return func() error {
		cancel()
		return group.Wait()
	}
}

// waits seeds the homes' random waits, alike in every run; each home's name makes
// them its own.
const waits = 1

// pasts is what homes left behind, by their state folder.
type pasts struct {
	mu   sync.Mutex
	kept map[string]gateway.Past
}

func (p *pasts) of(s scenario.Start) gateway.Past {
	p.mu.Lock()
	defer p.mu.Unlock()
	past := p.kept[s.State]
	past.Boot, past.Seed = s.Boot, waits
	return past
}

func (p *pasts) keep(s scenario.Start, h *gateway.Home) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.kept == nil {
		p.kept = map[string]gateway.Past{}
	}
	p.kept[s.State] = h.Past()
}
