package server

import (
	"log/slog"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestATargetThatIsRefusedChangesNothing: neither what is durable nor what is in
// effect.
func TestATargetThatIsRefusedChangesNothing(t *testing.T) {
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	r, err := newRoad(t.Context(), c, s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	end(t, r)
	p := &plants{registry: s.registry, running: &r.plants, counts: func() api.Telemetry { return api.Telemetry{} }}
	require.NoError(t, p.SetTarget("demo", api.Target{PowerW: 5000, Until: time.Now().Add(time.Hour)}))

	f := func(power, capacity energy.Watts, until time.Time) {
		t.Helper()
		err := p.SetTarget("demo", api.Target{PowerW: power, CapacityW: &capacity, Until: until})
		require.Equal(t, fault.Invalid, fault.KindOf(err), "%v", err)
		kept, err := s.registry.Target(t.Context(), "demo")
		require.NoError(t, err)
		require.Equal(t, energy.Watts(5000), kept.Power)
		require.Equal(t, energy.Watts(5000), r.plants.get("demo").Status().Target.Power)
	}
	f(100, 0, time.Now().Add(-time.Millisecond))
	f(100, 50, time.Now().Add(time.Hour))
	f(1e200, 0, time.Now().Add(time.Hour))
	f(energy.Watts(math.NaN()), 0, time.Now().Add(time.Hour))
	f(100, 1e13, time.Now().Add(time.Hour))
}

// TestAKeptTargetThatNoPlantTakesDoesNotKeepTheCloudDown: one that was kept by
// an earlier release, which had no bound.
func TestAKeptTargetThatNoPlantTakesDoesNotKeepTheCloudDown(t *testing.T) {
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	s, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	now := time.Now()
	require.NoError(t, s.registry.AddPlant(t.Context(), "demo", now))
	require.NoError(t, s.registry.SetTarget(t.Context(), "demo", fleet.Target{Power: 1e200, Issued: now, Until: now.Add(time.Hour)}))
	r, err := newRoad(t.Context(), c, s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	end(t, r)
	require.False(t, r.plants.get("demo").Status().Active)
}
