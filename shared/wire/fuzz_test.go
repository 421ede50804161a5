package wire_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// FuzzDecodeTelemetry: whatever decodes has finite values and encodes again.
func FuzzDecodeTelemetry(f *testing.F) {
	seed, err := wire.EncodeTelemetry(wire.Batch{Site: "h", Boot: 1, Reports: []energy.Report{
		{Seq: 1, Snapshot: energy.Snapshot{At: noon, Grid: energy.Read(energy.Watts(-1), noon)}},
		{Seq: 2, Snapshot: energy.Snapshot{At: noon}, News: &energy.News{Edges: []energy.Event{{Kind: energy.Paused, At: noon, Text: "by the owner"}}}},
	}})
	require.NoError(f, err)
	f.Add(seed)
	f.Fuzz(func(t *testing.T, payload []byte) {
		b, err := wire.DecodeTelemetry(payload)
		if err != nil {
			return
		}
		for _, r := range b.Reports {
			if v, ok := r.Snapshot.Grid.Value(); ok {
				require.True(t, energy.IsFinite(v))
			}
			if r.News != nil {
				require.LessOrEqual(t, len(r.News.Edges)+len(r.News.Standing), 2*energy.MaxEvents)
			}
		}
		_, err = wire.EncodeTelemetry(b)
		require.NoError(t, err)
	})
}

// FuzzDecodeOrder: whatever decodes asks for finite power inside its bounds,
// though the dispatch key itself signed it.
func FuzzDecodeOrder(f *testing.F) {
	by := signer(f)
	seed, err := wire.EncodeOrder(energy.Order{ID: 1, Site: "h", Plant: "p", Share: energy.Participation{SlopeUp: 1, Bounds: energy.Envelope{Max: 1}}}, by)
	require.NoError(f, err)
	f.Add(bodyOf(f, seed))
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := wire.DecodeOrder(signed(t, dispatchkey.Order, body, by), by.Ring())
		if err != nil {
			return
		}
		for _, level := range []float64{-1, -0.3, 0, 1} {
			require.True(t, o.Share.Bounds.Contains(o.Share.Power(level)))
		}
		require.GreaterOrEqual(t, o.Lease, 0*o.Lease)
	})
}

// FuzzDecodeSignal: whatever decodes has a level in -1..1.
func FuzzDecodeSignal(f *testing.F) {
	by := signer(f)
	seed, err := wire.EncodeSignal(energy.Signal{Plant: "p", Seq: 1, Level: 0.5, Sent: noon}, by)
	require.NoError(f, err)
	f.Add(bodyOf(f, seed))
	f.Fuzz(func(t *testing.T, body []byte) {
		if s, err := wire.DecodeSignal(signed(t, dispatchkey.Signal, body, by), by.Ring()); err == nil {
			require.True(t, s.Level >= -1 && s.Level <= 1)
		}
	})
}

// FuzzForged: bytes that no key signed are nothing.
func FuzzForged(f *testing.F) {
	by := signer(f)
	seed, err := wire.EncodeOrder(energy.Order{ID: 1, Site: "h"}, by)
	require.NoError(f, err)
	f.Add(seed)
	f.Fuzz(func(t *testing.T, payload []byte) {
		_, err := wire.DecodeOrder(payload, signer(t).Ring())
		require.Error(t, err)
		_, err = wire.DecodeSignal(payload, by.Ring())
		require.Error(t, err)
		_, err = wire.DecodeArm(payload, by.Ring())
		require.Error(t, err)
	})
}

// FuzzDecodeArm: whatever decodes and lasts asks for a finite response, never more
// than its powers, though the dispatch key itself signed it; and it encodes again.
func FuzzDecodeArm(f *testing.F) {
	by := signer(f)
	seed, err := wire.EncodeArm(arm(), by)
	require.NoError(f, err)
	f.Add(bodyOf(f, seed))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := wire.DecodeArm(signed(t, dispatchkey.Arm, body, by), by.Ring())
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(a.Curve), energy.MaxCorners+1)
		_, err = wire.EncodeArm(a, by)
		require.NoError(t, err)
		require.GreaterOrEqual(t, a.Lasts, 0*a.Lasts)
		if a.Lasts == 0 {
			return
		}
		require.True(t, energy.IsFinite(a.Up) && energy.IsFinite(a.Down) && a.Up >= 0 && a.Down >= 0)
		least := energy.Ratio(0)
		for _, away := range []energy.Hertz{0, 0.01, 0.2, 0.5, 5, 1000} {
			share := a.Curve.Share(away)
			require.True(t, share >= least && share <= 1, "%v at %v Hz, after %v", share, away, least)
			least = share
		}
	})
}

// FuzzDecodeSession: status, receipt and stored never panic.
func FuzzDecodeSession(f *testing.F) {
	f.Add([]byte{8, 1})
	f.Fuzz(func(t *testing.T, payload []byte) {
		if p, err := wire.DecodeStatus(payload); err == nil {
			require.NotEmpty(t, p.Site)
		}
		if a, err := wire.DecodeReceipt(payload); err == nil {
			require.NotEmpty(t, a.Site)
		}
		_, _, err := wire.DecodeStored(payload)
		_ = err
	})
}
