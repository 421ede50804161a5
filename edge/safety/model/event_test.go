package model_test

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const plant energy.PlantID = "plant"

// happen has the cloud or the owner do something. Numbers only ever grow, over
// all branches of the walk, so that whatever comes is new to every desk.
func (m *model) happen(w *world, e event, now time.Time) {
	*m.counter++
	g, d := &w.ghost, &w.desk
	order := func(base, slope energy.Watts, lasts time.Duration) {
		o := energy.Order{ID: *m.counter, Site: "home", Boot: 1, Lease: lasts, Plant: plant, Share: energy.Participation{
			Base: base, SlopeUp: slope, SlopeDown: slope, Bounds: energy.Envelope{Min: -beyond, Max: beyond}, SignalHold: heard,
		}}
		if err := d.Accept(o, now); err != nil {
			panic("an order that is new and sound was refused: " + err.Error())
		}
		g.order = given{on: true, power: base, follows: slope > 0, ends: now.Add(lasts)}
	}
	switch e {
	case orderDischarge:
		order(beyond, 0, lease)
	case orderCharge:
		order(-beyond, 0, lease)
	case orderEnd:
		order(0, 0, 0)
	case orderFollow:
		order(0, beyond, lease)
	case signalUp:
		d.Hear(energy.Signal{Plant: plant, Seq: *m.counter, Level: 1}, now)
		g.heard = now
	case ownerPauses:
		d.Pause(time.Time{})
		g.paused = true
	case ownerResumes:
		d.Resume()
		g.paused = false
	case ownerKeeps, ownerFrees:
		g.keep = map[event]energy.Ratio{ownerKeeps: kept, ownerFrees: 0}[e]
		if err := d.Reserve(g.keep); err != nil {
			panic(err)
		}
	}
}
