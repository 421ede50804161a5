package e2e_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// A home that nobody asks for anything says nothing for longer than one in service
// may, and is known all the same; when its gateway stands still, with its sockets
// open, the broker misses its pings.
func TestRow09_AnIdleHomeIsKnownWhileSilentAndMissedWhenGone(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	h, process := s.served(t, device.Hybrid)
	s.joined(t, 1)
	await(t, "a silence", time.Minute, func() string { return silent(t, s.cloud, h.site, 20) })
	v, err := s.cloud.site(h.site)
	require.NoError(t, err)
	require.Equal(t, "commandable", v.Condition)
	require.NotNil(t, v.Readings["grid_w"].Value)
	require.Less(t, *v.Readings["grid_w"].AgeS, 3.0)
	require.InDelta(t, float64(h.truth().Grid), *v.Readings["grid_w"].Value, 150)
	p, err := s.cloud.plant()
	require.NoError(t, err)
	require.Equal(t, api.Coverage{Homes: 1, Reporting: 1, Measured: 1, OldestS: p.Coverage.OldestS}, p.Coverage)
	require.Zero(t, p.Telemetry.Lost)

	process.freeze()
	is := func(condition string) func() string {
		return func() string {
			v, err := s.cloud.site(h.site)
			require.NoError(t, err)
			return unless(v.Condition == condition, v.Condition)
		}
	}
	await(t, "the home to be missed", keepAlive*3/2+slack, is("unreachable"))
	await(t, "its power to be offered no more", time.Second+slack, func() string {
		p, err := s.cloud.plant()
		require.NoError(t, err)
		return unless(p.Capability.UpW == 0, fmt.Sprintf("%.0f W", p.Capability.UpW))
	})
	process.thaw()
	await(t, "the home to be back", joinIn, is("commandable"))

	require.NoError(t, s.cloud.do(http.MethodGet, "/api/v1/sites/"+string(h.site)+"/explain", nil, nil))
	s.ticks(t, h.site) // for somebody looks

	s.cloud.ask(t, 2000)
	follows(t, "target", 2000, 30*time.Second, h)
	s.ticks(t, h.site)
}

// keepAlive is after what silence a session pings. The broker waits for half as long
// again.
const keepAlive = 20 * time.Second

// ticks waits for some reports of a home, which come each second.
func (s *system) ticks(t *testing.T, site energy.SiteID) {
	t.Helper()
	for range 5 {
		await(t, "the next tick", time.Second+slack, func() string {
			v, err := s.cloud.site(site)
			require.NoError(t, err)
			return unless(v.HeardS != nil && *v.HeardS < 0.3, fmt.Sprintf("%+v", v.HeardS))
		})
		await(t, "time to pass", time.Second, func() string {
			v, err := s.cloud.site(site)
			require.NoError(t, err)
			return unless(v.HeardS != nil && *v.HeardS >= 0.3, fmt.Sprintf("%+v", v.HeardS))
		})
	}
}

// silent tells whether a home has not been heard for so many seconds.
func silent(t *testing.T, c *cloud, site energy.SiteID, seconds float64) string {
	v, err := c.site(site)
	require.NoError(t, err)
	return unless(v.HeardS != nil && *v.HeardS >= seconds, fmt.Sprintf("%+v", v.HeardS))
}
