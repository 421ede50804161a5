package e2e_test

import (
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/cloud/programme/audit"
	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// district is the homes of a feeder in virtual time, with the desk of programmes that
// calls them and the plant that moves them: all decide as they do in the cloud and at
// home, and what homes tell is a second old. Nothing but the enrolment keeps a reserve.
type district struct {
	t     *testing.T
	town  *plant.Town
	homes []*resident
	key   *dispatchkey.Signer
	desk  *programme.Desk
	plant *dispatch.Plant
	level *programme.Level
	told  programme.Flow // a second ago
	parts map[energy.SiteID]programme.Part
	backs []wire.Answer
	done  programme.Outcome
}

// resident is one home of it.
type resident struct {
	site     energy.SiteID
	home     *plant.Home
	desk     *control.Desk
	state    plant.State // that it told last
	highest  uint64
	inForce  uint64
	received bool
}

const districtStart = 15 // o'clock

func newDistrict(t *testing.T, n int, programmes ...programme.Programme) *district {
	t.Helper()
	return newDistrictWith(t, n, func(*programme.Config) {}, programmes...)
}

func newDistrictWith(t *testing.T, n int, change func(*programme.Config), programmes ...programme.Programme) *district {
	t.Helper()
	start := time.Date(2026, 1, 12, districtStart, 0, 0, 0, time.UTC)
	town, err := plant.NewTown(plant.Config{Seed: 7, Start: start, Latitude: 48.1, Longitude: 11.6})
	require.NoError(t, err)
	d := &district{t: t, town: town, key: newSigner(t), parts: map[energy.SiteID]programme.Part{}}
	for i := range n {
		spec := plant.Draw(uint64(100 + i))
		spec.PVPeak, spec.SoC = 0, 0.8
		r := &resident{site: energy.SiteID(fmt.Sprintf("home-%03d", i))}
		r.desk = control.NewDesk(control.Config{Site: r.site, Boot: 1, MaxLease: time.Minute})
		r.home, err = town.Add(spec)
		require.NoError(t, err)
		d.homes = append(d.homes, r)
	}
	log, left, err := audit.Open(filepath.Join(t.TempDir(), "audit.log"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = log.Close() })
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	config := programme.DefaultConfig()
	config.ApproveAbove = 1e9
	change(&config)
	d.desk, err = programme.New(config, log, left.Records, quiet)
	require.NoError(t, err)
	d.plant, err = dispatch.New(dispatch.DefaultConfig("feeder-7"), d, d, d.key, town.Now, quiet)
	require.NoError(t, err)
	for _, p := range programmes {
		d.sell(p)
	}
	return d
}

func newSigner(t *testing.T) *dispatchkey.Signer {
	t.Helper()
	key, err := dispatchkey.New()
	require.NoError(t, err)
	return key
}

// reserve is what owners keep.
const reserve energy.Ratio = 0.3

// sell defines a programme and enrols all homes.
func (d *district) sell(p programme.Programme) {
	d.t.Helper()
	require.NoError(d.t, d.desk.Define(p, "anna", d.town.Now()))
	var list []programme.Enrolment
	for _, r := range d.homes {
		list = append(list, programme.Enrolment{Programme: p.ID, Site: r.site, From: d.town.Now(), Power: 20_000, Reserve: reserve})
	}
	require.NoError(d.t, d.desk.Enrol(list, "anna", d.town.Now()))
}

// facts is what is known of the homes, by what they told last.
func (d *district) facts() *programme.Facts {
	now := d.town.Now()
	f := &programme.Facts{
		Homes: map[energy.SiteID]*programme.Home{}, Levels: map[programme.ID]programme.Level{}, Flows: map[programme.Node]programme.Flow{},
		Caps: map[programme.Region]programme.Cap{"north": {Most: 1e7, Rate: 1e5, Read: now}},
	}
	for _, r := range d.homes {
		s := &r.state
		f.Homes[r.site] = &programme.Home{
			Site: r.site, Region: "north", Nodes: []programme.Node{"feeder-7"}, Capable: []string{"signal"}, Ready: r.received,
			Up: s.MaxDischarge, Down: s.MaxCharge, Size: s.Capacity, Stored: energy.WattHours(s.SoC) * s.Capacity,
		}
	}
	var all programme.Offer // of a fleet that is known exactly
	for _, h := range f.Homes {
		all.Mean += min(h.Up, h.Down)
	}
	all.Firm = all.Mean
	f.Firm = map[programme.Node][]programme.Firm{"feeder-7": {{For: time.Hour, Up: all, Down: all}}}
	if d.level != nil {
		f.Levels["pjm-regulation"] = *d.level
	}
	f.Flows["feeder-7"] = d.told
	return f
}

// step lets a second pass.
func (d *district) step() {
	d.t.Helper()
	var net, batteries energy.Watts
	for _, r := range d.homes {
		r.state, r.received = r.home.State(), true
		net, batteries = net+r.state.Grid, batteries+r.state.Battery
	}
	d.told = programme.Flow{Net: net, Battery: batteries, At: d.town.Now()}
	d.town.Step(time.Second)
	now := d.town.Now()
	for _, r := range d.homes {
		decision := r.desk.Decide(energy.Snapshot{At: now, Battery: energy.Read(r.home.State().Battery, now)}, now)
		r.inForce = decision.Order
		if p, asked := decision.Wants[decision.Layer].Power(); asked {
			r.home.SetBattery(p)
		} else {
			r.home.Release()
		}
	}
	out, err := d.desk.Tick(d.facts(), now)
	require.NoError(d.t, err)
	d.bring(&out)
	d.plant.Tick(now)
	for _, a := range d.backs {
		d.plant.Answer(a)
	}
	d.backs = d.backs[:0]
}

// bring brings an outcome about.
func (d *district) bring(out *programme.Outcome) {
	for _, f := range out.Freed(&d.done) {
		d.free(f.Site)
	}
	d.done = *out
	clear(d.parts)
	if len(out.Targets) == 0 {
		d.plant.ClearTarget()
		return
	}
	t := &out.Targets[0]
	for _, p := range t.Parts {
		d.parts[p.Site] = p
	}
	d.plant.Adopt(dispatch.Target{Power: t.Power, Capacity: t.Capacity, Until: t.Until})
}

// free ends what a home was told, as the cloud does.
func (d *district) free(site energy.SiteID) {
	d.t.Helper()
	for _, r := range d.homes {
		if r.site == site {
			r.highest++
			require.NoError(d.t, r.desk.Accept(energy.Order{ID: r.highest, Site: site, Boot: 1}, d.town.Now()))
		}
	}
}

// View implements dispatch.Fleet.
func (d *district) View(now time.Time) dispatch.View {
	v := dispatch.View{Total: energy.Estimate{Provenance: energy.Measured}, Age: time.Second}
	for _, r := range d.homes {
		part, in := d.parts[r.site]
		if !in {
			continue
		}
		s, left := &r.state, energy.WattHours(r.state.SoC)*r.state.Capacity
		v.Homes = append(v.Homes, dispatch.Home{
			Site: r.site, Ready: true, Boot: 1, Highest: r.highest, InForce: r.inForce, MaxLease: time.Minute,
			Up: min(s.MaxDischarge, part.Up), Down: min(s.MaxCharge, part.Down), EnergyUp: left, EnergyDown: s.Capacity - left,
			Battery: energy.Estimate{Mean: s.Battery, Provenance: energy.Measured, Age: time.Second}, Still: part.Up == 0 && part.Down == 0,
		})
		v.Total.Mean += s.Battery
		v.Coverage.Measured++
	}
	v.Interval = v.Total.Interval(dispatch.IntervalLevel)
	return v
}

// Desire implements dispatch.Fleet.
func (*district) Desire(energy.Order) {}

// Publish implements dispatch.Publisher: what is sent is there at once.
func (d *district) Publish(topic string, payload []byte) error {
	now := d.town.Now()
	if strings.HasSuffix(topic, "/signal") {
		s, err := wire.DecodeSignal(payload, d.key.Ring())
		for _, r := range d.homes {
			r.desk.Hear(s, now)
		}
		return err
	}
	o, err := wire.DecodeOrder(payload, d.key.Ring())
	if err != nil {
		return err
	}
	for _, r := range d.homes {
		if r.site != o.Site {
			continue
		}
		a := wire.Answer{Site: r.site, Boot: 1, Order: o.ID, Taken: r.desk.Accept(o, now) == nil, Clock: now}
		if a.Taken {
			r.highest = o.ID
		}
		a.Highest = r.highest
		d.backs = append(d.backs, a)
	}
	return nil
}

// sums are the true powers of all homes together: the batteries', and what the homes
// import besides, a magnitude.
func (d *district) sums() (batteries, natural energy.Watts) {
	for _, r := range d.homes {
		s := r.home.State()
		batteries, natural = batteries+s.Battery, natural+s.Battery-s.Grid
	}
	return batteries, natural
}
