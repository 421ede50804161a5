package programme_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestNoKWhIsSoldTwice: whatever was granted, every battery can deliver all of it,
// minute by minute, though each reserve is called at the worst time, and stays
// above its owner's floor. It is looked at by filling and emptying the batteries,
// not by the engine's own book.
func TestNoKWhIsSoldTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t)
		for i := range 8 {
			h := m.facts.Homes[energy.SiteID(fmt.Sprint("home-", i))]
			h.Region, h.Stored = "north", energy.WattHours(rapid.IntRange(0, 10).Draw(t, "stored"))*1000
			h.Refill = energy.Watts(rapid.IntRange(0, 3).Draw(t, "refill")) * kW
			h.Reserve = energy.Ratio(rapid.IntRange(0, 5).Draw(t, "reserve")) / 10
		}
		m.facts.Caps["north"] = programme.Cap{Most: 1 * MW, Rate: 1000, Read: m.now}
		for i := range rapid.IntRange(1, 10).Draw(t, "calls") {
			m.sell(t, i)
		}
		calls := m.desk.Calls()
		worst := map[programme.CallID]time.Time{} // when what stands by is called
		for _, c := range calls {
			worst[c.ID] = c.Start
			if rest := int(c.End.Sub(c.Start)/time.Minute) - 15; rest > 0 {
				worst[c.ID] = c.Start.Add(time.Duration(rapid.IntRange(0, rest).Draw(t, "called")) * time.Minute)
			}
		}
		for i := range 8 {
			m.deliver(t, energy.SiteID(fmt.Sprint("home-", i)), calls, worst)
		}
	})
}

func (m *model) sell(t *rapid.T, i int) {
	p := pick(t, "programme", modelProgrammes)
	r := programme.Request{ID: programme.CallID(fmt.Sprint("call-", i)), Programme: p.ID, Node: "city", Purpose: programme.Market,
		Start: m.now.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "in")) * time.Minute), Up: energy.Watts(rapid.IntRange(0, 30).Draw(t, "up")) * kW}
	r.End = r.Start.Add(time.Duration(rapid.IntRange(10, 180).Draw(t, "long")) * time.Minute)
	if r.Up == 0 || p.Kind == programme.Regulation {
		r.Down = energy.Watts(rapid.IntRange(1, 30).Draw(t, "down")) * kW
	}
	_, _ = m.desk.Propose(r, "anna", m.facts, m.now)
}

// deliver empties and fills the battery of a home by what is claimed of it, each
// way for itself.
func (m *model) deliver(t *rapid.T, site energy.SiteID, calls []programme.Call, worst map[programme.CallID]time.Time) {
	h := m.facts.Homes[site]
	floor := energy.WattHours(max(0.1, h.Reserve)) * h.Size
	up, down := max(0, h.Stored-floor), h.Size-h.Stored
	for now := m.now; now.Before(m.now.Add(14 * time.Hour)); now = now.Add(time.Minute) {
		busyUp, busyDown := false, false
		for _, c := range calls {
			for _, claim := range c.Claims {
				if claim.Site != site || now.Before(c.Start) || !now.Before(c.End) {
					continue
				}
				delivers := c.Terms.Kind != programme.Regulation && c.Terms.Kind != programme.Containment
				called := !now.Before(worst[c.ID]) && now.Before(worst[c.ID].Add(15*time.Minute))
				if delivers || called {
					up, down = up-claim.Up.Over(time.Minute), down-claim.Down.Over(time.Minute)
				}
				busyUp, busyDown = busyUp || claim.Up > 0, busyDown || claim.Down > 0
			}
		}
		require.GreaterOrEqual(t, float64(up), -1e-4, "%s discharges below its floor at %v: %+v", site, now, calls)
		require.GreaterOrEqual(t, float64(down), -1e-4, "%s is charged beyond its size at %v", site, now)
		if !busyUp {
			up = min(h.Size-floor, up+h.Refill.Over(time.Minute))
		}
		if !busyDown {
			down = min(h.Size-floor, down+h.Refill.Over(time.Minute))
		}
	}
}
