package e2e_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAfterACallItsHomesDoNotJumpTogether: from its end until all are back they change by
// no more in a minute than what is set, and far less than where nobody waits for a turn.
func TestAfterACallItsHomesDoNotJumpTogether(t *testing.T) {
	t.Parallel()
	const homes, loads, set = 30, energy.Watts(3000), energy.Watts(30_000)
	f := func(limit energy.Watts) (most energy.Watts, back time.Duration) {
		t.Helper()
		p := builtin(t, "emergency-backstop")
		p.Rules.Fall = energy.WattsPerSecond(0.8 * set / 60)
		d := newDistrictWith(t, homes, func(c *programme.Config) { c.Rebound = limit }, p)
		for _, r := range d.homes {
			r.home.HoldLoad(-loads) // steady: what jumps are batteries
			r.home.SetSoC(0.6)
		}
		d.step()
		now := d.town.Now()
		end := now.Add(5 * time.Minute)
		_, err := d.desk.Propose(programme.Request{
			ID: "short", Programme: p.ID, Node: "feeder-7", Purpose: programme.Test, Start: now, End: end, Down: homes * 1500, Least: 0.5,
		}, "anna", d.facts(), now)
		require.NoError(t, err)
		for d.town.Now().Before(end.Add(-150 * time.Second)) {
			d.step()
		}
		batteries, _ := d.sums()
		require.InDelta(t, -homes*1500, float64(batteries), homes*150, "it charges")
		for d.town.Now().Before(end) { // its own ramp brings it to nothing
			d.step()
		}
		var course []energy.Watts
		for range 45 * 60 {
			d.step()
			b, _ := d.sums()
			course = append(course, b)
			n := len(course)
			most = max(most, (course[n-1] - course[max(0, n-61)]).Abs())
			if len(d.parts) > 0 {
				back = d.town.Now().Sub(end)
			}
		}
		return most, back
	}
	most, back := f(set)
	free, atOnce := f(1e9)
	t.Logf("%.1f kW a minute at most, all back after %v; without a limit %.1f kW, %v", float64(most)/1000, back, float64(free)/1000, atOnce)
	require.LessOrEqual(t, float64(most), 1.05*float64(set))
	require.Greater(t, float64(free), 1.5*float64(set))
	require.Less(t, back, 40*time.Minute)
	require.Less(t, atOnce, time.Minute)
}
