package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// TestTwoCallsAtOneNodeHaveAPlantEach, of the homes that each has claimed; what they sent
// counts also after they have ended.
func TestTwoCallsAtOneNodeHaveAPlantEach(t *testing.T) {
	s := selling(t, 6)
	s.limit(1000, asset.ImportLimit, asset.ExportLimit, asset.RampLimit)
	s.enrol("emergency-backstop", s.sites[:4]...)
	s.enrol("pjm-regulation", s.sites[4:]...)
	s.tick()
	s.propose("all-up", "emergency-backstop", "demo", 12_000, 0)
	s.tick()
	s.propose("signal", "pjm-regulation", "demo", 4000, 4000)
	require.NoError(t, s.road.programmes.SetLevel("pjm-regulation", -0.5, "anna"))
	s.tick()
	s.tick()
	l := s.road.roster.now.Load()
	require.Equal(t, s.sites[:4], l.homes("demo", s.sites))
	require.Equal(t, s.sites[4:], l.homes("demo--1", nil))
	require.InDelta(t, 12_000, float64(s.road.plants.get("demo").Status().Target.Power), 1)
	lane := s.road.programmes.nodes.open["demo--1"].plant
	require.InDelta(t, -2000, float64(lane.Status().Target.Power), 1)
	require.NoError(t, s.road.estimates.grid.read(t.Context()))
	lane.Tick(s.now)
	o := s.road.programmes.nodes.orders()
	sent := o.Sent + o.Unsent
	require.EqualValues(t, 2, sent, "a grant for each of its homes")
	require.True(t, s.road.registry.Admission(func() time.Time { return s.now }).Hears(s.sites[5], "demo--1"))
	require.NoError(t, s.road.programmes.StopCall("signal", "anna", "enough"))
	s.tick()
	require.False(t, lane.Status().Active)
	s.road.programmes.nodes.idle(s.now.Add(idleNode))
	require.Empty(t, s.road.programmes.nodes.open)
	require.Equal(t, o, s.road.programmes.nodes.orders())
}

// TestRow23_WhatIsSoldIsWhatTheFleetAnswersFor: a dry run shows what is firm beside what
// is asked, the market's call above it is refused, and a backstop takes what is there.
func TestRow23_WhatIsSoldIsWhatTheFleetAnswersFor(t *testing.T) {
	s := selling(t, 6)
	s.limit(1000, asset.ImportLimit, asset.ExportLimit, asset.RampLimit)
	for _, id := range []string{"pjm-regulation", "emergency-backstop"} {
		s.enrol(id, s.sites...)
	}
	s.tick()
	plan := func(of string, up energy.Watts) api.Plan {
		t.Helper()
		r := s.request("c", of, "demo", up, 0)
		r.Purpose = "market"
		plan, err := s.road.programmes.DryRun(t.Context(), r, "anna")
		require.NoError(t, err)
		return plan
	}
	p := plan("pjm-regulation", 1000)
	require.Empty(t, p.Refused)
	require.NotNil(t, p.FirmUp)
	require.Less(t, float64(*p.FirmUp), 30_000.0, "the median of all is more")
	require.Greater(t, float64(*p.FirmUp), 1000.0)
	require.Contains(t, plan("pjm-regulation", *p.FirmUp+500).Refused, "kW down are firm, and pjm-regulation asks for 100 % of what is called")
	require.Empty(t, plan("pjm-regulation", *p.FirmUp-100).Refused)
	require.Empty(t, plan("emergency-backstop", *p.FirmUp+500).Refused)
	s.now = s.now.Add(time.Minute)
	require.Nil(t, plan("pjm-regulation", 1000).FirmUp, "nobody has looked for a minute")
}

// TestWhatAHomeGivesByAnOrderOfBeforeARestartIsKnown until it has one of now.
func TestWhatAHomeGivesByAnOrderOfBeforeARestartIsKnown(t *testing.T) {
	s := selling(t, 2)
	site := s.sites[0]
	s.tick()
	given := func() energy.Watts {
		h, _ := s.road.estimates.callable(site, s.now)
		return h.Given
	}
	require.Zero(t, given(), "it does what it wants")
	s.road.twins.Batch(wire.Batch{Site: site, Boot: 1, Reports: []energy.Report{{Seq: s.seq + 1, Decision: energy.Decision{State: energy.Autonomous, Order: 7, LeaseLeft: time.Minute}, Snapshot: energy.Snapshot{
		At: s.now, Battery: energy.Read(energy.Watts(2500), s.now), SoC: energy.Read(energy.Ratio(0.5), s.now), Capacity: energy.Read(energy.WattHours(10_000), s.now),
	}}}}, s.now)
	require.EqualValues(t, 2500, given())
	s.road.twins.Desire(energy.Order{ID: 8, Site: site, Lease: time.Minute})
	require.Zero(t, given())
}
