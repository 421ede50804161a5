package ingest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

const speaker = energy.SiteID("home-0001")

func readingOf[T ~float64](t *rapid.T, at time.Time) energy.Reading[T] {
	r := energy.Read(T(rapid.Float32Range(-1e5, 1e5).Draw(t, "value")), at.Add(-time.Duration(rapid.IntRange(0, 5000).Draw(t, "age"))*time.Millisecond))
	switch rapid.IntRange(0, 8).Draw(t, "quality") {
	case 0:
		return energy.Reading[T]{}
	case 1:
		return r.Lost()
	case 2:
		return r.Doubt()
	}
	return r
}

func wish(t *rapid.T) energy.Want {
	if rapid.Bool().Draw(t, "none") {
		return energy.Want{}
	}
	return energy.WantPower(energy.Watts(rapid.Float32Range(-1e5, 1e5).Draw(t, "want")))
}

func reportOf(t *rapid.T, seq uint64, band energy.Deadband) energy.Report {
	at := time.UnixMilli(1_790_000_000_000 + int64(seq)*1000)
	r := energy.Report{Seq: seq, Snapshot: energy.Snapshot{
		At: at, Grid: readingOf[energy.Watts](t, at), Inverter: readingOf[energy.Watts](t, at), Battery: readingOf[energy.Watts](t, at),
		PV: readingOf[energy.Watts](t, at), Load: readingOf[energy.Watts](t, at), SoC: readingOf[energy.Ratio](t, at),
		Capacity: readingOf[energy.WattHours](t, at), MaxCharge: readingOf[energy.Watts](t, at), MaxDischarge: readingOf[energy.Watts](t, at),
		Temperature: readingOf[energy.Celsius](t, at), Voltage: readingOf[energy.Volts](t, at), Frequency: readingOf[energy.Hertz](t, at),
		CellMin: readingOf[energy.Volts](t, at), CellMax: readingOf[energy.Volts](t, at), Islanded: readingOf[energy.Ratio](t, at),
	}}
	for i := range r.Snapshot.Phases {
		r.Snapshot.Phases[i] = readingOf[energy.Amperes](t, at)
	}
	d := &r.Decision
	d.State, d.Layer = energy.SafetyState(rapid.IntRange(0, 5).Draw(t, "state")), energy.Layer(rapid.IntRange(0, 9).Draw(t, "layer"))
	d.Approved, d.Curtail, d.Bounds = wish(t), wish(t), energy.Bounds(rapid.Uint32().Draw(t, "bounds"))
	d.Order, d.LeaseLeft = rapid.Uint64().Draw(t, "order"), time.Duration(rapid.IntRange(0, 1e6).Draw(t, "lease"))*time.Millisecond
	for i := range d.Wants {
		d.Wants[i] = wish(t)
	}
	if rapid.Bool().Draw(t, "still") {
		r.Still = at.Add(-time.Duration(rapid.IntRange(1, 90_000).Draw(t, "still_ms")) * time.Millisecond)
	}
	if rapid.Bool().Draw(t, "sparse") {
		r.Deadband = band
	}
	return r
}

func batchOf(t *rapid.T) wire.Batch {
	band := energy.Deadband{Heartbeat: time.Duration(rapid.IntRange(1, 3).Draw(t, "heartbeat")) * time.Minute, Power: 50, Share: 0.05, Voltage: 2}
	b := wire.Batch{
		Site: speaker, Boot: rapid.Uint64().Draw(t, "boot"), Oldest: rapid.Uint64().Draw(t, "oldest"), Dropped: rapid.Uint64().Draw(t, "dropped"),
		Waited: time.Duration(rapid.IntRange(0, 1e6).Draw(t, "waited")) * time.Millisecond,
	}
	if rapid.Bool().Draw(t, "moment") {
		copy(b.Moment[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "moment"))
	}
	first := rapid.Uint64Range(1, 1e9).Draw(t, "first")
	for i := range rapid.Uint64Range(0, 4).Draw(t, "reports") {
		b.Reports = append(b.Reports, reportOf(t, first+i, band))
	}
	return b
}

// TestTheDeskReadsAsTheWireSays: one desk, for what a message leaves on it must
// not show in the next.
func TestTheDeskReadsAsTheWireSays(t *testing.T) {
	var d desk
	rapid.Check(t, func(t *rapid.T) {
		payload, err := wire.EncodeTelemetry(batchOf(t))
		require.NoError(t, err)
		want, err := wire.DecodeTelemetry(payload)
		require.NoError(t, err)
		for range 2 { // the second time its deadband is known
			got, err := d.decode(speaker, payload)
			require.NoError(t, err)
			sameBatch(t, want, *got)
		}
		require.True(t, d.read(speaker, payload), "it was not read at the desk")
	})
}

type failing interface {
	require.TestingT
	Helper()
}

func sameBatch(t failing, want, got wire.Batch) {
	t.Helper()
	require.Equal(t, len(want.Reports), len(got.Reports))
	for i := range want.Reports {
		require.Equal(t, want.Reports[i], got.Reports[i])
	}
	want.Reports, got.Reports = nil, nil
	require.Equal(t, want, got)
}

// FuzzDesk: what the desk reads at all, it reads as wire.DecodeTelemetry does.
func FuzzDesk(f *testing.F) {
	at := time.UnixMilli(1_790_000_000_000)
	for _, b := range []wire.Batch{
		{Site: speaker, Boot: 1, Oldest: 1, Reports: []energy.Report{{Seq: 1, Snapshot: energy.Snapshot{At: at, Grid: energy.Read[energy.Watts](1, at)}}}},
		{Site: speaker, Boot: 1, Reports: []energy.Report{{Seq: 7, Deadband: energy.Deadband{Heartbeat: time.Minute}, Still: at, Snapshot: energy.Snapshot{At: at.Add(time.Second)}}}},
		{Site: speaker, Boot: 1, Reports: []energy.Report{{Seq: 7, Decision: energy.Decision{Approved: energy.WantPower(0)}}, {Seq: 8}}},
		{Site: "another", Boot: 1},
	} {
		payload, err := wire.EncodeTelemetry(b)
		require.NoError(f, err)
		f.Add(payload)
	}
	f.Add([]byte{1 << 3, 1, 2<<3 | 2, 9})
	var d desk
	f.Fuzz(func(t *testing.T, payload []byte) {
		if !d.read(speaker, payload) || !d.settle() {
			return
		}
		want, err := wire.DecodeTelemetry(payload)
		require.NoError(t, err)
		sameBatch(t, want, d.batch)
	})
}
