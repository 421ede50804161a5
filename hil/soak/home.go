package soak

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// home is one home under way. It has one owner.
type home struct {
	config    Config
	agreed    agreed
	random    *rand.Rand
	town      *plant.Town
	home      *plant.Home
	bank      *device.Bank // all units
	batteries []battery
	gateway   scenario.Home // nil while it is off
	stop      func() error
	starts    uint64
	elapsed   time.Duration
	agenda    []entry
	said      energy.Decision
	cloud     cloud
	arms      armory
	owner     energy.Ratio // the reserve that the owner keeps
	broken    []broken
	judge     judge
	truth     plant.State
	course    Course
	told      int // breaches
	sum       uint64
}

// place and time of every home: Munich, from a January on.
var begins = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const latitude, longitude = 48.1, 11.6

func newHome(c Config, index int) (*home, error) {
	r := rand.New(rand.NewPCG(c.Seed, uint64(index)))
	h := &home{config: c, random: r, agreed: agree(r, index), course: Course{Home: index, Counts: map[string]int{}}, judge: judge{passed: make([]passed, numRules)}, sum: fnv.New64a().Sum64()}
	var err error
	if h.town, err = plant.NewTown(plant.Config{Seed: r.Uint64(), Start: begins, Latitude: latitude, Longitude: longitude}); err != nil {
		return nil, err
	}
	if h.home, err = h.town.Add(h.agreed.spec); err != nil {
		return nil, err
	}
	h.plan()
	if err := h.armable(); err != nil {
		return nil, err
	}
	return h, h.furnish()
}

// boot starts the gateway.
func (h *home) boot(ctx context.Context) error {
	h.starts++
	name := h.name()
	units := h.bank.Units()
	g, stop, err := h.config.Maker(ctx, scenario.Start{
		Boot: h.starts, File: append(h.agreed.file(name, units), h.agreedArms()...), Site: name, State: name, Registers: h.bank, Units: units, Clock: h.town.Now, Trusted: h.trusted(),
	})
	if err != nil {
		return fmt.Errorf("start the gateway: %w", err)
	}
	h.gateway, h.stop = g, stop
	h.cloud.newest, h.arms.newest = 0, 0
	return nil
}

// kill ends the gateway, as kill -9 does.
func (h *home) kill() error {
	if h.stop == nil {
		return nil
	}
	err := h.stop()
	h.gateway, h.stop, h.said = nil, nil, energy.Decision{}
	return err
}

// second lives through one tick.
func (h *home) second(ctx context.Context) error {
	if err := h.happen(ctx); err != nil {
		return err
	}
	h.elapsed += Tick
	h.town.Step(Tick)
	h.bank.Tick(h.town.Now())
	h.look()
	if h.gateway != nil {
		_, h.said = h.gateway.Pass(ctx)
	}
	if c := h.config; c.Trace != nil && c.Only != All && c.For-h.elapsed < time.Minute {
		s := h.home.State()
		c.Trace(h.elapsed, seen(h, &s))
	}
	return nil
}

// look judges the truth, and adds it to the digest, with what the gateway said of
// the tick before.
func (h *home) look() {
	h.see()
	s := &h.truth
	asked, _ := h.said.Approved.Power()
	for _, v := range [...]energy.Watts{s.Grid, s.Battery, s.PV, energy.Watts(s.SoC), asked} {
		h.mix(math.Float64bits(float64(v)))
	}
	h.mix(uint64(h.said.State)<<56 ^ uint64(h.said.Layer)<<48 ^ uint64(h.said.Bounds))
	h.course.Lived = h.elapsed
	if h.moved() {
		h.course.Commanded += Tick
	}
	h.aside()
	h.judge.look(h, s)
}

// mix adds to the digest (FNV-1a, by words).
func (h *home) mix(v uint64) { h.sum = (h.sum ^ v) * 0x100000001b3 }

func (h *home) digest() uint64 { return h.sum }

func (h *home) name() string { return fmt.Sprintf("soak-%d", h.course.Home) }
