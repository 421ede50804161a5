package soak_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/hil/soak"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// idle is a gateway that commands nothing. What a soak does not ask of it is
// nobody's.
type idle struct{ scenario.Home }

func (idle) Pass(context.Context) (energy.Snapshot, energy.Decision) {
	return energy.Snapshot{}, energy.Decision{State: energy.Autonomous}
}
func (idle) Accept(energy.Order) error  { return nil }
func (idle) Hear(energy.Signal)         {}
func (idle) Pause(time.Duration) error  { return nil }
func (idle) Resume() error              { return nil }
func (idle) Storm(time.Duration) error  { return nil }
func (idle) Calm() error                { return nil }
func (idle) Reserve(energy.Ratio) error { return nil }
func (idle) Clear() error               { return nil }
func (idle) Reset(bool) error           { return &fault.Error{Op: "reset", Kind: fault.Conflict} }

// reckless holds a share of the battery's power, whatever happens.
type reckless struct {
	idle
	bank  *device.Bank
	unit  uint8
	share float64
	ticks int
	block uint16 // of model 124, once it is found
}

// Offsets in a block of model 124 (SunSpec).
const (
	storCtlMod, outWRte, inWRte, inOutWRteRvrtTms, inOutWRteSF = 5, 12, 13, 15, 25
	holdBoth                                                   = 3
)

func (g *reckless) Pass(ctx context.Context) (energy.Snapshot, energy.Decision) {
	var sf [1]uint16
	if g.block == 0 {
		g.block = find(ctx, g.bank, g.unit, 124)
	}
	if g.block == 0 || g.bank.ReadHolding(ctx, g.unit, g.block+inOutWRteSF, sf[:]) != nil {
		return g.idle.Pass(ctx)
	}
	rate := int16(math.Round(100 * g.share / math.Pow10(int(int16(sf[0])))))
	if g.ticks++; g.ticks%20 != 1 {
		return g.idle.Pass(ctx)
	}
	for _, w := range [...]struct{ at, word uint16 }{{inOutWRteRvrtTms, 60}, {outWRte, uint16(rate)}, {inWRte, uint16(-rate)}, {storCtlMod, holdBoth}} {
		_ = g.bank.WriteHolding(ctx, g.unit, g.block+w.at, []uint16{w.word}) // it may be broken
	}
	return g.idle.Pass(ctx)
}

// find walks the chain of SunSpec models, and returns 0 where model is not in it.
func find(ctx context.Context, b *device.Bank, unit uint8, model uint16) uint16 {
	for at := device.Base + 2; ; {
		var head [2]uint16
		if b.ReadHolding(ctx, unit, at, head[:]) != nil || head[0] == 0xFFFF || at > device.Base+2000 {
			return 0
		}
		if head[0] == model {
			return at
		}
		at += 2 + head[1]
	}
}

func maker(share float64) scenario.Maker {
	return func(_ context.Context, s scenario.Start) (scenario.Home, func() error, error) {
		return &reckless{bank: s.Registers, unit: device.InverterUnit, share: share}, func() error { return nil }, nil
	}
}

// duel has two hybrids do the opposite.
type duel struct {
	idle
	one, two reckless
}

func (g *duel) Pass(ctx context.Context) (energy.Snapshot, energy.Decision) {
	g.one.Pass(ctx)
	return g.two.Pass(ctx)
}

func makeDuel(_ context.Context, s scenario.Start) (scenario.Home, func() error, error) {
	one, two := reckless{bank: s.Registers, unit: device.InverterUnit, share: 0.3}, reckless{bank: s.Registers, unit: device.SecondUnit, share: -0.3}
	return &duel{one: one, two: two}, func() error { return nil }, nil
}

func makeIdle(context.Context, scenario.Start) (scenario.Home, func() error, error) {
	return idle{}, func() error { return nil }, nil
}

func run(t *testing.T, c soak.Config) soak.Report {
	t.Helper()
	r, err := soak.Run(t.Context(), c)
	require.NoError(t, err)
	return r
}

// rulesOf returns the rules broken, each once.
func rulesOf(r soak.Report) []string {
	names := map[string]bool{}
	for _, b := range r.Breaches {
		names[b.Rule] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// A soak that cannot see a breach would prove nothing: each rule has a gateway
// that breaks it.
func TestEveryRuleIsSeenBroken(t *testing.T) {
	f := func(seed uint64, share float64, homes int, lasts time.Duration, want ...string) {
		t.Helper()
		require.Equal(t, want, rulesOf(run(t, soak.Config{Homes: homes, Only: soak.All, For: lasts, Seed: seed, Maker: maker(share)})))
	}
	f(4, 1, 5, 6*time.Hour, "export", "lease", "reserve", "soc")
	f(13, -0.1, 3, 8*time.Hour, "fuse", "import", "lease")
}

// Home 14 has two hybrids.
func TestBatteriesThatOpposeAreSeen(t *testing.T) {
	c := soak.Config{Homes: 15, Only: 14, For: time.Hour, Seed: 4, Maker: makeDuel}
	r := run(t, c)
	require.Contains(t, rulesOf(r), "oppose")
	c.Maker = maker(0.3) // of the first alone: the other may do as it likes
	r = run(t, c)
	require.NotContains(t, rulesOf(r), "oppose")
	require.NotZero(t, r.Commanded)
}

func TestWhoCommandsNothingIsNoSoundHome(t *testing.T) {
	r := run(t, soak.Config{Homes: 2, Only: soak.All, For: time.Hour, Seed: 1, Maker: makeIdle})
	require.Equal(t, []int{0, 1}, r.Idle)
	require.Zero(t, r.Commanded)
}

// TestTheLineOfABreachPlaysItAgain takes the numbers of the line that is
// printed.
func TestTheLineOfABreachPlaysItAgain(t *testing.T) {
	r := run(t, soak.Config{Homes: 2, Only: soak.All, For: 3 * time.Hour, Seed: 4, Maker: maker(1)})
	require.NotEmpty(t, r.Breaches)
	b := r.Breaches[len(r.Breaches)-1]
	var page bytes.Buffer
	r.Write(&page)
	require.Contains(t, page.String(), b.Repro(4))
	again := soak.Config{Maker: maker(1)}
	var lasts string
	_, err := fmt.Sscanf(b.Repro(4), "hearth-hil soak --seed %d --homes %d --home %d --for %s", &again.Seed, &again.Homes, &again.Only, &lasts)
	require.NoError(t, err)
	again.For, err = time.ParseDuration(lasts)
	require.NoError(t, err)
	alone := run(t, again)
	require.Equal(t, 1, alone.Homes)
	require.Equal(t, b, alone.Breaches[len(alone.Breaches)-1])
}

func TestTheSameSeedIsTheSameLife(t *testing.T) {
	f := func(seed uint64) uint64 {
		return run(t, soak.Config{Homes: 2, Only: soak.All, For: time.Hour, Seed: seed, Maker: maker(0.3)}).Digest
	}
	require.Equal(t, f(1), f(1))
	require.NotEqual(t, f(1), f(2))
}

func TestWhatCannotBeLivedIsRefused(t *testing.T) {
	f := func(c soak.Config) {
		t.Helper()
		_, err := soak.Run(t.Context(), c)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	f(soak.Config{Only: soak.All, For: time.Hour})
	f(soak.Config{Homes: 2, Only: 2, For: time.Hour})
	f(soak.Config{Homes: 2, Only: soak.All})
}
