package control_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// busy is a desk with every mode on and something asked of each layer.
func busy(tb testing.TB) (*control.Desk, energy.Snapshot) {
	d := control.NewDesk(full())
	slots := make([]control.Slot, control.MaxSlots)
	for i := range slots {
		from := start.Add(time.Duration(i) * 15 * time.Minute)
		slots[i] = control.Slot{Start: from, End: from.Add(15 * time.Minute), Mode: control.Charge, Power: 1000, Tariff: control.Tariff{Known: true, Export: -1}}
	}
	require.NoError(tb, d.Plan(slots))
	require.NoError(tb, d.Reserve(0.5))
	require.NoError(tb, d.Accept(order(1), start))
	return d, energy.Snapshot{
		Grid: energy.Read(energy.Watts(-500), start), Battery: energy.Read(energy.Watts(800), start), PV: energy.Read(energy.Watts(300), start),
		SoC: energy.Read(energy.Ratio(0.4), start), Frequency: energy.Read(energy.Hertz(49.9), start),
	}
}

// BenchmarkDecide is one tick in which every layer wishes, with the signal of
// that tick.
func BenchmarkDecide(b *testing.B) {
	d, snap := busy(b)
	seq := uint64(0)
	tick := func() energy.Decision {
		seq++
		d.Hear(energy.Signal{Plant: "p", Seq: seq, Level: 0.5}, start)
		return d.Decide(snap, start.Add(time.Second))
	}
	require.Equal(b, energy.Owner, tick().Layer)
	require.Zero(b, testing.AllocsPerRun(100, func() { tick() }), "a tick must not allocate")
	b.ReportAllocs()
	for b.Loop() {
		tick()
	}
}

// BenchmarkAccept is the renewal of a lease.
func BenchmarkAccept(b *testing.B) {
	d, id := control.NewDesk(control.Config{Site: "s", Boot: 7, MaxLease: time.Minute, Gain: 0.2}), uint64(0)
	b.ReportAllocs()
	for b.Loop() {
		id++
		if err := d.Accept(order(id), start); err != nil {
			b.Fatal(err)
		}
	}
}
