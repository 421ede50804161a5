package control_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// full has every mode on.
func full() control.Config {
	return control.Config{
		Site: "s", Boot: 7, MaxLease: time.Minute, Gain: 0.5, Refill: 1000, Droop: control.FCR(2000),
		Peak: control.Peak{Limited: true, Import: 3000, Ready: 0.5, Recharge: 1000},
	}
}

func drawReading[T ~float64](t *rapid.T, name string, low, high float64, now time.Time) energy.Reading[T] {
	v := rapid.OneOf(rapid.Float64Range(low, high), rapid.Float64(), rapid.SampledFrom([]float64{0, math.MaxFloat64, -math.MaxFloat64, math.NaN()})).Draw(t, name)
	r := energy.Read(T(v), now.Add(-time.Duration(rapid.IntRange(0, 10).Draw(t, name+" age"))*time.Second))
	switch rapid.IntRange(0, 5).Draw(t, name+" quality") {
	case 0:
		return r.Lost()
	case 1:
		return r.Doubt()
	}
	return r
}

func drawSnapshot(t *rapid.T, now time.Time) energy.Snapshot {
	return energy.Snapshot{
		At: now, Grid: drawReading[energy.Watts](t, "grid", -9000, 9000, now), Battery: drawReading[energy.Watts](t, "battery", -5000, 5000, now),
		PV: drawReading[energy.Watts](t, "pv", 0, 8000, now), SoC: drawReading[energy.Ratio](t, "soc", 0, 1, now),
		Frequency: drawReading[energy.Hertz](t, "hertz", 49.5, 50.5, now), Islanded: drawReading[energy.Ratio](t, "islanded", -1, 0.6, now),
	}
}

// world is what the desk was told, so that what it may do is known.
type world struct {
	ends          time.Time // of the newest order
	plan          []control.Slot
	paused        bool
	until         time.Time
	keep, shelter energy.Ratio
}

func (w *world) act(t *rapid.T, d *control.Desk, id uint64, now time.Time) {
	switch rapid.IntRange(0, 8).Draw(t, "act") {
	case 0:
		o := drawOrder(t)
		o.ID = id
		if d.Accept(o, now) == nil {
			w.ends = now.Add(o.Lease)
		}
	case 1:
		d.Hear(drawSignal(t), now)
	case 2:
		from := now.Add(time.Duration(rapid.IntRange(-60, 60).Draw(t, "from")) * time.Second)
		slot := control.Slot{Start: from, End: from.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "long")) * time.Second),
			Mode: control.Mode(rapid.IntRange(0, 4).Draw(t, "mode")), Power: energy.Watts(rapid.IntRange(0, 5000).Draw(t, "power")),
			Tariff: control.Tariff{Known: true, Import: control.Price(rapid.Float64Range(-1, 1).Draw(t, "import")), Export: control.Price(rapid.Float64Range(-1, 1).Draw(t, "export"))}}
		require.NoError(t, d.Plan([]control.Slot{slot}))
		w.plan = []control.Slot{slot}
	case 3:
		w.paused, w.until = true, now.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "pause"))*time.Second)
		d.Pause(w.until)
	case 4:
		w.paused = false
		d.Resume()
	case 5:
		w.keep = energy.Ratio(rapid.Float64Range(0, 1).Draw(t, "keep"))
		require.NoError(t, d.Reserve(w.keep))
	case 6:
		w.shelter = energy.Ratio(rapid.Float64Range(0, 1).Draw(t, "shelter"))
		require.NoError(t, d.Storm(w.shelter, time.Time{}))
	case 7:
		w.shelter = 0
		d.Calm()
	}
}

func (w *world) hold(t *rapid.T, snap energy.Snapshot, out energy.Decision, now time.Time) {
	asked := func(l energy.Layer) bool { _, ok := out.Wants[l].Power(); return ok }
	highest := energy.NoWish
	for _, l := range []energy.Layer{energy.SelfConsumption, energy.PeakShaving, energy.Plan, energy.Dispatch, energy.Frequency, energy.Owner, energy.Storm} {
		if asked(l) {
			highest = l
		}
	}
	require.Equal(t, highest, out.Layer, "highest rank present wins")
	for l, want := range out.Wants {
		p, _ := want.Power()
		require.True(t, energy.IsFinite(p), "%v", energy.Layer(l))
	}
	cut, held := out.Curtail.Power()
	require.True(t, energy.IsFinite(cut) && cut >= 0)
	if !now.Before(w.ends) {
		require.False(t, asked(energy.Dispatch), "expired lease")
		require.Zero(t, out.Order)
	}
	running := len(w.plan) > 0 && !now.Before(w.plan[0].Start) && now.Before(w.plan[0].End)
	require.False(t, !running && (asked(energy.Plan) || held), "plan outlived")
	paused := w.paused && now.Before(w.until)
	if paused {
		require.Contains(t, []energy.Layer{energy.Storm, energy.Owner, energy.NoWish}, out.Layer, "opted out")
	}
	require.False(t, asked(energy.Storm) && w.shelter <= w.keep, "a storm that keeps no more than the reserve")
	if keep := max(w.keep, w.shelter); keep == 0 && !paused {
		require.False(t, asked(energy.Owner), "nothing was set")
	} else if soc, ok := snap.SoC.Value(); keep > 0 && (!ok || soc <= keep) && asked(out.Layer) {
		p, _ := out.Wants[out.Layer].Power()
		require.LessOrEqual(t, p, energy.Watts(0), "below the reserve")
	}
	if off, ok := snap.Islanded.Value(); ok && off >= 0.5 {
		require.Equal(t, energy.NoWish, out.Layer, "islanded")
	}
}

// TestInvariantsOverAnyHistory drives a desk with every mode on through random
// orders, plans, settings and readings.
func TestInvariantsOverAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, w, now := control.NewDesk(full()), world{}, start
		for id := range uint64(rapid.IntRange(1, 30).Draw(t, "events")) {
			w.act(t, d, id+1, now)
			now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "passed")) * time.Second)
			snap := drawSnapshot(t, now)
			w.hold(t, snap, d.Decide(snap, now), now)
		}
	})
}

// A restart at any moment changes nothing of what the owner set or planned.
func TestMemoryCarriesAllButOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, w, now := control.NewDesk(full()), world{}, start
		for id := range uint64(rapid.IntRange(1, 20).Draw(t, "events")) {
			w.act(t, d, id+1, now)
			now = now.Add(time.Second)
		}
		next := control.NewDesk(full())
		require.NoError(t, next.Restore(d.Memory(now), now))
		require.Equal(t, d.Memory(now), next.Memory(now))
		for _, later := range []time.Duration{0, 30 * time.Second, time.Hour} {
			want := d.Status(now.Add(later))
			want.Order = 0
			require.Equal(t, want, next.Status(now.Add(later)))
		}
	})
}
