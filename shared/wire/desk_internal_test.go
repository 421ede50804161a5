package wire

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const speaker = energy.SiteID("home-0001")

func readingOf[T ~float64](t *rapid.T, at time.Time) energy.Reading[T] {
	r := energy.Read(T(rapid.Float32Range(-1e5, 1e5).Draw(t, "value")), at.Add(-time.Duration(rapid.SampledFrom([]int{0, 1, 127, 128, 5000, 16383, 16384, 1 << 20}).Draw(t, "age"))*time.Millisecond))
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
	d.Arm, d.ArmLeft = rapid.Uint64().Draw(t, "arm"), time.Duration(rapid.IntRange(0, 1e6).Draw(t, "arm_left"))*time.Millisecond
	for i := range d.Wants {
		d.Wants[i] = wish(t)
	}
	if rapid.Bool().Draw(t, "still") {
		r.Still = at.Add(-time.Duration(rapid.IntRange(1, 90_000).Draw(t, "still_ms")) * time.Millisecond)
	}
	if rapid.Bool().Draw(t, "sparse") {
		r.Deadband = band
		r.Deadband.Loose = rapid.SampledFrom([]energy.Loose{0, 0, 1, energy.Loosest, energy.Blind}).Draw(t, "loose")
	}
	return r
}

func batchOf(t *rapid.T) Batch {
	band := energy.Deadband{Heartbeat: time.Duration(rapid.IntRange(1, 3).Draw(t, "heartbeat")) * time.Minute, Power: 50, Share: 0.05, Voltage: 2}
	b := Batch{
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

// TestTheDeskReadsWhatGatewaysSend: all but what has news, and as DecodeTelemetry does.
// One desk, for what a message leaves on it must not show in the next.
func TestTheDeskReadsWhatGatewaysSend(t *testing.T) {
	var d Desk
	rapid.Check(t, func(t *rapid.T) {
		payload, err := EncodeTelemetry(batchOf(t))
		require.NoError(t, err)
		require.True(t, d.read(speaker, payload), "it was not read at the desk")
		sameAtTheDesk(t, &d, payload)
	})
}

// TestTheDeskTakesAndRefusesAsThePlainDecoder: whatever became of a message on its way.
func TestTheDeskTakesAndRefusesAsThePlainDecoder(t *testing.T) {
	var d Desk
	rapid.Check(t, func(t *rapid.T) {
		b := batchOf(t)
		if len(b.Reports) > 0 && rapid.Bool().Draw(t, "news") {
			b.Reports[0].News = &energy.News{Held: 3, Edges: []energy.Event{{Kind: energy.Paused, At: b.Reports[0].Snapshot.At, Text: "by the owner"}}}
		}
		payload, err := EncodeTelemetry(b)
		require.NoError(t, err)
		for range rapid.IntRange(0, 3).Draw(t, "damages") {
			at := rapid.IntRange(0, len(payload)-1).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "damage") {
			case 0:
				payload[at] = rapid.Byte().Draw(t, "byte")
			case 1:
				payload = slices.Delete(payload, at, min(at+rapid.IntRange(1, 9).Draw(t, "gone"), len(payload)))
			case 2:
				payload = slices.Insert(payload, at, rapid.SliceOfN(rapid.Byte(), 1, 9).Draw(t, "more")...)
			}
			if len(payload) == 0 {
				break
			}
		}
		sameAtTheDesk(t, &d, payload)
	})
}

type failing interface {
	require.TestingT
	Helper()
}

func sameAtTheDesk(t failing, d *Desk, payload []byte) {
	t.Helper()
	want, refused := DecodeTelemetry(payload)
	got, err := d.Decode(speaker, payload)
	require.Equal(t, refused, err)
	require.Equal(t, len(want.Reports), len(got.Reports))
	for i := range want.Reports {
		require.Equal(t, want.Reports[i], got.Reports[i])
	}
	rest := *got
	want.Reports, rest.Reports = nil, nil
	require.Equal(t, want, rest)
}

// FuzzDesk: whatever comes, the desk takes it and refuses it as DecodeTelemetry does.
func FuzzDesk(f *testing.F) {
	at := time.UnixMilli(1_790_000_000_000)
	for _, b := range []Batch{
		{Site: speaker, Boot: 1, Oldest: 1, Reports: []energy.Report{{Seq: 1, Snapshot: energy.Snapshot{At: at, Grid: energy.Read[energy.Watts](1, at)}}}},
		{Site: speaker, Boot: 1, Reports: []energy.Report{{Seq: 7, Deadband: energy.Deadband{Heartbeat: time.Minute}, Still: at, Snapshot: energy.Snapshot{At: at.Add(time.Second)}}}},
		{Site: speaker, Boot: 1, Reports: []energy.Report{{Seq: 7, Decision: energy.Decision{Approved: energy.WantPower(0)}}, {Seq: 8}}},
		{Site: speaker, Boot: 1, Reports: []energy.Report{{Seq: 7, News: &energy.News{Held: 1}}}},
		{Site: "another", Boot: 1},
	} {
		payload, err := EncodeTelemetry(b)
		require.NoError(f, err)
		f.Add(payload)
	}
	f.Add([]byte{1 << 3, 1, 2<<3 | 2, 9})
	var d Desk
	f.Fuzz(func(t *testing.T, payload []byte) { sameAtTheDesk(t, &d, payload) })
}

// BenchmarkDesk is of one sample, alone in its message and one of many.
func BenchmarkDesk(b *testing.B) {
	at := time.UnixMilli(1_790_000_000_000)
	watts := func(w energy.Watts, age time.Duration) energy.Reading[energy.Watts] {
		return energy.Read(w, at.Add(-age))
	}
	f := func(name string, n int) {
		batch := Batch{Site: speaker, Boot: 1, Oldest: 1, Moment: energy.Moment{1}, Reports: make([]energy.Report, n)}
		for i := range batch.Reports {
			batch.Reports[i] = energy.Report{Seq: uint64(i + 1), Decision: energy.Decision{State: energy.Autonomous}, Snapshot: energy.Snapshot{
				At: at, Grid: watts(1, 40*time.Millisecond), Battery: watts(2, 200*time.Millisecond), PV: watts(3, 0), Load: watts(4, 0), Inverter: watts(5, 0),
				MaxCharge: watts(6, 0), MaxDischarge: watts(7, 0), SoC: energy.Read[energy.Ratio](0.5, at), Capacity: energy.Read[energy.WattHours](10_000, at),
				Temperature: energy.Read[energy.Celsius](20, at), Voltage: energy.Read[energy.Volts](230, at), Frequency: energy.Read[energy.Hertz](50, at),
			}}
		}
		payload, err := EncodeTelemetry(batch)
		require.NoError(b, err)
		b.Run(name, func(b *testing.B) {
			var d Desk
			b.ReportAllocs()
			for i := 0; i < b.N; i += n {
				_, err := d.Decode(speaker, payload)
				require.NoError(b, err)
			}
		})
	}
	f("one", 1)
	f("sixty", 60)
}
