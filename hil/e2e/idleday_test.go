package e2e_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/edge/sampler"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// bill is what a home's day sends in MQTT: what the messages hold, their topic, the
// header, and pings.
type bill struct {
	reports, pings, bytes int
	silent                time.Duration
	loose                 [energy.Loosest + 1]int // reports by how loose their deadband is, the last: blind
}

// below is what TLS 1.3 (22), TCP with time stamps (32) and IP (20) add to each.
const below = 74

func (b bill) onLink() int { return b.bytes + below*(b.reports+b.pings) }

func (b bill) String() string {
	return fmt.Sprintf("%d reports and %d pings, %.2f MB a day, %.2f MB with TLS, TCP and IP", b.reports, b.pings, float64(b.bytes)/1e6, float64(b.onLink())/1e6)
}

// second passes in which the home has told something, or not: a session that has
// said nothing for its keep-alive pings.
func (b *bill) second(told bool) {
	b.silent += time.Second
	switch {
	case told:
		b.silent = 0
	case b.silent == keepAlive:
		b.silent = 0
		b.pings++
		b.bytes += 2
	}
}

func (b *bill) add(t testing.TB, r energy.Report) {
	b.reports++
	r.Seq = uint64(b.reports)
	payload, err := wire.EncodeTelemetry(wire.Batch{Site: "home-0001", Boot: 7, Oldest: max(1, r.Seq-3), Waited: 2 * time.Millisecond, Moment: energy.Moment{1}, Reports: []energy.Report{r}})
	require.NoError(t, err)
	b.bytes += len(payload) + len(wire.SiteTopic("home-0001", wire.LeafTelemetry)) + 5
}

// idle is a home whose gateway nobody asks for anything, a second at a time.
type idle struct {
	town    *plant.Town
	bank    *device.Bank
	gateway *gateway.Home
}

func newIdle(t testing.TB, spec plant.Spec, start time.Time) *idle {
	t.Helper()
	town, err := plant.NewTown(plant.Config{Seed: spec.Seed, Start: start, Latitude: 48.1, Longitude: 11.6})
	require.NoError(t, err)
	model, err := town.Add(spec)
	require.NoError(t, err)
	shape := device.ACCoupled
	if spec.Coupling == plant.DC {
		shape = device.Hybrid
	}
	bank, err := device.New(device.Config{Shape: shape, Serial: "IDLE", Battery: spec.Power, PV: spec.PVPeak}, model, town.Now())
	require.NoError(t, err)
	c := gateway.Defaults()
	c.Site, c.StateDir = "home-0001", t.TempDir()
	c.Known = []gateway.Kind{{Maker: device.Maker, Model: "*", Version: "*"}}
	fields := []gateway.Field{{Registers: bank, Units: bank.Units()}}
	return &idle{town: town, bank: bank, gateway: gateway.NewHome(c, fields, town.Now, slog.New(slog.DiscardHandler))}
}

func (h *idle) second(t testing.TB) (energy.Snapshot, energy.Decision) {
	h.town.Step(time.Second)
	h.bank.Tick(h.town.Now())
	return h.gateway.Pass(t.Context())
}

// near tells whether a told reading stands for what was there.
func near[T ~float64](told, was energy.Reading[T], band T) bool {
	a, _ := told.Value()
	b, _ := was.Value()
	return told.Quality() == was.Quality() && max(a-b, b-a) <= band
}

func nearly(b energy.Deadband, told, was energy.Reading[energy.Watts]) bool {
	p, _ := told.Value()
	return near(told, was, b.PowerAt(p))
}

func rebuilt(told, was *energy.Snapshot, b energy.Deadband) bool {
	return nearly(b, told.Grid, was.Grid) && nearly(b, told.Battery, was.Battery) && nearly(b, told.PV, was.PV) &&
		nearly(b, told.Load, was.Load) && near(told.SoC, was.SoC, b.Charge) && near(told.Voltage, was.Voltage, b.Voltage) &&
		near(told.Frequency, was.Frequency, b.Frequency) && near(told.Temperature, was.Temperature, b.Temperature)
}

// mood is what else is with a home in a second of its day, counted from 0.
type mood func(second int, snap *energy.Snapshot, d *energy.Decision)

func calm(int, *energy.Snapshot, *energy.Decision) {}

// The homes that once told each second all day.
var moods = []struct {
	name string
	mood mood
}{
	{"idle", calm},
	{"limit-stands", func(_ int, _ *energy.Snapshot, d *energy.Decision) {
		d.Bounds, d.State = d.Bounds|energy.BoundOperator, energy.Limited
	}},
	{"limit-flaps", func(second int, _ *energy.Snapshot, d *energy.Decision) {
		if second/15%2 == 0 {
			d.Bounds |= energy.BoundExport
		}
	}},
	{"alarm-flaps", func(second int, _ *energy.Snapshot, d *energy.Decision) {
		if second/30%2 == 0 {
			d.Bounds |= energy.BoundStale
		}
	}},
	{"noisy-meter", func(second int, snap *energy.Snapshot, _ *energy.Decision) {
		p, _ := snap.Grid.Value()
		snap.Grid = energy.Read(p+energy.Watts(second*7919%1000-500), snap.At)
	}},
	{"doubtful-meter", func(second int, snap *energy.Snapshot, _ *energy.Decision) {
		if second/5%2 == 0 {
			snap.Grid = snap.Grid.Doubt()
		}
	}},
}

// live lives through a day in a mood and returns what it costs at 1 Hz, and as it
// is told. At every tick what was told last stands for what is, as far as was promised.
func (h *idle) live(t testing.TB, m mood) (every, told bill) {
	s := sampler.New(sampler.Defaults())
	var held energy.Report
	for second := range 24 * 60 * 60 {
		snap, d := h.second(t)
		m(second, &snap, &d)
		every.add(t, energy.Report{Snapshot: snap, Decision: d})
		r, ok := s.See(snap, d, time.Time{})
		if told.second(ok); ok {
			told.add(t, r)
			held = r
			told.loose[min(r.Deadband.Loose, energy.Loosest)]++
		}
		if band, promised := held.Deadband.Actual(); promised && !rebuilt(&held.Snapshot, &snap, band) {
			t.Fatalf("at %v %+v does not stand for %+v", snap.At, held, snap)
		}
	}
	return every, told
}

// midsummer is when the sun moves most.
var midsummer = time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)

// An idle home's day is told in a twentieth of what 1 Hz is, and true to its
// deadband everywhere.
func TestRow09_AnIdleDayIsTold(t *testing.T) {
	f := func(name string, spec plant.Spec) {
		t.Helper()
		every, told := newIdle(t, spec, midsummer).live(t, calm)
		share := float64(told.bytes) / float64(every.bytes)
		t.Logf("%s at 1 Hz: %v", name, every)
		t.Logf("%s as told: %v: %.2f %%; by how loose: %v", name, told, 100*share, told.loose)
		require.Less(t, share, 0.05)
	}
	f("a simulated household", plant.Draw(1))
	profiles, err := plant.LoadProfiles(recordings)
	if err != nil {
		t.Skip("the recorded household is not there: ", err)
	}
	f("a recorded household", profiles.Cast(plant.Draw(3)))
}

const recordings = "../../../shared/data/household_1min_uci"

// BenchmarkIdleDay says what one home's day costs on its link while nobody asks it
// for anything, by drawn home and by what is with it:
// go test -run xxx -bench IdleDay -benchtime 1x ./hil/e2e
func BenchmarkIdleDay(b *testing.B) {
	for home := range uint64(8) {
		b.Run(fmt.Sprint("home=", home), func(b *testing.B) { cost(b, home, calm) })
	}
	for _, m := range moods[1:] {
		b.Run(m.name, func(b *testing.B) { cost(b, 1, m.mood) })
	}
}

func cost(b *testing.B, home uint64, m mood) {
	for range b.N {
		every, told := newIdle(b, plant.Draw(home), midsummer).live(b, m)
		b.ReportMetric(float64(every.bytes), "1Hz-bytes/day")
		b.ReportMetric(float64(told.bytes), "told-bytes/day")
		b.ReportMetric(100*float64(told.bytes)/float64(every.bytes), "%")
		b.ReportMetric(float64(told.onLink()), "told-on-link/day")
		b.ReportMetric(float64(told.loose[energy.Loosest]), "blind/day")
	}
}

// Whatever is with a home that nobody asks for anything, its day is not told each second.
func TestRow09_NoMoodIsToldEachSecond(t *testing.T) {
	for _, m := range moods[1:] {
		every, told := newIdle(t, plant.Draw(1), midsummer).live(t, m.mood)
		t.Logf("%s as told: %v: %.2f %%; by how loose: %v", m.name, told, 100*float64(told.bytes)/float64(every.bytes), told.loose)
		require.Less(t, float64(told.bytes)/float64(every.bytes), 0.1, m.name)
	}
}
