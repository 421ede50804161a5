package control_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkDecide is one tick of a home that follows a signal, with the signal
// of that tick.
func BenchmarkDecide(b *testing.B) {
	d := desk()
	require.NoError(b, d.Accept(order(1), start))
	snap := energy.Snapshot{Grid: energy.Read(energy.Watts(-500), start), Battery: energy.Read(energy.Watts(800), start)}
	seq := uint64(0)
	tick := func() energy.Decision {
		seq++
		d.Hear(energy.Signal{Plant: "p", Seq: seq, Level: 0.5}, start)
		return d.Decide(snap, start.Add(time.Second))
	}
	require.Equal(b, energy.Dispatch, tick().Layer)
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
