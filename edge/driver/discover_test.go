package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func TestRolesModelsAndIdentity(t *testing.T) {
	f := func(b *bank, role driver.Role, takes bool, models ...uint16) {
		t.Helper()
		d := discover(t, b, still)
		require.Equal(t, role, d.Role())
		require.Equal(t, takes, d.Controllable())
		require.Equal(t, models, d.Models())
		require.Equal(t, driver.Identity{Maker: "Acme", Model: "Box 5", Version: "1.2", Serial: "A-77"}, d.Identity())
	}
	f(hybrid(t), driver.Hybrid, true, 1, 103, 124, 160, 802)
	f(storage(t), driver.Storage, true, 1, 701, 704, 713, 714, 802)
	f(solar(t), driver.PV, false, 1, 103, 160)
	f(meter(t), driver.Meter, false, 1, 203)
	// Storage control without a battery is not a battery.
	f(device(40000, identity(t), image(t, 103, 0, inverter), image(t, 124, 0, rates)), driver.PV, false, 1, 103, 124)
}

func TestEveryBaseIsTried(t *testing.T) {
	f := func(base uint16) {
		t.Helper()
		require.Equal(t, driver.Meter, discover(t, device(base, identity(t), image(t, 203, 0, nil)), still).Role())
	}
	f(40000)
	f(50000)
	f(0)
	other := device(50000, identity(t), image(t, 203, 0, nil))
	other.Put(40000, 1, 2)
	require.Equal(t, driver.Meter, discover(t, other, still).Role())
}

func TestUnknownShortAndRepeatedModelsAreSkipped(t *testing.T) {
	first, second := image(t, 203, 0, raw{"W": 7, "W_SF": 0}), image(t, 203, 0, raw{"W": 9, "W_SF": 0})
	short := []uint16{103, 3, 1, 2, 3}
	d := discover(t, device(40000, identity(t), []uint16{64001, 2, 8, 8}, short, first, second), still)
	require.Equal(t, []uint16{1, 203}, d.Models())
	s, err := d.Read(t.Context())
	require.NoError(t, err)
	good(t, s.Grid, -7)
}

// Model 1 comes with or without its closing pad word.
func TestIdentityWithoutPad(t *testing.T) {
	words := identity(t)
	words[1]--
	d := discover(t, device(40000, words[:len(words)-1], image(t, 203, 0, nil)), still)
	require.Equal(t, "A-77", d.Identity().Serial)
}

func TestListsThatCannotBeAreRefused(t *testing.T) {
	f := func(b *bank, kind fault.Kind, says string) {
		t.Helper()
		_, err := driver.Discover(t.Context(), b, unit, still)
		require.ErrorContains(t, err, says)
		require.Equal(t, kind, fault.KindOf(err), err)
		require.Less(t, b.Reads, 100)
	}
	meter203 := image(t, 203, 0, nil)
	endless := device(40000, identity(t), meter203)
	for at, i := endless.Bases[203]+107, 0; i < 200; i++ {
		at = endless.Put(at, 64001, 1, 0)
	}
	f(endless, fault.Corrupt, "does not end")
	truncated := device(40000, identity(t), meter203)
	delete(truncated.Words, truncated.Bases[203]+107)
	f(truncated, fault.Corrupt, "breaks off")
	beyond := device(50000, identity(t))
	for at := 50070; at < 0xFFFF; at += 1002 {
		beyond.Put(uint16(at), 64001, 1000)
	}
	f(beyond, fault.Corrupt, "has length 1000")
	f(device(40000, identity(t), []uint16{103, 0}, meter203), fault.Corrupt, "length 0")
	f(device(40000, identity(t), []uint16{64001, 1001}), fault.Corrupt, "length 1001")
	f(device(0xFE00, meter203), fault.NotFound, "no SunSpec mark")
	f(device(40000, meter203), fault.Corrupt, "model 1")
	f(device(40000, identity(t)), fault.Unsupported, "no inverter")
	f(drivertest.NewBank(), fault.NotFound, "no SunSpec mark")
}

// A device that is not there is no answer: no other base is asked.
func TestSilenceEndsTheSearch(t *testing.T) {
	b := meter(t)
	_, err := driver.Discover(t.Context(), b, unit+1, still)
	require.Equal(t, fault.Unreachable, fault.KindOf(err))
	require.Equal(t, 1, b.Reads)
	b.Silent[203] = true
	_, err = driver.Discover(t.Context(), b, unit, still)
	require.Equal(t, fault.Unreachable, fault.KindOf(err), "silence inside the list is not a broken list")
}
