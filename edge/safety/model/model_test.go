package model_test

import (
	"flag"
	"testing"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
)

var deep = flag.Bool("deep", false, "walk the whole product of what a tick may bring: minutes")

func (m model) walk(t *testing.T) {
	m.unseen, m.counter = newUnseen(m.desk), new(uint64)
	if *deep {
		m.most = len(m.dimensions)
	}
	exhaust(t, m)
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

// TestExhaustDesk walks the desk and safety together, from the cloud's order to
// the setpoint.
func TestExhaustDesk(t *testing.T) {
	model{title: "desk and safety", limits: plain(), desk: true, most: 2, dimensions: append(equipment(),
		dimensionOf(setEvent, orderDischarge, orderCharge, orderEnd, orderFollow, signalUp, ownerPauses, ownerResumes, ownerKeeps, ownerFrees),
	)}.walk(t)
}

// TestExhaustAnyWish walks safety alone, under whatever control might ever
// wish, whatever binds for now, and ticks that come late.
func TestExhaustAnyWish(t *testing.T) {
	model{title: "safety, any wish", limits: plain(), most: 3, dimensions: append(equipment(),
		dimensionOf(setWish, wishDischarge, wishCharge, wishRest, wishAbsurd),
		dimensionOf(setLive, noExport, noImport, lockout, keepMore),
		dimensionOf(setPassed, 0, hold, hold+tick),
	)}.walk(t)
}

// TestExhaustProof walks safety with a battery that has to prove that it does
// what it is told.
func TestExhaustProof(t *testing.T) {
	l := plain()
	l.Proof = safety.Proof{Limited: true, Settle: settle, Tolerance: 500, Pause: 3 * time.Second, Tries: 1}
	model{title: "safety, proof of effect", limits: l, most: 2, dimensions: append(equipment(),
		dimensionOf(setWish, wishDischarge, wishCharge, wishRest),
		dimensionOf(setPassed, hold+tick),
	)}.walk(t)
}

// TestExhaustSun walks safety with PV that shares the export limit.
func TestExhaustSun(t *testing.T) {
	model{title: "safety, sun", limits: plain(), most: 2, dimensions: append(equipment(),
		dimensionOf(setSun, told{value: 0}, told{value: float64(3 * step)}, told{0, doubtful}),
		dimensionOf(setWish, wishDischarge, wishCharge),
		dimensionOf(setLive, noExport, lockout),
		dimensionOf(setPassed, hold, time.Minute),
	)}.walk(t)
}
