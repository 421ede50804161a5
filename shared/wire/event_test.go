package wire_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

func newsOf(t *testing.T, n *energy.News) *energy.News {
	t.Helper()
	return roundTrip(t, wire.Batch{Site: "h", Boot: 1, Reports: []energy.Report{{Seq: 1, Snapshot: energy.Snapshot{At: noon}, News: n}}}).Reports[0].News
}

func TestNewsSurviveTheWire(t *testing.T) {
	begun := energy.Event{Kind: energy.UnknownDevice, Severity: energy.Warning, Device: "bus1-unit2", At: noon.Add(-3 * time.Second), Text: "model \"X\" is not known"}
	ended := energy.Event{Kind: energy.Islanded, Severity: energy.Alarm, At: noon.Add(-time.Hour), Ended: true, Missed: 9}
	got := newsOf(t, &energy.News{Edges: []energy.Event{begun, ended}, Standing: []energy.Event{begun}, Held: 4})
	require.EqualValues(t, 4, got.Held)
	require.Len(t, got.Standing, 1)
	for i, want := range []energy.Event{begun, ended} {
		require.True(t, want.At.Equal(got.Edges[i].At))
		got.Edges[i].At = want.At
		require.Equal(t, want, got.Edges[i])
	}
	require.Nil(t, newsOf(t, nil), "no news are not the news that nothing stands")
	require.NotNil(t, newsOf(t, &energy.News{}))
}

func TestNewsAreBounded(t *testing.T) {
	many := make([]energy.Event, 1000)
	for i := range many {
		many[i] = energy.Event{Kind: 250, Severity: 9, At: noon, Text: strings.Repeat("é\n", 500)}
	}
	got := newsOf(t, &energy.News{Edges: many, Standing: many})
	require.Len(t, got.Edges, energy.MaxEvents)
	require.Len(t, got.Standing, energy.MaxEvents)
	text := got.Edges[0].Text
	require.LessOrEqual(t, len(text), energy.MaxEventText)
	require.Greater(t, len(text), energy.MaxEventText-4)
	require.True(t, utf8.ValidString(text))
	require.NotContains(t, text, "\n")
	require.Equal(t, "unknown", got.Edges[0].Kind.String())
	require.Equal(t, "unknown", got.Edges[0].Severity.String())
	require.Empty(t, newsOf(t, &energy.News{Edges: []energy.Event{{Kind: energy.Paused, Device: "../x", At: noon}, {At: noon}}}).Edges)
}

// How loose a deadband is goes with each report; of what it is there is one.
func TestRow09_HowLooseADeadbandIsIsTold(t *testing.T) {
	band := energy.Deadband{Heartbeat: time.Minute, Power: 150, Share: 0.1}
	var in []energy.Report
	for i, l := range []energy.Loose{0, 1, energy.Loosest, energy.Blind} {
		band.Loose = l
		in = append(in, energy.Report{Seq: uint64(i + 1), Deadband: band, Snapshot: energy.Snapshot{At: noon}})
	}
	in = append(in, energy.Report{Seq: 5, Snapshot: energy.Snapshot{At: noon}})
	out := roundTrip(t, wire.Batch{Site: "h", Boot: 1, Reports: in}).Reports
	for i := range in {
		require.Equal(t, in[i].Deadband, out[i].Deadband)
	}
	require.Equal(t, []bool{true, true, true, false, false}, []bool{
		out[0].Deadband.Holds(), out[1].Deadband.Holds(), out[2].Deadband.Holds(), out[3].Deadband.Holds(), out[4].Deadband.Holds(),
	})
}

// A cloud that knows nothing of looser deadbands must not stand on the tight one.
func TestRow09_ALooseSampleIsNotSparse(t *testing.T) {
	payload, err := wire.EncodeTelemetry(wire.Batch{Site: "h", Boot: 1, Reports: []energy.Report{
		{Seq: 1, Deadband: energy.Deadband{Heartbeat: time.Minute, Power: 150, Loose: 2}, Snapshot: energy.Snapshot{At: noon}},
	}})
	require.NoError(t, err)
	var m wire.Telemetry
	require.NoError(t, m.UnmarshalVT(payload))
	require.False(t, m.Samples[0].Sparse)
	m.Samples[0].Loose = 100 // of a later version
	payload, err = m.MarshalVT()
	require.NoError(t, err)
	b, err := wire.DecodeTelemetry(payload)
	require.NoError(t, err)
	require.Equal(t, energy.Blind, b.Reports[0].Deadband.Loose)
}

func TestRow34_ACourseSurvivesTheWire(t *testing.T) {
	f := func(c energy.Course) {
		t.Helper()
		payload, err := wire.EncodeTold(wire.Explanation{ID: 1, Site: "h", Course: c})
		require.NoError(t, err)
		e, err := wire.DecodeTold(payload)
		require.NoError(t, err)
		require.True(t, c.Accepted.Equal(e.Course.Accepted) && c.Written.Equal(e.Course.Written))
		require.Equal(t, c.ReadBack.IsZero(), e.Course.ReadBack.IsZero())
		require.Equal(t, []any{c.Order, c.Overruled}, []any{e.Course.Order, e.Course.Overruled})
	}
	f(energy.Course{})
	f(energy.Course{Order: 7, Accepted: noon, Written: noon.Add(time.Second), Overruled: "WSet was set to 2000 and reads 0"})
	payload, err := wire.EncodeAsk(wire.Question{ID: 1, Order: 7})
	require.NoError(t, err)
	q, err := wire.DecodeAsk(payload)
	require.NoError(t, err)
	require.EqualValues(t, 7, q.Order)
}
