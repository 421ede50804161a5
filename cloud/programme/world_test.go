package programme_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata" // zones are the same on every machine

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/cloud/programme/audit"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// monday is a Monday, and summer in Europe.
var monday = time.Date(2026, 7, 6, 12, 0, 0, 0, time.UTC)

const (
	kW energy.Watts = 1000
	MW energy.Watts = 1e6
)

// world is a desk with its log, and what it is told of the homes.
type world struct {
	t      *testing.T
	config programme.Config
	path   string
	log    *audit.Log
	desk   *programme.Desk
	facts  programme.Facts
	now    time.Time
}

// newWorld has n homes of 5 kW and 10 kWh, full, half of them in each of the regions
// north and south, all in the plant city.
func newWorld(t *testing.T, n int) *world {
	w := &world{t: t, config: programme.DefaultConfig(), path: filepath.Join(t.TempDir(), "audit.log"), now: monday}
	w.facts = programme.Facts{
		Homes: map[energy.SiteID]*programme.Home{}, Levels: map[programme.ID]programme.Level{},
		Firm:  firmly(energy.Watts(n)*5*kW, energy.Watts(n)*5*kW),
		Flows: map[programme.Node]programme.Flow{}, Outages: map[programme.Region]programme.Outage{},
	}
	for i := range n {
		site := energy.SiteID(fmt.Sprintf("home-%03d", i))
		w.facts.Homes[site] = &programme.Home{
			Site: site, Battery: "battery-1", Region: [...]programme.Region{"north", "south"}[i%2], Nodes: []programme.Node{"city"},
			Capable: []string{"droop", "signal", "meter_200ms", "meter_50ms"}, Ready: true, Up: 5 * kW, Down: 5 * kW, Size: 10_000, Stored: 10_000,
		}
	}
	w.open()
	w.caps()
	return w
}

// firmly is what the city offers either way, for a quarter of an hour or longer.
func firmly(mean, firm energy.Watts) map[programme.Node][]programme.Firm {
	o := programme.Offer{Mean: mean, Firm: firm}
	return map[programme.Node][]programme.Firm{"city": {{For: 15 * time.Minute, Up: o, Down: o}}}
}

func (w *world) open() {
	w.t.Helper()
	log, left, err := audit.Open(w.path)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { _ = log.Close() })
	w.log = log
	w.desk, err = programme.New(w.config, log, left.Records, slog.New(slog.DiscardHandler))
	require.NoError(w.t, err)
}

func (w *world) restart() {
	w.t.Helper()
	require.NoError(w.t, w.log.Close())
	w.open()
}

// caps has every region's cap read now: 10 MW at 10 MW a minute.
func (w *world) caps() {
	w.facts.Caps = map[programme.Region]programme.Cap{}
	for _, r := range []programme.Region{"north", "south"} {
		w.facts.Caps[r] = programme.Cap{Most: 10 * MW, Rate: energy.WattsPerSecond(10 * MW / 60), Read: w.now}
	}
}

// event is a capacity programme of 2 h without notice or ramps.
func event(id programme.ID) programme.Programme {
	return programme.Programme{ID: id, Kind: programme.Capacity, Primacy: 10, Rules: programme.Rules{Zone: "UTC", Longest: hours(4)}}
}

func hours(h float64) programme.Length {
	return programme.Length(time.Duration(h * float64(time.Hour)))
}

func (w *world) define(list ...programme.Programme) {
	w.t.Helper()
	for _, p := range list {
		require.NoError(w.t, w.desk.Define(p, "anna", w.now))
		w.enrol(p.ID, 5*kW, 0)
	}
}

// enrol enrols every home.
func (w *world) enrol(p programme.ID, power energy.Watts, reserve energy.Ratio) {
	w.t.Helper()
	var list []programme.Enrolment
	for site := range w.facts.Homes {
		list = append(list, programme.Enrolment{Programme: p, Site: site, From: monday.Add(-time.Hour), Power: power, Reserve: reserve})
	}
	require.NoError(w.t, w.desk.Enrol(list, "anna", w.now))
}

// request is of up power at the city from in on for two hours.
func (w *world) request(id programme.CallID, p programme.ID, up energy.Watts, in time.Duration) programme.Request {
	return programme.Request{ID: id, Programme: p, Node: "city", Purpose: programme.Market, Start: w.now.Add(in), End: w.now.Add(in + 2*time.Hour), Up: up, Least: 1}
}

func (w *world) propose(r programme.Request) programme.Plan {
	w.t.Helper()
	plan, err := w.desk.Propose(r, "anna", &w.facts, w.now)
	require.NoError(w.t, err)
	return plan
}

// tick lets d pass, with fresh caps.
func (w *world) tick(d time.Duration) programme.Outcome {
	w.t.Helper()
	w.now = w.now.Add(d)
	w.caps()
	out, err := w.desk.Tick(&w.facts, w.now)
	require.NoError(w.t, err)
	return out
}

// run ticks each second for d, and returns the last outcome.
func (w *world) run(d time.Duration) (out programme.Outcome) {
	w.t.Helper()
	for range int(d / time.Second) {
		out = w.tick(time.Second)
	}
	return out
}

func (w *world) stage(id programme.CallID) programme.Stage {
	w.t.Helper()
	c, err := w.desk.Call(id)
	require.NoError(w.t, err)
	return c.Stage
}

func power(out programme.Outcome, node programme.Node) (energy.Watts, bool) {
	for _, t := range out.Targets {
		if t.Node == node {
			return t.Power, true
		}
	}
	return 0, false
}

// why returns why a home is left out of a running call, "" where it is not.
func why(out programme.Outcome, id programme.CallID, site energy.SiteID) programme.Reason {
	for _, c := range out.Calls {
		for _, l := range c.LeftOut {
			if c.Call == id && l.Site == site {
				return l.Why
			}
		}
	}
	return ""
}
