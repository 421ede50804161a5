package wire_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// arm is one of Dynamic Containment.
func arm() energy.Arm {
	return energy.Arm{
		ID: 7, Site: "h", Boot: 3, Issued: noon, Moment: energy.Moment{1, 15: 3}, Lasts: 4 * time.Hour, Plant: "demo", Nominal: 50,
		Curve: energy.Curve{{Away: 0.015}, {Away: 0.2, Share: 0.05}, {Away: 0.5, Share: 1}}, Up: 5000, Down: 3000,
	}
}

func TestArmRoundTrip(t *testing.T) {
	by := signer(t)
	f := func(a energy.Arm) {
		t.Helper()
		payload, err := wire.EncodeArm(a, by)
		require.NoError(t, err)
		got, err := wire.DecodeArm(payload, by.Ring())
		require.NoError(t, err)
		require.Equal(t, a, got)
	}
	f(arm())
	f(energy.Arm{ID: 8, Site: "h", Boot: 3, Issued: noon, Moment: energy.Moment{1}}) // it ends what is in force
}

func TestAnArmIsNothingElse(t *testing.T) {
	by, thief := signer(t), signer(t)
	f := func(a energy.Arm) []byte {
		t.Helper()
		payload, err := wire.EncodeArm(a, by)
		require.NoError(t, err)
		_, err = wire.DecodeArm(payload, thief.Ring())
		require.Equal(t, fault.Denied, fault.KindOf(err), "%v", err)
		return payload
	}
	payload := f(arm())
	_, err := wire.DecodeOrder(payload, by.Ring())
	require.Equal(t, fault.Denied, fault.KindOf(err), "%v", err)
	_, err = wire.DecodeSignal(payload, by.Ring())
	require.Equal(t, fault.Denied, fault.KindOf(err), "%v", err)
	order, err := wire.EncodeOrder(energy.Order{ID: 7, Site: "h"}, by)
	require.NoError(t, err)
	_, err = wire.DecodeArm(order, by.Ring())
	require.Equal(t, fault.Denied, fault.KindOf(err), "%v", err)
}

// TestNoArmIsSentThatWouldBeRefused: what no home can take never leaves.
func TestNoArmIsSentThatWouldBeRefused(t *testing.T) {
	by := signer(t)
	f := func(change func(*energy.Arm), want string) {
		t.Helper()
		a := arm()
		change(&a)
		_, err := wire.EncodeArm(a, by)
		require.ErrorContains(t, err, want)
		a.Lasts = 0 // one that ends what is in force says nothing else
		if _, err := wire.EncodeArm(a, by); a.ID != 0 && a.Site == "h" && a.Plant == "demo" {
			require.NoError(t, err)
		} else {
			require.Error(t, err)
		}
	}
	f(func(a *energy.Arm) { a.ID = 0 }, "id is missing")
	f(func(a *energy.Arm) { a.Site = "a/b" }, "site id")
	f(func(a *energy.Arm) { a.Plant = "a b" }, "plant id")
	f(func(a *energy.Arm) { a.Nominal = 0 }, "want 50 or 60")
	f(func(a *energy.Arm) { a.Nominal = energy.Hertz(math.NaN()) }, "want 50 or 60")
	f(func(a *energy.Arm) { a.Up = -1 }, "magnitudes")
	f(func(a *energy.Arm) { a.Down = energy.Watts(math.Inf(1)) }, "magnitudes")
	f(func(a *energy.Arm) { a.Up = energy.Watts(math.NaN()) }, "magnitudes")
	f(func(a *energy.Arm) { a.Up, a.Down = 0, 0 }, "0 W")
	f(func(a *energy.Arm) { a.Curve = nil }, "0 corners")
	f(func(a *energy.Arm) { a.Curve = make(energy.Curve, energy.MaxCorners+1) }, "9 corners")
	f(func(a *energy.Arm) { a.Curve = energy.Curve{{Away: 0.2, Share: 1}, {Away: 0.1, Share: 1}} }, "corner 2 does not come after")
	f(func(a *energy.Arm) { a.Curve = energy.Curve{{Away: 0.2, Share: 1}, {Away: 0.3, Share: 0.5}} }, "corner 2 does not come after")
	f(func(a *energy.Arm) { a.Curve = energy.Curve{{Away: energy.Hertz(math.NaN()), Share: 1}} }, "corner 1")
	f(func(a *energy.Arm) { a.Curve = energy.Curve{{Away: 0.2, Share: 1.01}} }, "corner 1")
}

func TestWhatAHomeSaysOfArmsRoundTrips(t *testing.T) {
	p := wire.Presence{Site: "h", Boot: 4, Online: true, Moment: energy.Moment{7}, Arm: 12, Armable: energy.Armable{Nominal: 50, Power: 5000, Longest: 4 * time.Hour, Full: 0.2}}
	payload, err := wire.EncodeStatus(p)
	require.NoError(t, err)
	gotP, err := wire.DecodeStatus(payload)
	require.NoError(t, err)
	require.Equal(t, p, gotP)

	a := wire.Answer{Site: "h", Boot: 4, Arm: 9, Kind: fault.Unsafe, Reason: "too much", HighestArm: 8, Clock: noon, Moment: energy.Moment{15: 1}}
	payload, err = wire.EncodeReceipt(a)
	require.NoError(t, err)
	gotA, err := wire.DecodeReceipt(payload)
	require.NoError(t, err)
	require.Equal(t, a, gotA)
}
