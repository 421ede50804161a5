package wire_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

func TestRow09_WhatIsLeftOutIsTold(t *testing.T) {
	band := energy.Deadband{
		Heartbeat: time.Minute, Power: 150, Share: 0.1, Charge: 0.01, Capacity: 50, Voltage: 3, Frequency: 0.1, Temperature: 1, Cell: 0.05, Current: 1,
	}
	in := []energy.Report{{Seq: 4}, {Seq: 5, Deadband: band}, {Seq: 6, Deadband: band, Still: noon.Add(-2 * time.Second)}}
	for i := range in {
		in[i].Snapshot.At = noon
	}
	out := roundTrip(t, wire.Batch{Site: "h", Boot: 1, Reports: in}).Reports
	require.False(t, out[0].Deadband.On())
	require.Equal(t, band, out[1].Deadband)
	require.Equal(t, band, out[2].Deadband)
	require.True(t, out[1].Still.IsZero())
	require.True(t, in[2].Still.Equal(out[2].Still))
	in[1].Deadband.Power = 1
	_, err := wire.EncodeTelemetry(wire.Batch{Site: "h", Boot: 1, Reports: in})
	require.ErrorContains(t, err, "report 6 has another deadband")
}

// What is told of a deadband is never less than it is, for somebody stands on it.
func TestRow09_ADeadbandIsNeverToldTooSmall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := func(name string) float64 { return rapid.Float64Range(0, 1e4).Draw(t, name) }
		in := energy.Deadband{
			Heartbeat: time.Second, Power: energy.Watts(of("power")), Share: energy.Ratio(of("share")), Charge: energy.Ratio(of("charge")),
			Voltage: energy.Volts(of("voltage")), Cell: energy.Volts(of("cell")),
		}
		payload, err := wire.EncodeTelemetry(wire.Batch{Site: "h", Boot: 1, Reports: []energy.Report{{Seq: 1, Deadband: in, Snapshot: energy.Snapshot{At: noon}}}})
		require.NoError(t, err)
		b, err := wire.DecodeTelemetry(payload)
		require.NoError(t, err)
		f := func(was, told, step float64) {
			require.GreaterOrEqual(t, told, was-1e-8)
			require.LessOrEqual(t, told, was+step)
		}
		got := b.Reports[0].Deadband
		f(float64(in.Power), float64(got.Power), 1)
		f(float64(in.Share), float64(got.Share), 0.001)
		f(float64(in.Charge), float64(got.Charge), 0.001)
		f(float64(in.Voltage), float64(got.Voltage), 0.001)
		f(float64(in.Cell), float64(got.Cell), 0.001)
	})
}

func TestAQuestionWatchesForSoLong(t *testing.T) {
	f := func(asked, got time.Duration) {
		t.Helper()
		payload, err := wire.EncodeAsk(wire.Question{ID: 1, Watch: asked})
		require.NoError(t, err)
		q, err := wire.DecodeAsk(payload)
		require.NoError(t, err)
		require.Equal(t, got, q.Watch)
	}
	f(0, 0)
	f(time.Minute, time.Minute)
	f(-time.Minute, 0)
	f(time.Hour, wire.MaxWatch)
}
