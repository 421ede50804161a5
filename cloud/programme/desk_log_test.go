package programme_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// fullable is a log whose disk may be full.
type fullable struct {
	programme.Log
	full bool
}

func (f *fullable) Append(record []byte) error {
	if f.full {
		return &fault.Error{Op: "append", Kind: fault.Busy}
	}
	return f.Log.Append(record)
}

// fillable has w keep its log on a disk that may be full.
func (w *world) fillable() *fullable {
	w.t.Helper()
	log := &fullable{Log: w.log}
	records, err := w.log.Records()
	require.NoError(w.t, err)
	w.desk, err = programme.New(w.config, log, records, slog.New(slog.DiscardHandler))
	require.NoError(w.t, err)
	return log
}

// unlogged lets d pass, tick by tick, while a stop that cannot be made durable is owed.
func (w *world) unlogged(log *fullable, d time.Duration) {
	w.t.Helper()
	log.full = true
	require.Error(w.t, w.desk.Stop("second", "bert", "enough", w.now))
	for range int(d / time.Second) {
		w.now = w.now.Add(time.Second)
		w.caps()
		out, err := w.desk.Tick(&w.facts, w.now)
		require.Error(w.t, err)
		require.Empty(w.t, out.Targets, "nothing is asked for that is not durable")
	}
	log.full = false
}

// TestWhereTheLogFailedItGoesOnFromWhatIsHeld: a ramp that was half way goes on where its
// homes still are, and begins anew where they were let go meanwhile.
func TestWhereTheLogFailedItGoesOnFromWhatIsHeld(t *testing.T) {
	f := func(held, want energy.Watts) {
		t.Helper()
		w := newWorld(t, 20)
		log := w.fillable()
		slow := event("slow")
		slow.Rules.Rise = 1000
		w.define(slow, event("other"))
		w.propose(w.request("first", "slow", 80*kW, 0))
		w.propose(w.request("second", "other", 10*kW, 3*time.Hour))
		before, _ := power(w.run(20*time.Second), "city")
		require.InDelta(t, float64(19*kW), float64(before), 1000.0)
		w.unlogged(log, 3*time.Second)
		w.facts.Held = map[programme.Node]energy.Watts{"city": held}
		after, there := power(w.tick(time.Second), "city")
		require.True(t, there)
		require.InDelta(t, float64(want), float64(after), 1000.0)
		w.facts.Held = nil
		again, _ := power(w.tick(time.Second), "city")
		require.InDelta(t, float64(after+kW), float64(again), 500.0, "what is held is asked for once")
	}
	f(19*kW, 24*kW) // a ramp of 5 s at most, however long there was no tick
	f(10*kW, 15*kW)
	f(0, 5*kW)
	f(50*kW, 24*kW) // no more than was asked
	f(-5*kW, 5*kW)
}

// TestWhereTheLogFailedHomesGoBackInTheirTurn: who waited for their turn to be let go
// wait on, and go when they would have gone.
func TestWhereTheLogFailedHomesGoBackInTheirTurn(t *testing.T) {
	f := func(fails bool) (held []energy.SiteID) {
		t.Helper()
		w := newWorld(t, 4)
		w.config.Rebound = 6 * kW
		log := w.fillable()
		w.define(event("a"), event("other"))
		w.facts.Outages["north"] = programme.Outage{Began: w.now}
		w.propose(w.request("first", "a", 10*kW, 0))
		w.propose(w.request("second", "other", kW, 3*time.Hour))
		w.tick(time.Second)
		w.facts.Outages["north"] = programme.Outage{Began: monday, Restored: w.now}
		w.tick(time.Second)
		if fails {
			w.unlogged(log, 3*time.Second)
		} else {
			w.run(3 * time.Second)
		}
		late := w.facts.Homes["home-000"]
		delete(w.facts.Homes, "home-000") // its schedule is not made anew without it
		w.tick(time.Second)
		w.facts.Homes["home-000"] = late
		for _, c := range w.tick(time.Second).Calls {
			for _, l := range c.LeftOut {
				if l.Why == programme.InOutage {
					held = append(held, l.Site)
				}
			}
		}
		return held
	}
	require.NotEmpty(t, f(false))
	require.Equal(t, f(false), f(true))
}
