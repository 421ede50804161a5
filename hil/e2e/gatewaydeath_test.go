package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// reversion is the inverters' timer as gateways set it, and slack what looking
// from outside adds: a step of physics and a poll, on a machine that is busy.
const (
	reversion = 10 * time.Second
	slack     = 1500 * time.Millisecond
)

// One gateway is killed and one stands still with its sockets open, in the
// middle of an order. Nobody tells their inverters anything.
func TestFault087_Row28_DeadGatewayGivesItsHomeBack(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	killed, gone := s.served(t, device.ACCoupled)
	stuck, frozen := s.served(t, device.Hybrid)
	all := []*home{killed, stuck, s.light(t, device.ACCoupled), s.light(t, device.Hybrid), s.light(t, device.ACCoupled), s.light(t, device.Hybrid)}
	s.joined(t, len(all))

	const target energy.Watts = 9000
	s.cloud.ask(t, target)
	follows(t, "target", target, 30*time.Second, all...)
	mustFollow(t, killed, stuck)

	gone.kill()
	frozen.freeze()
	died := time.Now()
	ages := []*aging{{site: killed.site}, {site: stuck.site}}
	await(t, "the plant to say so", 20*time.Second, func() string { return s.withoutTwo(t, len(all), ages) })
	ownMode(t, died.Add(reversion+slack), killed, stuck)
	follows(t, "target again, with the others", target, 30*time.Second, all...)
	await(t, "the silent homes' leases over", lease, func() string {
		p, err := s.cloud.plant()
		require.NoError(t, err)
		return unless(p.Orders.InForce == len(all)-2, fmt.Sprintf("%+v", p.Orders))
	})
	for _, a := range ages {
		a.look(t, s.cloud)
		require.Nil(t, a.last.Readings["grid_w"].Value)
		require.Greater(t, *a.last.Readings["grid_w"].AgeS, reversion.Seconds())
		require.Equal(t, "unreachable", a.last.Condition)
	}

	frozen.thaw()
	s.joined(t, len(all)-1)
}

// mustFollow checks that the homes' inverters are under command and discharge
// for more than their own load.
func mustFollow(t *testing.T, homes ...*home) {
	t.Helper()
	for _, h := range homes {
		p, asked := h.commanded(t)
		require.True(t, asked, h.site)
		require.Greater(t, p, 2*ownLoad, h.site)
	}
}

// ownMode waits until the homes' registers command nothing and their batteries
// carry their own load again.
func ownMode(t *testing.T, until time.Time, homes ...*home) {
	t.Helper()
	await(t, "registers back in the inverters' own mode", time.Until(until), func() string {
		for _, h := range homes {
			if p, asked := h.commanded(t); asked {
				return fmt.Sprintf("%s is told %.0f W", h.site, p)
			}
		}
		return ""
	})
	selfSufficient(t, 10*time.Second, homes...)
}

// selfSufficient waits until each home's battery carries its own load, within
// a quarter of what an order moved it by.
func selfSufficient(t *testing.T, within time.Duration, homes ...*home) time.Duration {
	t.Helper()
	return await(t, "homes on their own", within, func() string {
		for _, h := range homes {
			if grid := h.truth().Grid; grid.Abs() > ownLoad/2 {
				return fmt.Sprintf("%s exchanges %.0f W with the grid", h.site, grid)
			}
		}
		return ""
	})
}

// withoutTwo tells what the plant's API lacks of the truth about two homes
// that fell silent.
func (s *system) withoutTwo(t *testing.T, homes int, silent []*aging) string {
	t.Helper()
	for _, a := range silent {
		a.look(t, s.cloud)
	}
	p, err := s.cloud.plant()
	require.NoError(t, err)
	c, n := p.Coverage, energy.Ratio(homes)
	require.Equal(t, homes, c.Homes)
	require.InDelta(t, 1, float64(c.Measured+c.Modelled+c.Missing), 1e-9)
	told := c.Reporting == homes-2 && c.Excluded == 2 && c.Measured == (n-2)/n && c.Modelled+c.Missing > 1.9/n && *c.OldestS > 3
	return unless(told, fmt.Sprintf("%+v", c))
}

// aging watches one silent home through the API: its readings may only grow
// older, by as much as the clock moves.
type aging struct {
	site energy.SiteID
	last api.Site
	// The last view was made between these.
	from, to time.Time
}

func (a *aging) look(t *testing.T, c *cloud) {
	t.Helper()
	from := time.Now()
	v, err := c.site(a.site)
	to := time.Now()
	require.NoError(t, err)
	for name, r := range v.Readings {
		was, seen := a.last.Readings[name]
		if !seen || v.Seq != a.last.Seq {
			continue // first look, or a report that was under way as the gateway died
		}
		require.Equal(t, was.AgeS == nil, r.AgeS == nil, name)
		if r.AgeS != nil {
			grown := *r.AgeS - *was.AgeS
			require.GreaterOrEqual(t, grown, from.Sub(a.to).Seconds(), "%s %s", a.site, name)
			require.LessOrEqual(t, grown, to.Sub(a.from).Seconds(), "%s %s", a.site, name)
		}
	}
	a.from, a.to, a.last = from, to, v
}
