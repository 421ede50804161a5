package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// says sets a point of model 802.
func says(t *testing.T, b *bank, point string, words ...uint16) {
	t.Helper()
	m, _ := regmap.SunSpec(802)
	p, ok := m.Point(point)
	require.True(t, ok)
	b.Set(802, uint16(p.Offset()), words...)
}

// A current limit that was told and is told no more, or cannot be, stands for nothing
// known: a battery may say so because it takes nothing. One that was never told
// leaves the rating.
func TestFault080_ALimitThatIsToldNoMoreIsMissing(t *testing.T) {
	f := func(limit string, spoiled, mended func(*bank), of func(energy.Snapshot) energy.Reading[energy.Watts]) {
		t.Helper()
		for _, never := range []bool{false, true} {
			b := storage(t)
			if spoiled(b); !never {
				mended(b)
			}
			d := discover(t, b, still)
			s, err := d.Read(t.Context())
			require.NoError(t, err)
			_, told := of(s).Value()
			require.True(t, told, "%s never told: %v", limit, never)
			spoiled(b)
			s, err = d.Read(t.Context())
			require.NoError(t, err)
			_, told = of(s).Value()
			require.Equal(t, never, told, "%s never told: %v", limit, never)
		}
	}
	charge := func(s energy.Snapshot) energy.Reading[energy.Watts] { return s.MaxCharge }
	discharge := func(s energy.Snapshot) energy.Reading[energy.Watts] { return s.MaxDischarge }
	set := func(point string, word uint16) func(*bank) { return func(b *bank) { says(t, b, point, word) } }
	f("AChaMax", set("AChaMax", none), set("AChaMax", 10), charge)
	f("AChaMax", set("AChaMax", 0xFF00), set("AChaMax", 10), charge)
	f("ADisChaMax", set("ADisChaMax", none), set("ADisChaMax", 10), discharge)
	f("V", set("V", none), set("V", 4000), charge)
}

// No current is no power, whatever the voltage is.
func TestFault080_ALimitOfNothingNeedsNoVoltage(t *testing.T) {
	b := storage(t)
	says(t, b, "V", none)
	says(t, b, "AChaMax", 0)
	good(t, read(t, b).MaxCharge, 0)
}

// What an earlier start saw counts, and only for what the device can tell.
func TestFault080_ALimitToldBeforeTheRestartIsMissing(t *testing.T) {
	same := driver.Identity{Maker: "Acme", Model: "Box 5", Version: "1.1", Serial: "A-77"}
	open := func(b *bank, l driver.Limits) (energy.Snapshot, driver.Limits) {
		t.Helper()
		d, err := driver.Discover(t.Context(), b, unit, still, driver.WithLimits(same, l))
		require.NoError(t, err)
		s, err := d.Read(t.Context())
		require.NoError(t, err)
		return s, d.Limits()
	}
	b := storage(t)
	_, seen := open(b, driver.Limits{})
	require.Equal(t, driver.Limits{Charge: true, Discharge: true}, seen)
	says(t, b, "AChaMax", none)
	s, again := open(b, seen)
	require.Equal(t, seen, again)
	missing(t, s.MaxCharge)
	_, told := s.MaxDischarge.Value()
	require.True(t, told)
	same.Serial = "A-78" // another one
	_, again = open(b, seen)
	require.Equal(t, driver.Limits{Discharge: true}, again)
	same.Serial = "A-77"
	s, again = open(storage124(t), seen)
	require.Equal(t, driver.Limits{}, again)
	_, told = s.MaxCharge.Value()
	require.True(t, told)
}

// A rating does not stand in for a setting that was told and is told no more.
func TestFault080_ARatingDoesNotStandInForASetting(t *testing.T) {
	b := storageInPercent(t)
	d := discover(t, b, still)
	s, err := d.Read(t.Context())
	require.NoError(t, err)
	good(t, s.MaxCharge, 4000)
	m, _ := regmap.SunSpec(702)
	p, _ := m.Point("WChaRteMax")
	b.Set(702, uint16(p.Offset()), none)
	s, err = d.Read(t.Context())
	require.NoError(t, err)
	missing(t, s.MaxCharge)
}
