package driver_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Pain 12: whatever is approved, no register takes a value that its map does not
// allow, and none that the program does not name.
func TestPain12_WritesStayInsideTheMap(t *testing.T) {
	for _, m := range regmap.Vendors() {
		if len(m.Steps) == 0 {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			b := vendorBank(t, m.Name)
			d := openVendor(t, b, m.Name, still, driver.WithLedger(free{}))
			rapid.Check(t, func(rt *rapid.T) {
				b.Writes = nil
				p := rapid.Float64Range(-5000, 5000).Draw(rt, "power")
				left := time.Duration(rapid.Int64Range(1, int64(3*time.Hour)).Draw(rt, "left"))
				set := approve(energy.WantPower(energy.Watts(p)), left)
				if rapid.Bool().Draw(rt, "release") {
					set = ownMode()
				}
				err := d.Write(t.Context(), set)
				for _, w := range b.Writes {
					inside(rt, m, w)
				}
				if got, on, e := d.Applied(t.Context()); err == nil && e == nil && on {
					require.LessOrEqual(rt, math.Abs(float64(got)), math.Abs(p)+0.01, "more than approved")
				}
			})
		})
	}
}

// inside requires a write to be of whole points, and what its map allows.
func inside(t require.TestingT, m *regmap.Device, w request) {
	at := slices.IndexFunc(m.Points(), func(p regmap.Point) bool { return p.Offset() == int(w.At) && p.Table() == regmap.Holding })
	require.GreaterOrEqual(t, at, 0, "a write to no point: %d", w.At)
	p := m.Points()[at]
	require.True(t, p.Writable(), p.Name())
	require.GreaterOrEqual(t, len(w.Words), p.Size())
	v, ok := p.From(p.Offset()).Decode(w.Words)
	require.True(t, ok, p.Name())
	require.NoError(t, p.From(p.Offset()).Encode(make([]uint16, p.Size()), v), p.Name())
	if rest := w.Words[p.Size():]; len(rest) > 0 {
		require.True(t, m.Together)
		inside(t, m, request{At: w.At + uint16(p.Size()), Words: rest})
	}
}

// A hold longer than the device's timer is refused as a whole.
func TestTooLongALeaseWritesNothing(t *testing.T) {
	f := func(name string, left time.Duration) {
		t.Helper()
		b := vendorBank(t, name)
		d := openVendor(t, b, name, still)
		err := d.Write(t.Context(), approve(energy.WantPower(100), left))
		require.Equal(t, fault.Invalid, fault.KindOf(err), "%v", err)
		require.Empty(t, b.Writes)
	}
	f("solis-hybrid", 31*time.Minute)
	f("huawei-sun2000", 25*time.Hour)
	f("sungrow-sh", 20*time.Minute)
	f("solaredge-hybrid", 61*time.Minute)
}

// Where one register holds the power of both directions, the old direction ends
// before the new power stands: at no time is anything in force but one of the two or nothing.
func TestTurningNeverCarriesThePowerOver(t *testing.T) {
	b := vendorBank(t, "sungrow-sh")
	d := openVendor(t, b, "sungrow-sh", still)
	require.NoError(t, d.Write(t.Context(), hold(-500)))
	b.After = func() error {
		c := makers["sungrow-sh"].control.inForce(b)
		require.True(t, !c.On || c.Power == 0 || c.Power == -500 || c.Power == 3000, "%v", c)
		return nil
	}
	require.NoError(t, d.Write(t.Context(), hold(3000)))
	requireApplied(t, d, 3000, true)
}

// A setting of the owner's is neither made nor worked around.
func TestNeededSettingIsNotTouched(t *testing.T) {
	b := vendorBank(t, "solaredge-hybrid")
	d := openVendor(t, b, "solaredge-hybrid", still)
	b.Put(0xE004, 1)
	err := d.Write(t.Context(), hold(1000))
	require.Equal(t, fault.Unsupported, fault.KindOf(err))
	require.ErrorContains(t, err, "control_mode reads 1: set it to 4")
	require.Empty(t, b.Writes)
	b.Put(0xE00D, 3) // means nothing now
	requireApplied(t, d, 0, false)
}

// What stands in force and is no command of ours is not taken for the own mode.
func TestForeignCommandIsNotOwnMode(t *testing.T) {
	b := vendorBank(t, "huawei-sun2000")
	d := openVendor(t, b, "huawei-sun2000", still)
	b.Put(47246, 1) // until a state of charge
	b.Put(47100, 1)
	_, on, err := d.Applied(t.Context())
	require.False(t, on)
	require.Equal(t, fault.Unsupported, fault.KindOf(err))
	require.NoError(t, d.Write(t.Context(), ownMode()))
	requireApplied(t, d, 0, false)
}

// What the map says there is to do stands beside the device's refusal.
func TestRefusedWriteSaysWhatToDo(t *testing.T) {
	b := vendorBank(t, "huawei-sun2000")
	d := openVendor(t, b, "huawei-sun2000", still)
	b.Before = func(write bool) error {
		if write {
			return &fault.Error{Op: "bus", Kind: fault.Invalid}
		}
		return nil
	}
	err := d.Write(t.Context(), hold(1000))
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	require.Contains(t, f.Hint, "log in as installer")
	b.Before = func(write bool) error {
		if write {
			return &fault.Error{Op: "bus", Kind: fault.Unreachable}
		}
		return nil
	}
	require.NotContains(t, d.Write(t.Context(), hold(1000)).Error(), "installer", "silence is no refusal")
}

// A command that nothing ends is for sites that say they can end it, and lapses
// never.
func TestKeptCommandsWantAWayBack(t *testing.T) {
	b := vendorBank(t, "goodwe-et")
	id := driver.Vouched("GW10K-ET", openVendor(t, b, "goodwe-et", still).Identity().Version)
	d, err := driver.Open(t.Context(), b, unit, still, "goodwe-et", id)
	require.NoError(t, err)
	require.Equal(t, fault.Unsupported, fault.KindOf(d.Write(t.Context(), hold(1000))))
	require.Contains(t, d.Trust().Reason, "no way back")
	require.Empty(t, b.Writes)
	d, err = driver.Open(t.Context(), b, unit, still, "goodwe-et", id, driver.WithoutWayBack())
	require.NoError(t, err)
	require.NoError(t, d.Write(t.Context(), hold(1000)))
	require.Greater(t, d.Lapse(hold(1000)).Sub(start), 365*24*time.Hour)
}

// A GX whose inverter answers nowhere is read, and says why it is not commanded.
func TestOtherUnitMayBeMissing(t *testing.T) {
	b := vendorBank(t, "victron-gx")
	b.Also = nil
	d := openVendor(t, b, "victron-gx", still)
	require.Contains(t, d.Trust().Reason, "none of the units [227 228 242 246] answers")
	_, err := d.Read(t.Context())
	require.NoError(t, err)
	b.Also = []uint8{228}
	require.True(t, openVendor(t, b, "victron-gx", still).Controllable())
	b.Words[28] = 3
	err = openVendor(t, b, "victron-gx", still).Write(t.Context(), hold(1000))
	require.ErrorContains(t, err, "phases reads 3")
}

// What the inverter is told follows what stands beside the battery, and is not told
// where that is not known.
func TestPowerBesideTheBattery(t *testing.T) {
	b := vendorBank(t, "foxess-h3")
	d := openVendor(t, b, "foxess-h3", still)
	require.NoError(t, d.Write(t.Context(), hold(-1000)))
	require.Equal(t, energy.Watts(1500), pair(b, 44002))
	b.Put(31002, 200)
	requireApplied(t, d, 800, true)
	require.NoError(t, d.Write(t.Context(), hold(-1000)))
	require.Equal(t, energy.Watts(-300), pair(b, 44002))
	b = vendorBank(t, "victron-gx")
	d = openVendor(t, b, "victron-gx", still)
	b.Put(850, none)
	err := d.Write(t.Context(), hold(1000))
	require.ErrorContains(t, err, "[pv7 out1], which setpoint counts in, are not all told")
	require.Empty(t, b.Writes)
}

// A stop leaves no limit of 0 W behind, under which the inverter's own mode would do
// nothing when nobody releases it.
func TestSolarEdgeIsStoppedWithoutALimitThatStays(t *testing.T) {
	b := vendorBank(t, "solaredge-hybrid")
	b.Put(0xE146, swapped(5000)...)
	d := openVendor(t, b, "solaredge-hybrid", still)
	require.NoError(t, d.Write(t.Context(), hold(2000)))
	require.NoError(t, d.Write(t.Context(), hold(0)))
	requireApplied(t, d, 0, true)
	require.Equal(t, float32(2000), single(b, 0xE010))
	require.NoError(t, d.Write(t.Context(), ownMode()))
	require.Equal(t, float32(5000), single(b, 0xE010), "what the battery gives")
}
