package wire_test

import (
	"hash/fnv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

var noon = time.UnixMilli(1_790_000_000_000)

func TestTopicsRoundTrip(t *testing.T) {
	f := func(site energy.SiteID, leaf wire.Leaf) {
		t.Helper()
		s, l, err := wire.ParseSiteTopic(wire.SiteTopic(site, leaf))
		require.NoError(t, err)
		require.Equal(t, site, s)
		require.Equal(t, leaf, l)
	}
	f("home-0001", wire.LeafTelemetry)
	f("A_b", wire.LeafOrder)
}

func TestTopicsRefuseWhatTheyDidNotMake(t *testing.T) {
	f := func(topic string) {
		t.Helper()
		_, _, err := wire.ParseSiteTopic(topic)
		require.Error(t, err)
		_, err = wire.ParseSignalTopic(topic)
		require.Error(t, err)
	}
	f("")
	f("hg1/#")
	f("hg1/+/home-0001/telemetry")
	f("hg1/99/home-0001/telemetry")
	f("hg1/plants/demo/signal/x")
	f("hg1/plants/a b/signal")
	f("$share/x/" + wire.SiteTopic("home-0001", wire.LeafOrder))
}

func TestMissingStaysMissingWithItsAge(t *testing.T) {
	dead := energy.Read(energy.Watts(2300), noon.Add(-7*time.Second)).Lost()
	zero := energy.Read(energy.Watts(0), noon)
	b := wire.Batch{Site: "h", Boot: 1, Oldest: 1, Reports: []energy.Report{{Seq: 1, Snapshot: energy.Snapshot{At: noon, Grid: dead, Battery: zero}}}}
	got := roundTrip(t, b).Reports[0].Snapshot

	_, ok := got.Grid.Value()
	require.False(t, ok, "a dead meter has no value")
	age, seen := got.Grid.Age(noon)
	require.True(t, seen)
	require.Equal(t, 7*time.Second, age)
	v, ok := got.Battery.Value()
	require.True(t, ok, "0 W is a measurement")
	require.Zero(t, v)
	_, seen = got.PV.Age(noon)
	require.False(t, seen, "an absent device was never read")
}

// TestRow26_ZeroIsNotAbsence holds on the whole input space: presence, value,
// age and quality of a reading survive the wire.
func TestRow26_ZeroIsNotAbsence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		present, doubtful := rapid.Bool().Draw(t, "present"), rapid.Bool().Draw(t, "doubtful")
		value := float64(rapid.Float32Range(-1e6, 1e6).Draw(t, "value"))
		at := noon.Add(-time.Duration(rapid.IntRange(0, 1e6).Draw(t, "age_ms")) * time.Millisecond)
		in := energy.Read(energy.Watts(value), at)
		if doubtful {
			in = in.Doubt()
		}
		if !present {
			in = in.Lost()
		}
		b := wire.Batch{Site: "h", Boot: 1, Reports: []energy.Report{{Seq: 1, Snapshot: energy.Snapshot{At: noon, PV: in}}}}
		payload, err := wire.EncodeTelemetry(b)
		require.NoError(t, err)
		back, err := wire.DecodeTelemetry(payload)
		require.NoError(t, err)
		out := back.Reports[0].Snapshot.PV
		require.Equal(t, in.Quality(), out.Quality())
		require.True(t, in.At().Equal(out.At()))
		v1, ok1 := in.Value()
		v2, ok2 := out.Value()
		require.Equal(t, ok1, ok2)
		if ok1 {
			require.Equal(t, v1, v2)
		}
	})
}

func TestDecisionRoundTrip(t *testing.T) {
	d := energy.Decision{
		State: energy.Limited, Layer: energy.Dispatch, Approved: energy.WantPower(0),
		Bounds: energy.BoundRating | energy.BoundRamp, Order: 42, LeaseLeft: 12 * time.Second,
	}
	d.Curtail = energy.WantPower(0)
	d.Wants[energy.Dispatch] = energy.WantPower(5000)
	d.Wants[energy.SelfConsumption] = energy.WantPower(0)
	b := wire.Batch{Site: "h", Boot: 9, Oldest: 3, Dropped: 2, Waited: 40 * time.Millisecond, Reports: []energy.Report{{Seq: 3, Snapshot: energy.Snapshot{At: noon}, Decision: d}}}
	got := roundTrip(t, b)
	require.Equal(t, d, got.Reports[0].Decision)
	require.Equal(t, b.Waited, got.Waited)
}

func TestBatteryCellsPhasesAndIslandingRoundTrip(t *testing.T) {
	in := energy.Snapshot{
		At: noon, CellMin: energy.Read(energy.Volts(3.25), noon), CellMax: energy.Read(energy.Volts(3.5), noon).Doubt(),
		Islanded: energy.Read(energy.Ratio(0), noon),
	}
	in.Phases[1] = energy.Read(energy.Amperes(-16), noon)
	out := roundTrip(t, wire.Batch{Site: "h", Boot: 1, Reports: []energy.Report{{Seq: 1, Snapshot: in}}}).Reports[0].Snapshot
	f := func(want float64, got float64, ok bool) {
		t.Helper()
		require.True(t, ok)
		require.InDelta(t, want, got, 1e-6)
	}
	low, ok := out.CellMin.Value()
	f(3.25, float64(low), ok)
	island, ok := out.Islanded.Value()
	f(0, float64(island), ok)
	phase, ok := out.Phases[1].Value()
	f(-16, float64(phase), ok)
	require.Equal(t, energy.Doubtful, out.CellMax.Quality())
	_, seen := out.Phases[0].Age(noon)
	require.False(t, seen, "a phase never read keeps its place and stays unread")
}

func TestTelemetryRefusesWrongNumbering(t *testing.T) {
	f := func(seqs ...uint64) {
		t.Helper()
		b := wire.Batch{Site: "h", Boot: 1}
		for _, s := range seqs {
			b.Reports = append(b.Reports, energy.Report{Seq: s, Snapshot: energy.Snapshot{At: noon}})
		}
		payload, err := wire.EncodeTelemetry(b)
		require.NoError(t, err)
		_, err = wire.DecodeTelemetry(payload)
		require.ErrorContains(t, err, "contiguous")
	}
	f(0)
	f(1, 3)
	f(5, 5)
}

func TestOrderRoundTrip(t *testing.T) {
	o := energy.Order{
		ID: 7, Site: "h", Boot: 3, Issued: noon, Lease: 20 * time.Second, Plant: "demo",
		Moment: energy.Moment{1, 2, 15: 3}, After: 99,
		Share: energy.Participation{SlopeUp: 3000, SlopeDown: 2000, Bounds: energy.Envelope{Min: -2000, Max: 3000}, SignalHold: 5 * time.Second},
	}
	by := signer(t)
	payload, err := wire.EncodeOrder(o, by)
	require.NoError(t, err)
	got, err := wire.DecodeOrder(payload, by.Ring())
	require.NoError(t, err)
	require.Equal(t, o, got)
}

func TestOrderRefusals(t *testing.T) {
	by := signer(t)
	f := func(change func(*energy.Order), want string) {
		t.Helper()
		o := energy.Order{ID: 1, Site: "h", Plant: "demo", Share: energy.Participation{SlopeUp: 1, Bounds: energy.Envelope{Max: 1}}}
		change(&o)
		payload, err := wire.EncodeOrder(o, by)
		require.NoError(t, err)
		_, err = wire.DecodeOrder(payload, by.Ring())
		require.ErrorContains(t, err, want)
	}
	f(func(o *energy.Order) { o.ID = 0 }, "id or share")
	f(func(o *energy.Order) { o.Site = "a/b" }, "site id")
	f(func(o *energy.Order) { o.Plant = "" }, "follows a signal")
	f(func(o *energy.Order) { o.Share.SlopeUp = -1 }, "slopes")
	f(func(o *energy.Order) { o.Share.Bounds = energy.Envelope{Min: 1} }, "min_w <= max_w")
	f(func(o *energy.Order) { o.Share.Bounds = energy.Unbounded() }, "Inf")
}

func TestSessionMessagesRoundTrip(t *testing.T) {
	p := wire.Presence{Site: "h", Boot: 4, Online: true, Software: "v1", MaxLease: time.Minute, Order: 8, Session: 3, Moment: energy.Moment{7}}
	payload, err := wire.EncodeStatus(p)
	require.NoError(t, err)
	gotP, err := wire.DecodeStatus(payload)
	require.NoError(t, err)
	require.Equal(t, p, gotP)

	a := wire.Answer{Site: "h", Boot: 4, Order: 9, Kind: fault.Stale, Reason: "older", Highest: 12, Clock: noon, Moment: energy.Moment{15: 1}}
	payload, err = wire.EncodeReceipt(a)
	require.NoError(t, err)
	gotA, err := wire.DecodeReceipt(payload)
	require.NoError(t, err)
	require.Equal(t, a, gotA)

	payload, err = wire.EncodeStored(4, 77)
	require.NoError(t, err)
	boot, seq, err := wire.DecodeStored(payload)
	require.NoError(t, err)
	require.Equal(t, []uint64{4, 77}, []uint64{boot, seq})
}

func roundTrip(t *testing.T, b wire.Batch) wire.Batch {
	t.Helper()
	payload, err := wire.EncodeTelemetry(b)
	require.NoError(t, err)
	got, err := wire.DecodeTelemetry(payload)
	require.NoError(t, err)
	return got
}

// The partition of a site is fixed for good: workers find their homes by it.
func TestPartitionIsFNV1a(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		site := rapid.StringMatching(`[A-Za-z0-9_-]{1,64}`).Draw(t, "site")
		h := fnv.New32a()
		_, err := h.Write([]byte(site))
		require.NoError(t, err)
		require.Equal(t, int(h.Sum32()%wire.Partitions), wire.Partition(energy.SiteID(site)))
	})
}
