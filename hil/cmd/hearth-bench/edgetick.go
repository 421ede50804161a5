package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/hil/bench"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// bus is the home's registers, with what they take of time and memory
// left out of account: a wire would be in their place.
type bus struct {
	*device.Bank
	took   time.Duration
	weigh  bool // count their allocations too, which is slow
	allocs uint64
}

func (b *bus) ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	return b.apart(func() error { return b.Bank.ReadHolding(ctx, unit, address, into) })
}

func (b *bus) ReadInput(ctx context.Context, unit uint8, address uint16, into []uint16) error {
	return b.apart(func() error { return b.Bank.ReadInput(ctx, unit, address, into) })
}

func (b *bus) WriteHolding(ctx context.Context, unit uint8, address uint16, words []uint16) error {
	return b.apart(func() error { return b.Bank.WriteHolding(ctx, unit, address, words) })
}

func (b *bus) apart(do func() error) error {
	before := b.mallocs()
	begun := time.Now()
	err := do()
	b.took += time.Since(begun)
	b.allocs += b.mallocs() - before
	return err
}

func (b *bus) mallocs() uint64 {
	if !b.weigh {
		return 0
	}
	return mallocs()
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// bench home: a hybrid with PV, and a meter, always under an order.
type tickHome struct {
	town *plant.Town
	bus  *bus
	home *gateway.Home
	id   uint64
}

func newTickHome() (*tickHome, error) {
	town, err := plant.NewTown(plant.Config{Seed: 1, Start: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Latitude: 48, Longitude: 11})
	if err != nil {
		return nil, err
	}
	spec := plant.Draw(1)
	home, err := town.Add(spec)
	if err != nil {
		return nil, err
	}
	bank, err := device.New(device.Config{Serial: "bench", Battery: spec.Power, PV: spec.PVPeak}, home, town.Now())
	if err != nil {
		return nil, err
	}
	c := gateway.Defaults()
	c.Site, c.Known = "bench", []gateway.Kind{{Maker: device.Maker, Model: "*", Version: "*"}}
	h := &tickHome{town: town, bus: &bus{Bank: bank}}
	h.home = gateway.NewHome(c, []gateway.Field{{Registers: h.bus, Units: bank.Units()}}, town.Now, slog.New(slog.DiscardHandler))
	return h, nil
}

// pass makes one pass and returns what the gateway took of it.
func (h *tickHome) pass(ctx context.Context) time.Duration {
	h.bus.took = 0
	begun := time.Now()
	h.home.Pass(ctx)
	return time.Since(begun) - h.bus.took
}

// next moves the home by a second, and renews its order now and then.
func (h *tickHome) next(i int) error {
	h.town.Step(time.Second)
	h.bus.Tick(h.town.Now())
	if i%60 != 0 {
		return nil
	}
	h.id++
	share := energy.Participation{Base: energy.Watts(i%2000 - 1000), Bounds: energy.Envelope{Min: -5000, Max: 5000}}
	return h.home.Accept(energy.Order{ID: h.id, Site: "bench", Boot: gateway.FirstBoot, Lease: 2 * time.Minute, Share: share})
}

// warm is how many passes come before those that count.
const warm, weighed = 100, 500

func tickCost(ctx context.Context, x edgeExtent) (bench.Figures, error) {
	h, err := newTickHome()
	if err != nil {
		return nil, err
	}
	took := make([]time.Duration, 0, x.passes)
	for i := range warm + x.passes {
		if err := errors.Join(h.next(i), ctx.Err()); err != nil {
			return nil, err
		}
		if d := h.pass(ctx); i >= warm {
			took = append(took, d)
		}
	}
	allocs, err := h.weigh(ctx)
	if err != nil {
		return nil, err
	}
	p50, _ := bench.Quantile(took, 0.5)
	p999, _ := bench.Quantile(took, 0.999)
	return bench.Figures{"tick_us_p50": micros(p50), "tick_us_p999": micros(p999), "allocs_per_tick": allocs, "passes": float64(len(took))}, nil
}

// weigh returns the allocations of a pass, those of the registers left out.
func (h *tickHome) weigh(ctx context.Context) (float64, error) {
	h.bus.weigh, h.bus.allocs = true, 0
	own := uint64(0)
	for i := range weighed {
		if err := h.next(i); err != nil {
			return 0, err
		}
		before := mallocs()
		h.home.Pass(ctx)
		own += mallocs() - before
	}
	if own < h.bus.allocs {
		return 0, fmt.Errorf("%d allocations of %d are the bus's", h.bus.allocs, own)
	}
	return float64(own-h.bus.allocs) / weighed, nil
}
