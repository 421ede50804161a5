package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// TestWhatMayBePromisedRestsOnWhatWasKept: homes in service that follow, that do not,
// and that fall silent.
func TestWhatMayBePromisedRestsOnWhatWasKept(t *testing.T) {
	asked := func(second int) energy.Watts { return energy.Watts(1000 * (second/30%7 - 3)) }
	f := func(name string, does func(second int) (energy.Watts, bool), want verdict) {
		t.Helper()
		b := believe(t)
		b.home(t, "h")
		b.twins.Presence(wire.Presence{Site: "h", Boot: 1, Online: true}, b.now)
		var tr trial
		for second := range 20 * 60 {
			b.now = b.now.Add(time.Second)
			if power, speaks := does(second); speaks {
				b.tell("h", -700, 0, power, func(r *energy.Report) {
					r.Decision = energy.Decision{State: energy.Controlled, Order: 7, LeaseLeft: time.Minute}
					r.Decision.Wants[energy.Dispatch] = energy.WantPower(asked(second))
				})
			}
			tw, _ := b.twins.Get("h")
			if v := tr.see(&tw, b.now); v != open {
				require.Equal(t, want, v, name)
				return
			}
		}
		require.Equal(t, want, open, name)
	}
	f("follows, two seconds behind", func(s int) (energy.Watts, bool) { return asked(max(0, s-2)), true }, kept)
	f("does nine tenths", func(s int) (energy.Watts, bool) { return asked(s) * 9 / 10, true }, kept)
	f("lives on its own", func(int) (energy.Watts, bool) { return 700, true }, broken)
	f("does the opposite", func(s int) (energy.Watts, bool) { return -asked(s), true }, broken)
	f("falls silent", func(s int) (energy.Watts, bool) { return asked(s), s < 600 }, broken)
	f("was never there", func(int) (energy.Watts, bool) { return 0, false }, open)
}

// TestAHomeThatIsLetGoHasBrokenNothing, and one that keeps what was promised of it
// adds to what is promised of all.
func TestAHomeThatIsLetGoHasBrokenNothing(t *testing.T) {
	b, _, _ := commanded(t, "h")
	firm := func() energy.Watts { return b.group(t, "p").Firm[0].UpW }
	follow := func(seconds int, order uint64) {
		for range seconds {
			b.tell("h", -1000, 0, 3000, func(r *energy.Report) {
				r.Decision = energy.Decision{State: energy.Controlled, Order: order, LeaseLeft: time.Minute}
				r.Decision.Wants[energy.Dispatch] = energy.WantPower(3000)
			})
			b.passAfter(time.Second)
		}
	}
	follow(60, 7)
	seat := &b.seats.rows[b.seats.slots["h"]]
	require.False(t, seat.trial.since.IsZero())
	before := b.group(t, "p").Capability.Up.Mean
	follow(60, 0)
	require.True(t, seat.trial.since.IsZero())
	require.Equal(t, *before, *b.group(t, "p").Capability.Up.Mean)
	follow(1000, 8)
	require.Greater(t, *b.group(t, "p").Capability.Up.Mean, *before)
	require.GreaterOrEqual(t, firm(), energy.Watts(0))
}
