package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// What answers and is no SunSpec device is recognised by the marks of one map.
func TestVendorsAreRecognised(t *testing.T) {
	f := func(name, maker string, role driver.Role) {
		t.Helper()
		b := vendorBank(t, name)
		d := discover(t, b, still)
		require.Equal(t, maker, d.Identity().Maker)
		require.Equal(t, role, d.Role())
		require.Equal(t, driver.ReadOnly, d.Trust().Level)
		require.NotEmpty(t, d.Trust().Reason)
		require.False(t, d.Controllable())
	}
	f("huawei-sun2000", "Huawei", driver.Hybrid)
	f("sungrow-sh", "Sungrow", driver.Hybrid)
	f("goodwe-et", "GoodWe", driver.Hybrid)
	f("deye-3p-lv", "Deye", driver.Hybrid)
	f("growatt-vpp", "Growatt", driver.Hybrid)
	f("foxess-h3", "FoxESS", driver.Hybrid)
	f("carlogavazzi-em24", "Carlo Gavazzi", driver.Meter)
	f("carlogavazzi-em24-e1", "Carlo Gavazzi", driver.Meter)
}

func TestStrangersAreNotFound(t *testing.T) {
	f := func(b *bank, kind fault.Kind) {
		t.Helper()
		_, err := driver.Discover(t.Context(), b, unit, still)
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
	}
	stranger := drivertest.NewBank()
	stranger.Put(0, 1, 2, 3)
	f(stranger, fault.NotFound)
	f(vendorBank(t, "victron-gx"), fault.NotFound) // by name only
	mute := vendorBank(t, "huawei-sun2000")
	mute.Mute[holding(30000)] = true
	f(mute, fault.Unreachable)
}

// Silence at the marks of one map is no answer to those of another.
func TestSilenceElsewhereDoesNotHideADevice(t *testing.T) {
	b := vendorBank(t, "sungrow-sh")
	for _, at := range []drivertest.Place{holding(0), input(0x0B), holding(35011), holding(30000)} {
		b.Mute[at] = true
	}
	delete(b.Mute, holding(0)) // where SunSpec may begin
	require.Equal(t, "Sungrow", discover(t, b, still).Identity().Maker)
}

// A SolarEdge speaks SunSpec, and says more beside it.
func TestSunSpecDeviceIsTakenOverByItsMaker(t *testing.T) {
	b := solarEdge(t)
	d := discover(t, b, still)
	require.Equal(t, driver.Identity{Maker: "SolarEdge", Model: "SE8K", Version: "4.1", Serial: "S-1"}, d.Identity())
	require.Equal(t, driver.Hybrid, d.Role())
	require.True(t, d.Metered())
	set(b, holding(0xE142), swapped(0)...) // no battery
	d = discover(t, b, still)
	require.Equal(t, driver.PV, d.Role())
	b.Mute[holding(0xE142)] = true
	_, err := driver.Discover(t.Context(), b, unit, still)
	require.Equal(t, fault.Unreachable, fault.KindOf(err), "silence is no answer: it may have a battery")
}

func solarEdge(t testing.TB) *bank {
	m, _ := regmap.SunSpec(1)
	id := m.Blank(0)
	for name, s := range map[string]string{"Mn": "SolarEdge", "Md": "SE8K", "Vr": "4.1", "SN": "S-1"} {
		p, _ := m.Point(name)
		require.NoError(t, p.SetText(id, s))
	}
	id[1]-- // the maker leaves the pad out
	b := device(40000, id[:len(id)-1], image(t, 103, 0, inverter))
	for at, w := range vendorBank(t, "solaredge-hybrid").Words {
		if at > 40130 {
			b.Words[at] = w
		}
	}
	return b
}

func TestOpen(t *testing.T) {
	f := func(b *bank, name string, kind fault.Kind, says string) {
		t.Helper()
		_, err := driver.Open(t.Context(), b, unit, still, name)
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
		require.ErrorContains(t, err, says)
	}
	f(drivertest.NewBank(), "nobody", fault.Invalid, `no register map "nobody"`)
	f(vendorBank(t, "sungrow-sh"), "huawei-sun2000", fault.Conflict, "marks of huawei-sun2000")
	silent := vendorBank(t, "eastron-sdm630")
	d, err := driver.Open(t.Context(), silent, unit, still, "eastron-sdm630")
	require.NoError(t, err)
	require.Equal(t, driver.Meter, d.Role())
	plate := vendorBank(t, "huawei-sun2000")
	plate.Mute[holding(37046)] = true
	f(plate, "huawei-sun2000", fault.Unreachable, "huawei-sun2000")
}

// Pain 11: a pair of model and firmware that nobody vouched for is read and never
// written to.
func TestPain11_UnknownPairIsReadOnly(t *testing.T) {
	f := func(name string, level driver.Level, says string, opts ...driver.Option) {
		t.Helper()
		b := vendorBank(t, name)
		d, err := driver.Open(t.Context(), b, unit, still, name, opts...)
		require.NoError(t, err)
		require.Equal(t, level, d.Trust().Level)
		require.Contains(t, d.Trust().Reason, says)
		err = d.Write(t.Context(), hold(1000))
		require.Equal(t, level == driver.Controllable, err == nil, "%v", err)
		if err != nil {
			require.Equal(t, fault.Unsupported, fault.KindOf(err))
			require.Empty(t, b.Writes)
		}
	}
	f("sungrow-sh", driver.ReadOnly, "not verified on hardware")
	f("sungrow-sh", driver.ReadOnly, "not verified on hardware", driver.Vouched("0x0E03", "other"))
	f("deye-3p-lv", driver.ReadOnly, "no way back")
	f("deye-3p-lv", driver.ReadOnly, "no way back", driver.Vouched("", ""))
	f("foxess-h3", driver.ReadOnly, "not verified on hardware")
	f("goodwe-et", driver.ReadOnly, "no way back", driver.Vouched("GW10K-ET", ""))
	f("victron-gx", driver.ReadOnly, "not verified on hardware")
}

// A smaller device of the same map has fewer inputs.
func TestInputsThatAreNotThere(t *testing.T) {
	b := vendorBank(t, "goodwe-et")
	set(b, holding(35105), 0, 1695)
	set(b, holding(35109), 0, 1761)
	for _, at := range []uint16{35113, 35117} {
		set(b, holding(at), none, none)
	}
	good(t, read(t, b).PV, 3456)
	for _, at := range []uint16{35105, 35109} {
		set(b, holding(at), none, none)
	}
	missing(t, read(t, b).PV)
}
