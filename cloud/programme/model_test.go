package programme_test

import (
	"fmt"
	"log/slog"
	"maps"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// model drives a desk at random, restarts it, and holds beside it what must be true
// by means of its own.
type model struct {
	t       *rapid.T
	config  programme.Config
	log     *tape
	desk    *programme.Desk
	facts   *programme.Facts
	now     time.Time
	before  programme.Outcome // of the last tick, zero where what moved since is excused
	stages  map[programme.CallID]programme.Stage
	asked   map[programme.CallID]programme.Request // that were granted
	optOuts map[energy.SiteID]bool                 // of all programmes, now
	calls   int
}

var modelProgrammes = []programme.Programme{
	{ID: "backstop", Kind: programme.Backstop, Primacy: 0, Rules: programme.Rules{Zone: "UTC", Longest: hours(4)}},
	{ID: "evening", Kind: programme.Capacity, Primacy: 10, Stack: "local", Rules: programme.Rules{Zone: "UTC", Longest: hours(4), Margin: 0.3, Rise: 200, Fall: 300}},
	{ID: "peak", Kind: programme.Shaving, Primacy: 10, Stack: "local", Rules: programme.Rules{Zone: "UTC", Longest: hours(4), Import: 20_000}},
	{ID: "told", Kind: programme.Capacity, Primacy: 12, Rules: programme.Rules{Zone: "UTC", Longest: hours(4), Notice: programme.Length(time.Minute), Margin: 1}},
	{ID: "signal", Kind: programme.Regulation, Primacy: 20, Rules: programme.Rules{Zone: "UTC", Longest: hours(4), Endurance: hours(0.25)}},
	{ID: "droop", Kind: programme.Containment, Primacy: 15, Rules: programme.Rules{Zone: "UTC", Longest: hours(4), Endurance: hours(0.25), Nominal: 50},
		Curve: programme.Curve{{Away: 0.015}, {Away: 0.5, Share: 1}}},
}

var regions = []programme.Region{"north", "south", "west", ""}

// tape is a log in memory. A write that was cut short leaves nothing on it, as room
// audit shows of a file.
type tape struct {
	records [][]byte
}

func (l *tape) Append(record []byte) error {
	l.records = append(l.records, record)
	return nil
}

func newModel(t *rapid.T) *model {
	m := &model{t: t, config: programme.DefaultConfig(), log: &tape{}, now: monday,
		stages: map[programme.CallID]programme.Stage{}, asked: map[programme.CallID]programme.Request{}, optOuts: map[energy.SiteID]bool{}}
	m.config.ApproveAbove, m.config.ApprovalLife, m.config.Foresight, m.config.Rebound = 12*kW, 10*time.Minute, 0, 8*kW
	m.facts = &programme.Facts{Homes: map[energy.SiteID]*programme.Home{}, Caps: map[programme.Region]programme.Cap{},
		Levels: map[programme.ID]programme.Level{}, Flows: map[programme.Node]programme.Flow{}, Outages: map[programme.Region]programme.Outage{}}
	m.open()
	var enrolled []programme.Enrolment
	for i := range 8 {
		site := energy.SiteID(fmt.Sprint("home-", i))
		m.facts.Homes[site] = &programme.Home{Site: site, Battery: "battery-1", Region: regions[i%4], Nodes: []programme.Node{"city", "feeder"}, Ready: true, // region "" is not known
			Up: 5 * kW, Down: 4 * kW, Size: 10_000, Stored: 9000, Refill: 1 * kW}
		for _, p := range modelProgrammes {
			enrolled = append(enrolled, programme.Enrolment{Programme: p.ID, Site: site, From: monday, Power: 4 * kW, Reserve: 0.1})
		}
	}
	for _, p := range modelProgrammes {
		require.NoError(t, m.desk.Define(p, "anna", m.now))
	}
	require.NoError(t, m.desk.Enrol(enrolled, "anna", m.now))
	m.Caps(t)
	return m
}

func (m *model) open() {
	desk, err := programme.New(m.config, m.log, m.log.records, slog.New(slog.DiscardHandler))
	require.NoError(m.t, err)
	m.desk = desk
}

func pick[T any](t *rapid.T, what string, list []T) T { return rapid.SampledFrom(list).Draw(t, what) }

var people = []programme.Person{"anna", "bert", "cleo"}

func (m *model) Propose(t *rapid.T) {
	m.calls++
	p := pick(t, "programme", modelProgrammes)
	r := programme.Request{ID: programme.CallID(fmt.Sprint("call-", m.calls)), Programme: p.ID, Node: pick(t, "node", []programme.Node{"city", "city", "feeder"}), Purpose: programme.Market,
		Start: m.now.Add(time.Duration(pick(t, "in", []int{0, 0, 1, 20, 70, 300})) * time.Second)}
	r.End = r.Start.Add(time.Duration(rapid.IntRange(5, 300).Draw(t, "long")) * time.Second)
	r.Up = energy.Watts(rapid.IntRange(0, 20).Draw(t, "up")) * kW
	if r.Up == 0 || p.Kind == programme.Regulation || p.Kind == programme.Containment {
		r.Down = energy.Watts(rapid.IntRange(0, 20).Draw(t, "down")) * kW
	}
	by := pick(t, "by", people)
	plan, err := m.desk.Propose(r, by, m.facts, m.now)
	if err != nil {
		_, err := m.desk.Call(r.ID)
		require.Error(t, err, "what is refused is not there")
		return
	}
	m.asked[r.ID] = r
	require.Equal(t, by, plan.Call.By)
	m.before = programme.Outcome{} // how many share a region's rate has changed only from the next tick on
}

func (m *model) call(t *rapid.T) (programme.CallID, bool) {
	if m.calls == 0 {
		return "", false
	}
	return programme.CallID(fmt.Sprint("call-", rapid.IntRange(max(1, m.calls-4), m.calls).Draw(t, "call"))), true
}

func (m *model) Approve(t *rapid.T) {
	for _, c := range m.desk.Calls() {
		if by := pick(t, "by", people); m.desk.Approve(c.ID, by, m.now) == nil {
			require.NotEqual(t, c.By, by)
		}
	}
}

func (m *model) Tell(t *rapid.T) {
	for _, n := range m.desk.Untold(m.now) {
		if n.Kind == programme.Invitation {
			require.False(t, m.now.After(n.By))
		}
		if rapid.Bool().Draw(t, "told") {
			require.NoError(t, m.desk.Tell(n.Kind, n.Call, []energy.SiteID{n.Site}, "mail", m.now))
		}
	}
}

func (m *model) Stop(t *rapid.T) {
	id, ok := m.call(t)
	if !ok || rapid.Bool().Draw(t, "not yet") || m.desk.Stop(id, "bert", "", m.now) != nil {
		return
	}
	m.before = programme.Outcome{}
	m.silent(t, id)
}

// silent ticks at once, and looks for anything that is asked for a call.
func (m *model) silent(t *rapid.T, id programme.CallID) {
	out := m.tick(t)
	for _, target := range out.Targets {
		for _, s := range target.Slices {
			require.NotEqual(t, id, s.Call)
		}
	}
	for _, a := range out.Arms {
		require.NotEqual(t, id, a.Call)
	}
}

func (m *model) Halt(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "yet") > 0 {
		return
	}
	require.NoError(t, m.desk.Halt("cleo", "", m.now))
	m.before = programme.Outcome{}
	out := m.tick(t)
	require.Empty(t, out.Targets)
	require.Empty(t, out.Arms)
	m.now = m.now.Add(time.Second)
	require.Empty(t, m.tick(t).Targets)
	require.NoError(t, m.desk.Resume("cleo", "", m.now))
	m.before = programme.Outcome{}
}

func (m *model) Owner(t *rapid.T) {
	site := energy.SiteID(fmt.Sprint("home-", rapid.IntRange(0, 7).Draw(t, "home")))
	m.before = programme.Outcome{} // homes come and go
	if m.optOuts[site] {
		require.NoError(t, m.desk.OptIn("", site, "owner", m.now))
	} else {
		require.NoError(t, m.desk.OptOut(programme.OptOut{Site: site, From: m.now}, "owner", m.now))
	}
	m.optOuts[site] = !m.optOuts[site]
}

// Facts changes what is known of a home, to the impossible too.
func (m *model) Facts(t *rapid.T) {
	m.before = programme.Outcome{}
	site := energy.SiteID(fmt.Sprint("home-", rapid.IntRange(0, 7).Draw(t, "home")))
	h := *m.facts.Homes[site]
	if rapid.Bool().Draw(t, "sound") {
		h.Region, h.Ready, h.Stored, h.Up, h.Reserve = pick(t, "region", regions[:3]), true, 9000, 5*kW, 0
		m.facts.Homes[site] = &h
		return
	}
	h.Region = pick(t, "region", regions)
	h.Ready = rapid.Bool().Draw(t, "ready")
	h.Stored = pick(t, "stored", []energy.WattHours{0, 500, 5000, 10_000, 20_000, -1, energy.WattHours(math.NaN())})
	h.Up = pick(t, "up_w", []energy.Watts{0, 1 * kW, 5 * kW, energy.Watts(math.Inf(1)), energy.Watts(math.NaN())})
	h.Reserve = pick(t, "reserve", []energy.Ratio{0, 0.3, 1, 2})
	m.facts.Homes[site] = &h
}

// Caps has caps read, not read, or read as what cannot be.
func (m *model) Caps(t *rapid.T) {
	m.before = programme.Outcome{}
	m.facts.Caps = map[programme.Region]programme.Cap{}
	sound := rapid.Bool().Draw(t, "sound")
	for _, r := range regions[:3] {
		if sound {
			m.facts.Caps[r] = programme.Cap{Most: pick(t, "cap", []energy.Watts{6 * kW, 50 * kW}), Rate: pick(t, "rate", []energy.WattsPerSecond{300, 3000}), Read: m.now}
			continue
		}
		if rapid.IntRange(0, 5).Draw(t, "readable") == 0 {
			continue
		}
		m.facts.Caps[r] = programme.Cap{
			Most: pick(t, "cap", []energy.Watts{0, 3 * kW, 6 * kW, 50 * kW, -1, energy.Watts(math.NaN()), energy.Watts(math.Inf(1))}),
			Rate: pick(t, "rate", []energy.WattsPerSecond{0, 100, 1000, 1e6, -1, energy.WattsPerSecond(math.NaN())}), Read: m.now,
		}
	}
}

func (m *model) Grid(t *rapid.T) {
	m.before = programme.Outcome{}
	r := pick(t, "region", regions[:3])
	if _, out := m.facts.Outages[r]; !out && rapid.Bool().Draw(t, "not yet") {
		return
	}
	switch o, ok := m.facts.Outages[r]; {
	case !ok:
		m.facts.Outages[r] = programme.Outage{Began: m.now}
	case o.Restored.IsZero():
		o.Restored = m.now
		m.facts.Outages[r] = o
	default:
		delete(m.facts.Outages, r)
	}
}

// Restart takes the process away, and has another go on from what it told its log.
func (m *model) Restart(t *rapid.T) {
	before := m.desk.Calls()
	m.open()
	require.True(t, reflect.DeepEqual(before, m.desk.Calls()), "%+v\n%+v", before, m.desk.Calls())
	for _, site := range slices.Sorted(maps.Keys(m.facts.Homes)) {
		m.facts.Homes[site].Given = energy.Watts(rapid.IntRange(-6000, 6000).Draw(t, "given"))
	}
	m.before = programme.Outcome{}
}

func (m *model) Tick(t *rapid.T) {
	steps := rapid.IntRange(1, 15).Draw(t, "seconds")
	for range steps {
		m.now = m.now.Add(time.Second)
		for r, c := range m.facts.Caps {
			c.Read = m.now
			m.facts.Caps[r] = c
		}
		if v := rapid.IntRange(-10, 11).Draw(t, "level"); v < 11 {
			m.facts.Levels["signal"] = programme.Level{Value: float64(v) / 10, At: m.now}
		}
		m.facts.Flows["city"] = programme.Flow{Net: energy.Watts(-1000 * rapid.IntRange(0, 60).Draw(t, "net")), At: m.now}
		m.tick(t)
	}
}

// Sleep is a tick that comes late, or on a clock that was set back.
func (m *model) Sleep(t *rapid.T) {
	m.now = m.now.Add(time.Duration(rapid.IntRange(-60, 600).Draw(t, "sleep")) * time.Second)
	m.before = programme.Outcome{}
	m.tick(t)
}

func (m *model) tick(t *rapid.T) programme.Outcome {
	out, err := m.desk.Tick(m.facts, m.now)
	require.NoError(t, err)
	m.judge(t, out)
	for _, h := range m.facts.Homes {
		h.Given = 0 // they have orders of this process now
	}
	m.before = out
	return out
}
