package server

import (
	"fmt"
	"log/slog"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// stall is a cloud whose programmes tick when the test says so.
type stall struct {
	t     *testing.T
	road  *road
	face  *plants
	seq   uint64
	sites []energy.SiteID
	now   time.Time
	armed [][]programme.Arm
}

// Arms implements armer.
func (s *stall) Arms(arms []programme.Arm) { s.armed = append(s.armed, arms) }

// selling has n homes of 5 kW in the plant demo and in the zone north; the first half of
// them below feeder-7.
func selling(t *testing.T, n int) *stall {
	c := Defaults()
	c.StateDir, c.MQTT = t.TempDir(), "127.0.0.1:0"
	stores, err := openStores(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, stores.close()) })
	r, err := newRoad(t.Context(), c, stores, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	end(t, r)
	s := &stall{t: t, road: r, face: &plants{registry: r.registry, running: &r.plants, counts: func() api.Telemetry { return api.Telemetry{} }}, now: time.Now()}
	r.programmes.arms, r.programmes.clock = s, func() time.Time { return s.now }
	since := s.now.Add(-time.Hour)
	require.NoError(t, r.registry.AddGroup(t.Context(), "north", asset.Zone, since))
	require.NoError(t, r.registry.AddGroup(t.Context(), "feeder-7", asset.Feeder, since))
	for _, model := range []asset.GroupID{"droop", "meter_200ms", "meter_50ms"} {
		require.NoError(t, r.registry.AddGroup(t.Context(), model, asset.Model, since))
	}
	for i := range n {
		site := energy.SiteID(fmt.Sprintf("home-%d", i))
		s.sites = append(s.sites, site)
		require.NoError(t, r.registry.AddSite(t.Context(), site, since))
		in := []asset.GroupID{"demo", "north", "droop", "meter_200ms", "meter_50ms"}
		if i < n/2 {
			in = append(in, "feeder-7")
		}
		for _, g := range in {
			require.NoError(t, r.registry.Join(t.Context(), g, site, since))
		}
		r.twins.Presence(wire.Presence{Site: site, Boot: 1, Online: true, MaxLease: time.Minute}, s.now)
	}
	r.members.readAll(s.now)
	r.estimates.moved(Moved{All: true})
	return s
}

// limit sets the limits of the zone, as a magnitude and per minute, and reads them.
func (s *stall) limit(kw float64, names ...asset.LimitName) {
	s.t.Helper()
	for _, name := range names {
		require.NoError(s.t, s.road.registry.SetLimit(s.t.Context(), asset.GroupNode("north"), name, kw, s.now.Add(-time.Minute)))
	}
	require.NoError(s.t, s.road.programmes.caps.read(s.t.Context(), s.now))
}

// tick has all homes tell, lets a second pass and looks at the programmes.
func (s *stall) tick() *programme.Outcome {
	s.t.Helper()
	s.now = s.now.Add(time.Second)
	s.seq++
	for _, site := range s.sites {
		at := s.now
		s.road.twins.Batch(wire.Batch{Site: site, Boot: 1, Reports: []energy.Report{{Seq: s.seq, Decision: energy.Decision{State: energy.Autonomous}, Snapshot: energy.Snapshot{
			At: at, Load: energy.Read(energy.Watts(-4000), at), PV: energy.Read(energy.Watts(0), at), Battery: energy.Read(energy.Watts(0), at), Grid: energy.Read(energy.Watts(-4000), at),
			SoC: energy.Read(energy.Ratio(0.5), at), Capacity: energy.Read(energy.WattHours(10_000), at),
			MaxCharge: energy.Read(energy.Watts(5000), at), MaxDischarge: energy.Read(energy.Watts(5000), at),
		}}}}, at)
	}
	s.road.estimates.pass(s.now)
	s.road.programmes.tick(s.now, func(*engine) {})
	return s.road.programmes.outcome.Load()
}

func (s *stall) enrol(id string, sites ...energy.SiteID) {
	s.t.Helper()
	_, err := s.road.programmes.Enrol(s.t.Context(), id, api.EnrolRequest{Sites: sites, Power: 5000, From: s.now.Add(-time.Minute)}, "anna")
	require.NoError(s.t, err)
}

func (s *stall) request(id, of, node string, up, down energy.Watts) api.CallRequest {
	return api.CallRequest{ID: id, Programme: of, Node: node, Purpose: "test", Start: s.now, End: s.now.Add(time.Hour), Up: up, Down: down, Least: 0.5}
}

func (s *stall) propose(id, of, node string, up, down energy.Watts) {
	s.t.Helper()
	_, err := s.road.programmes.Propose(s.t.Context(), s.request(id, of, node, up, down), "anna")
	require.NoError(s.t, err)
}

// TestACallOnAFeederHasItsHomesAndNoOthers, and after its stop nobody is asked.
func TestACallOnAFeederHasItsHomesAndNoOthers(t *testing.T) {
	s := selling(t, 4)
	s.limit(1000, asset.ImportLimit, asset.ExportLimit, asset.RampLimit)
	s.enrol("emergency-backstop", s.sites...)
	s.tick()
	s.propose("first", "emergency-backstop", "feeder-7", 6000, 0)
	s.tick()
	out := s.tick()
	require.Len(t, out.Targets, 1)
	require.InDelta(t, 6000, float64(out.Targets[0].Power), 1)
	node := s.road.programmes.nodes.open["feeder-7"].plant
	require.True(t, node.Status().Active)
	require.Nil(t, s.road.plants.get("feeder-7"), "a feeder is no plant")
	require.Equal(t, s.sites[:2], s.road.roster.now.Load().homes("feeder-7", nil))
	view := (&crew{plant: "demo", estimates: s.road.estimates, roster: &s.road.roster}).View(s.now)
	ready := 0
	for _, h := range view.Homes {
		if h.Ready {
			ready++
		}
	}
	require.Equal(t, 2, ready, "the plant goes on with the others")
	node.Tick(s.now)
	delivered := s.road.programmes.Calls(s.now).Calls[0].Delivery.Delivered
	require.NotNil(t, delivered)
	require.Zero(t, *delivered, "nobody moves here")

	require.NoError(t, s.road.programmes.StopCall("first", "", "enough"))
	require.Empty(t, s.tick().Targets)
	require.False(t, node.Status().Active)
	require.Nil(t, s.road.roster.now.Load().parts["feeder-7"])
	s.now = s.now.Add(idleNode)
	s.tick()
	require.Empty(t, s.road.programmes.nodes.open)
}

// TestWhatPeopleAskedForWaitsForTheCall: it is refused while a call has the plant, and
// what was there before is there again.
func TestWhatPeopleAskedForWaitsForTheCall(t *testing.T) {
	s := selling(t, 2)
	s.limit(1000, asset.ImportLimit, asset.ExportLimit, asset.RampLimit)
	s.enrol("emergency-backstop", s.sites...)
	s.tick()
	mine := api.Target{PowerW: 1500, Until: s.now.Add(time.Hour)}
	require.NoError(t, s.face.SetTarget("demo", mine))
	asked := func() energy.Watts { return s.road.plants.get("demo").Status().Target.Power }
	s.propose("first", "emergency-backstop", "demo", 6000, 0)
	s.tick()
	require.Equal(t, s.tick().Targets[0].Power, asked())
	err := s.face.SetTarget("demo", api.Target{PowerW: 100, Until: s.now.Add(time.Hour)})
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.ErrorContains(t, err, "call first")
	require.ErrorContains(t, err, "hearthctl call stop first")
	require.NoError(t, s.road.programmes.StopCall("first", "anna", ""))
	s.tick()
	require.Equal(t, mine.PowerW, asked())

	s.propose("second", "emergency-backstop", "demo", 6000, 0)
	s.tick()
	s.tick()
	require.NoError(t, s.face.ClearTarget("demo"))
	require.InDelta(t, 6000, float64(asked()), 1, "what the call asks for stays")
	require.NoError(t, s.road.programmes.Halt("", "fire"))
	s.tick()
	require.False(t, s.road.plants.get("demo").Status().Active, "and nothing is there again")
}

// TestRow28_AHaltStopsWhatPeopleAskedForToo, for good, and lets nobody ask for more
// before all goes on.
func TestRow28_AHaltStopsWhatPeopleAskedForToo(t *testing.T) {
	s := selling(t, 2)
	mine := api.Target{PowerW: 1000, Until: s.now.Add(time.Hour)}
	active := func() bool { return s.road.plants.get("demo").Status().Active }
	require.NoError(t, s.face.SetTarget("demo", mine))
	s.tick()
	require.True(t, active())
	require.NoError(t, s.road.programmes.Halt("", "fire"))
	_, err := s.road.registry.Target(t.Context(), "demo")
	require.Equal(t, fault.NotFound, fault.KindOf(err), "a restart does not bring it back")
	s.tick()
	require.False(t, active())
	err = s.face.SetTarget("demo", mine)
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.ErrorContains(t, err, "hearthctl resume")
	require.NoError(t, s.road.programmes.Resume("anna", "it is out"))
	s.tick()
	require.False(t, active(), "what was stopped stays so")
	require.NoError(t, s.face.SetTarget("demo", mine))
	s.tick()
	require.True(t, active())
}

func TestNobodyOptsOutAHomeThatIsNotThere(t *testing.T) {
	s := selling(t, 1)
	require.Equal(t, fault.NotFound, fault.KindOf(s.road.programmes.OptOut(api.OptOut{Site: "home-99"}, "its owner")))
	require.Equal(t, fault.NotFound, fault.KindOf(s.road.programmes.OptIn("home-99", "", "its owner")))
}

// TestFault102_ARegionWithoutAWholeCapIsNotMoved: neither one that lacks a limit nor one
// whose limits were read too long ago.
func TestFault102_ARegionWithoutAWholeCapIsNotMoved(t *testing.T) {
	s := selling(t, 2)
	s.enrol("emergency-backstop", s.sites...)
	s.limit(1000, asset.ImportLimit, asset.RampLimit)
	s.tick()
	why := func() string {
		t.Helper()
		plan, err := s.road.programmes.DryRun(t.Context(), s.request("first", "emergency-backstop", "demo", 6000, 0), "anna")
		require.NoError(t, err)
		if len(plan.LeftOut) == 0 || plan.LeftOut[0].Partly {
			return ""
		}
		return plan.LeftOut[0].Why
	}
	require.Equal(t, "cap_unreadable", why())
	s.limit(2000, asset.ExportLimit)
	require.Empty(t, why())
	s.propose("first", "emergency-backstop", "demo", 6000, 0)
	s.tick()
	require.NotEmpty(t, s.tick().Targets)
	s.now = s.now.Add(s.road.programmes.config.CapAge)
	out := s.tick()
	require.Empty(t, out.Targets)
	require.Equal(t, programme.UnreadableCap, out.Calls[0].LeftOut[0].Why)
}

// TestWhoIsArmedIsToldWhatToDoByItself: each of the programmes that follow frequency
// comes to the armer with its curve and homes, and asks nothing of the plant.
func TestWhoIsArmedIsToldWhatToDoByItself(t *testing.T) {
	s := selling(t, 2)
	s.limit(1000, asset.ImportLimit, asset.ExportLimit, asset.RampLimit)
	n := 0
	for _, p := range programme.Builtin() {
		if p.Kind.Drive() != programme.Armed {
			continue
		}
		n++
		s.enrol(string(p.ID), s.sites...)
		s.tick()
		up, down := energy.Watts(2000), energy.Watts(1000)
		s.propose("call-"+string(p.ID), string(p.ID), "demo", up, down)
		s.tick()
		out := s.tick()
		require.Empty(t, out.Targets)
		arms := s.armed[len(s.armed)-1]
		require.Len(t, arms, 1)
		require.Equal(t, p.Curve, arms[0].Curve)
		require.Equal(t, p.Rules.Nominal, arms[0].Nominal)
		require.Len(t, arms[0].Parts, 2)
		more := energy.Watts(1 + p.Rules.Margin)
		require.InDelta(t, float64(up*more), float64(arms[0].Up), 1)
		require.InDelta(t, float64(down*more), float64(arms[0].Down), 1)
		require.True(t, arms[0].Until.After(s.now))
		require.NoError(t, s.road.programmes.StopCall("call-"+string(p.ID), "", ""))
		s.tick()
		require.Empty(t, s.armed[len(s.armed)-1])
	}
	require.Equal(t, 6, n)
}

// TestWhatWasDecidedIsThereAfterARestart, and what comes along is there once.
func TestWhatWasDecidedIsThereAfterARestart(t *testing.T) {
	dir := t.TempDir()
	within := func(do func(p *programmes)) {
		t.Helper()
		c := Defaults()
		c.StateDir, c.MQTT = dir, "127.0.0.1:0"
		stores, err := openStores(t.Context(), c)
		require.NoError(t, err)
		r, err := newRoad(t.Context(), c, stores, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		do(r.programmes)
		end(t, r)
		require.NoError(t, stores.close())
	}
	within(func(p *programmes) {
		require.Len(t, p.Programmes(), len(programme.Builtin()))
		mine, err := p.Programme("feeder-peak")
		require.NoError(t, err)
		mine.ID, mine.Rules.Import = "mine", 1234
		require.NoError(t, p.Define(mine, "anna"))
		require.NoError(t, p.Halt("", "fire"))
		require.NoError(t, p.road.registry.AddSite(t.Context(), "home-1", time.Now()))
		require.NoError(t, p.OptOut(api.OptOut{Site: "home-1"}, "its owner"))
	})
	within(func(p *programmes) {
		require.Len(t, p.Programmes(), len(programme.Builtin())+1)
		mine, err := p.Programme("mine")
		require.NoError(t, err)
		require.Equal(t, energy.Watts(1234), mine.Rules.Import)
		require.Equal(t, "fire", p.Calls(time.Now()).Halted.Why)
		home, err := p.Participation("home-1")
		require.NoError(t, err)
		require.Len(t, home.OptOuts, 1)
	})
}

func TestRulesThatCannotBeAreNamed(t *testing.T) {
	f := func(r Rules, has string) {
		t.Helper()
		c := Defaults()
		c.Programmes = r
		err := c.Validate()
		if has == "" {
			require.NoError(t, err)
			return
		}
		require.ErrorContains(t, err, has)
	}
	f(Rules{ApproveAbove: 0.5, Persons: []string{"anna"}}, "")
	f(Rules{}, "")
	f(Rules{ApproveAbove: -1}, "programmes.approve_above_mw")
	f(Rules{ApproveAbove: math.NaN()}, "programmes.approve_above_mw")
	f(Rules{Persons: []string{"anna", ""}}, "programmes.persons")
}
