package model_test

import (
	"flag"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
)

var deep = flag.Int("deep", 0, "walk with so many things out of the ordinary in one tick, where that is more")

// walk exhausts m, and wants to have come to what is named, beside what every walk
// comes to.
func (m model) walk(t *testing.T, come ...string) {
	t.Parallel()
	m.unseen, m.counter = newUnseen(come), new(uint64)
	m.most = max(m.most, *deep)
	begun := time.Now()
	s, wrong := exhaust(m)
	require.Empty(t, wrong)
	require.Empty(t, m.unseen.left(), "the walk never came to what has to be looked at")
	t.Logf("%d states, %d transitions of %d kinds, %d ticks deep, in %v",
		len(s.nodes), s.transitions, len(s.alphabet), s.depth(len(s.nodes)-1), time.Since(begun).Round(time.Millisecond))
}

func setSoC(b *brought, r told)       { b.soc = r }
func setGrid(b *brought, r told)      { b.grid = r }
func setBattery(b *brought, f follow) { b.battery = f }
func setGive(b *brought, r told)      { b.give = r }
func setTake(b *brought, r told)      { b.take = r }
func setIsland(b *brought, r told)    { b.island = r }
func setSun(b *brought, r told)       { b.sun = r }
func setEvent(b *brought, e event)    { b.event = e }
func setLive(b *brought, l live)      { b.live = l }
func setWish(b *brought, w wish)      { b.wish = w }

func setPassed(b *brought, d time.Duration) { b.passed = d }

// equipment is what the home's own readings may be.
func equipment() []dimension {
	level := func(x float64) told { return told{value: x} }
	return []dimension{
		dimensionOf(setSoC, level(float64(reserve)), level(0.125), level(0.28125), level(1), told{0.75, lost}, told{0.75, doubtful}, told{0.75, stale}, told{0.75, ahead}),
		dimensionOf(setGrid, level(float64(2*export)), level(-float64(imported+step)), told{0, lost}, told{0, stale}),
		dimensionOf(setBattery, obeys, opposes, unread),
		dimensionOf(setGive, level(0), told{float64(rating), lost}),
		dimensionOf(setTake, level(0), told{float64(rating), lost}),
		dimensionOf(setIsland, level(1), told{0, lost}),
	}
}

// troubles are the few readings that the desk itself looks at.
func troubles() []dimension {
	return []dimension{
		dimensionOf(setSoC, told{value: 0.125}, told{0.75, lost}),
		dimensionOf(setGrid, told{value: float64(2 * export)}, told{0, lost}),
		dimensionOf(setBattery, opposes, unread),
		dimensionOf(setIsland, told{value: 1}),
	}
}

// TestExhaustCloud walks the desk and safety together, from the cloud's order
// and signal to the setpoint.
func TestExhaustCloud(t *testing.T) {
	model{limits: plain(), far: map[string]time.Duration{"": hold}, desk: true, most: 1, dimensions: append(troubles(),
		dimensionOf(setEvent, orderDischarge, orderCharge, orderEnd, orderFollow, signalUp),
	)}.walk(t, "lease over", "signal silent", "forced by export")
}

// TestExhaustOwner walks the desk and safety together where the owner has a say
// too.
func TestExhaustOwner(t *testing.T) {
	model{limits: plain(), far: map[string]time.Duration{"": hold}, desk: true, most: 1, dimensions: append(troubles(),
		dimensionOf(setEvent, orderDischarge, orderEnd, ownerPauses, ownerResumes, ownerKeeps, ownerFrees),
	)}.walk(t, "lease over", "owner above order", "forced by export")
}

// TestExhaustAnyWish walks safety alone, under whatever control might ever
// wish, whatever binds for now, and ticks that come late.
func TestExhaustAnyWish(t *testing.T) {
	model{limits: plain(), far: map[string]time.Duration{"": hold}, most: 2, dimensions: append(equipment(),
		dimensionOf(setWish, wishDischarge, wishCharge, wishRest, wishAbsurd),
		dimensionOf(setLive, noExport, noImport, lockout, keepMore),
		dimensionOf(setPassed, 0, hold, hold+tick),
	)}.walk(t, "charge", "rest", "forced by export", "forced by import")
}

// TestExhaustProof walks safety with a battery that has to prove that it does
// what it is told.
func TestExhaustProof(t *testing.T) {
	l := plain()
	l.Proof = safety.Proof{Limited: true, Settle: settle, Tolerance: 500, Pause: 3 * time.Second, Tries: 1}
	model{limits: l, far: map[string]time.Duration{"": hold}, most: 1, dimensions: append(equipment(),
		dimensionOf(setWish, wishDischarge, wishCharge, wishRest),
		dimensionOf(setPassed, hold+tick),
	)}.walk(t, "charge")
}

// TestExhaustSun walks safety with PV that shares the export limit.
func TestExhaustSun(t *testing.T) {
	model{limits: plain(), sunny: true, far: map[string]time.Duration{"": hold, "curb.full": time.Minute + tick, "curb.near": 10 * time.Second}, most: 1, dimensions: append(equipment(),
		dimensionOf(setSun, told{value: 0}, told{0, doubtful}, told{0, lost}),
		dimensionOf(setWish, wishDischarge, wishCharge),
		dimensionOf(setLive, noExport, lockout),
		dimensionOf(setPassed, hold, time.Minute),
	)}.walk(t, "charge", "PV held", "PV let go")
}
