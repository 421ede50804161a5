package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Model 701: off the grid and giving power is an island; off the grid and off, or
// waiting, is nothing that is known.
func TestFault092_StorageTellsOfAnIsland(t *testing.T) {
	const unheard = 0xFFFF
	f := func(connection, state, mode uint16, want energy.Reading[energy.Ratio]) {
		t.Helper()
		b := storage(t)
		b.Set(701, 4, state, connection)
		b.Set(701, 8, 0, mode)
		require.Equal(t, want, read(t, b).Islanded)
	}
	on, off, nothing := energy.Read[energy.Ratio](1, start), energy.Read[energy.Ratio](0, start), energy.Reading[energy.Ratio]{}
	f(1, 3, 0, off)
	f(1, 7, 0, off)
	f(1, 0, 0, off)
	f(0, 3, 0, on)
	f(0, 4, 0, on)
	f(0, 7, 0, nothing)
	f(0, 7, 2, on)
	f(0, 7, 1, nothing)
	f(0, 0, 0, nothing)
	f(0, 6, 0, nothing)
	f(unheard, 3, 2, nothing)
	f(0, unheard, 0, nothing)
}

// Model 122, of which only the head is read.
func TestFault092_HybridTellsOfAnIsland(t *testing.T) {
	const unheard = 0xFFFF
	m, _ := regmap.SunSpec(122)
	f := func(sun, stored, ecp uint16, want energy.Reading[energy.Ratio]) {
		t.Helper()
		b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 122, 0, raw{"PVConn": sun, "StorConn": stored, "ECPConn": ecp}),
			image(t, 124, 0, rates), strings(t, 100, 50), image(t, 802, 0, battery))
		d := discover(t, b, still)
		for at := 5; at < m.Length(0)+2; at++ {
			delete(b.Words, b.Bases[122]+uint16(at))
		}
		s, err := d.Read(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, s.Islanded)
	}
	on, off, nothing := energy.Read[energy.Ratio](1, start), energy.Read[energy.Ratio](0, start), energy.Reading[energy.Ratio]{}
	f(7, 7, 1, off)
	f(0, 0, 1, off)
	f(7, 7, 0, on)
	f(7, 0, 0, on)
	f(3, 7, 0, on)
	f(3, 3, 0, nothing)
	f(unheard, unheard, 0, nothing)
	f(7, 7, unheard, nothing)
}

// A PV inverter follows whatever stands at its terminals, the grid or an island.
func TestFault092_PVAloneTellsOfNoIsland(t *testing.T) {
	b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 122, 0, raw{"PVConn": 7, "StorConn": 0, "ECPConn": 1}))
	missing(t, read(t, b).Islanded)
}

// Each maker's own numbers; what stands for neither tells nothing.
func TestFault092_MakersTellOfAnIsland(t *testing.T) {
	f := func(name string, at drivertest.Place, grid, alone, neither []uint16) {
		t.Helper()
		b := vendorBank(t, name)
		d := openVendor(t, b, name, still)
		says := func(words []uint16, want energy.Reading[energy.Ratio]) {
			t.Helper()
			set(b, at, words...)
			s, err := d.Read(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, s.Islanded, "%s: %v", name, words)
		}
		says(grid, energy.Read[energy.Ratio](0, start))
		says(alone, energy.Read[energy.Ratio](1, start))
		says(neither, energy.Reading[energy.Ratio]{})
	}
	one := func(w uint16) []uint16 { return []uint16{w} }
	f("huawei-sun2000", holding(32089), one(0x0201), one(0x0203), one(0x0300)) // a shutdown
	f("sungrow-sh", input(12999), one(0x0040), one(0x1000), one(0x0008))
	f("solaredge-hybrid", holding(40113), []uint16{0, 0}, []uint16{1, 0}, []uint16{2, 0})
	f("goodwe-et", holding(35187), one(1), one(2), one(3))
	f("growatt-vpp", input(31000), one(6), one(7), one(1))
	f("deye-3p-lv", holding(552), one(0x0D), one(0x01), one(0))
	f("victron-gx", holding(826), one(1), one(240), one(2)) // a generator
}
