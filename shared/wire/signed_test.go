package wire_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

func signer(t testing.TB) *dispatchkey.Signer {
	t.Helper()
	by, err := dispatchkey.New()
	require.NoError(t, err)
	return by
}

// signed is what the holder of the key can make of any body.
func signed(t testing.TB, c dispatchkey.Context, body []byte, by *dispatchkey.Signer) []byte {
	t.Helper()
	signature, err := by.Sign(c, body)
	require.NoError(t, err)
	payload, err := (&wire.Envelope{Body: body, Signature: signature, Key: string(by.Name())}).MarshalVT()
	require.NoError(t, err)
	return payload
}

func bodyOf(t testing.TB, payload []byte) []byte {
	t.Helper()
	var e wire.Envelope
	require.NoError(t, e.UnmarshalVT(payload))
	return e.Body
}

func TestFault096_WhatTheDispatchKeyDidNotSignIsDenied(t *testing.T) {
	ours, thief := signer(t), signer(t)
	order := energy.Order{ID: 1, Site: "h", Plant: "demo", Share: energy.Participation{SlopeUp: 1, Bounds: energy.Envelope{Max: 1}}}
	f := func(payload []byte) {
		t.Helper()
		_, err := wire.DecodeOrder(payload, ours.Ring())
		require.Equal(t, fault.Denied, fault.KindOf(err), "%v", err)
		_, err = wire.DecodeSignal(payload, ours.Ring())
		require.Equal(t, fault.Denied, fault.KindOf(err), "%v", err)
	}
	forged, err := wire.EncodeOrder(order, thief)
	require.NoError(t, err)
	f(forged)
	body := bodyOf(t, forged)
	unsigned, err := (&wire.Envelope{Body: body, Key: string(ours.Name())}).MarshalVT()
	require.NoError(t, err)
	f(unsigned)
	for _, c := range []dispatchkey.Context{dispatchkey.Order, dispatchkey.Signal} {
		named, err := (&wire.Envelope{Body: body, Signature: bodyOf(t, signed(t, c, body, thief)), Key: string(ours.Name())}).MarshalVT()
		require.NoError(t, err)
		f(named)
	}
	f(nil)
}

func TestASignalIsNoOrder(t *testing.T) {
	by := signer(t)
	signal, err := wire.EncodeSignal(energy.Signal{Plant: "demo", Seq: 3, Level: -0.25, Sent: noon}, by)
	require.NoError(t, err)
	got, err := wire.DecodeSignal(signal, by.Ring())
	require.NoError(t, err)
	require.Equal(t, energy.Signal{Plant: "demo", Seq: 3, Level: -0.25, Sent: noon}, got)
	_, err = wire.DecodeOrder(signal, by.Ring())
	require.Equal(t, fault.Denied, fault.KindOf(err), "%v", err)
}

// TestNoSignalIsSentThatWouldBeRefused: what homes cannot take never leaves.
func TestNoSignalIsSentThatWouldBeRefused(t *testing.T) {
	by := signer(t)
	f := func(level float64, seq uint64, ok bool) {
		t.Helper()
		payload, err := wire.EncodeSignal(energy.Signal{Plant: "demo", Seq: seq, Level: level, Sent: noon}, by)
		require.Equal(t, ok, err == nil, "%v", err)
		if ok {
			_, err = wire.DecodeSignal(payload, by.Ring())
			require.NoError(t, err)
		}
	}
	f(1, 1, true)
	f(-1, 1, true)
	f(1.0000000000000002, 1, false)
	f(-1.0000000000000002, 1, false)
	f(math.NaN(), 1, false)
	f(math.Inf(1), 1, false)
	f(0, 0, false)
}
