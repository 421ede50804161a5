package driver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// filled is one model with values in its units, whatever its types.
func filled(t require.TestingT, id uint16, repeats int, values map[string]float64, scales ...string) []uint16 {
	m, ok := regmap.SunSpec(id)
	require.True(t, ok)
	words := m.Blank(repeats)
	for _, name := range scales {
		p, _ := m.Point(name)
		words[p.Offset()] = 0
	}
	for name, v := range values {
		p, ok := m.Point(name)
		require.True(t, ok, name)
		require.NoError(t, p.Encode(words, v), name)
	}
	return words
}

// A capability is read from whichever model of a family the device has.
func TestFamiliesOfModels(t *testing.T) {
	ac := map[string]float64{"W": 3450, "PhVphA": 230, "Hz": 50, "TmpCab": 41}
	for _, id := range []uint16{101, 102, 103} {
		s := read(t, device(40000, identity(t), filled(t, id, 0, ac, "W_SF", "V_SF", "Hz_SF", "Tmp_SF")))
		good(t, s.Inverter, 3450)
		good(t, s.PV, 3450)
	}
	for _, id := range []uint16{111, 112, 113} {
		b := device(40000, identity(t), filled(t, id, 0, ac), image(t, 124, 0, rates), strings(t, 100, 50), image(t, 802, 0, battery))
		require.Equal(t, driver.Hybrid, discover(t, b, still).Role())
		s := read(t, b)
		good(t, s.Inverter, 3450)
		good(t, s.Voltage, 230)
		good(t, s.Temperature, 41)
	}
	grid := map[string]float64{"W": -1234, "PhV": 230, "Hz": 50, "AphA": 5, "WphA": -1150, "AphB": 2, "WphB": 460, "PhVphC": 230, "WphC": -23}
	for _, id := range []uint16{201, 202, 203, 204} {
		metered(t, read(t, device(40000, identity(t), filled(t, id, 0, grid, "W_SF", "V_SF", "Hz_SF", "A_SF"))))
	}
	for _, id := range []uint16{211, 212, 213, 214} {
		metered(t, read(t, device(40000, identity(t), filled(t, id, 0, grid))))
	}
}

// metered requires what the meters above tell: a current takes the direction of
// its phase's power, whatever sign it has itself.
func metered(t *testing.T, s energy.Snapshot) {
	t.Helper()
	good(t, s.Grid, -1234)
	good(t, s.Voltage, 230)
	good(t, s.Frequency, 50)
	good(t, s.Phases[0], -5)
	good(t, s.Phases[1], 2)
	missing(t, s.Phases[2])
}

// An inverter with a meter behind it is read as both.
func TestInverterWithItsMeter(t *testing.T) {
	b := device(40000, identity(t), image(t, 103, 0, inverter), image(t, 203, 0, raw{"W": 1234, "W_SF": 0}))
	d := discover(t, b, still)
	require.Equal(t, driver.PV, d.Role())
	require.True(t, d.Metered())
	s := read(t, b)
	good(t, s.Inverter, 3450)
	good(t, s.Grid, -1234)
	require.False(t, discover(t, solar(t), still).Metered())
}

// The names of the inputs are as a GEN24 tells them, word by word.
var gen24Inputs = [][]uint16{
	{0x4D50, 0x5054, 0x2031, 0, 0, 0, 0, 0}, {0x4D50, 0x5054, 0x2032, 0, 0, 0, 0, 0},
	{0x5374, 0x4368, 0x6120, 0x3300, 0, 0, 0, 0}, {0x5374, 0x4469, 0x7343, 0x6861, 0x2034, 0, 0, 0},
}

// gen24 charges with 1500 W out of 3200 W of PV.
func gen24(t require.TestingT, maker string, named bool) *bank {
	id := identity(t)
	m, _ := regmap.SunSpec(1)
	p, _ := m.Point("Mn")
	require.NoError(t, p.SetText(id, maker))
	inputs := strings(t, 200, 120, 150, 0)
	for i, name := range gen24Inputs {
		if named {
			copy(inputs[11+20*i:], name)
		}
	}
	basic := image(t, 124, 0, rates)
	basic[8], basic[22] = 4025, neg(2)
	return device(40000, id, filled(t, 113, 0, map[string]float64{"W": 1700}), image(t, 120, 0, plate), basic, inputs)
}

func TestGEN24KeepsItsBatteryBehindInputs(t *testing.T) {
	f := func(b *bank) {
		t.Helper()
		require.Equal(t, driver.Hybrid, discover(t, b, still).Role())
		s := read(t, b)
		good(t, s.Inverter, 1700)
		good(t, s.PV, 3200)
		good(t, s.Battery, -1500)
		good(t, s.SoC, 0.4025)
		b.Set(160, 10+20*2+11, 0)
		b.Set(160, 10+20*3+11, 80)
		good(t, read(t, b).Battery, 800)
	}
	f(gen24(t, "Fronius", true))
	f(gen24(t, "Acme", true))
	f(gen24(t, "Fronius", false))
	require.Equal(t, driver.PV, discover(t, gen24(t, "Acme", false), still).Role())
}

// The maker's map says how far the maker's SunSpec device is trusted.
func TestGEN24IsReadOnlyUntilVouchedFor(t *testing.T) {
	b := gen24(t, "Fronius", true)
	d := discover(t, b, still)
	require.Contains(t, d.Trust().Reason, "fronius-gen24 is not verified on hardware")
	require.Error(t, d.Write(t.Context(), hold(1000)))
	require.Empty(t, b.Writes)
	d, err := driver.Open(t.Context(), b, unit, still, "fronius-gen24", driver.Vouched("Box 5", "1.2"))
	require.NoError(t, err)
	require.True(t, d.Controllable())
	require.NoError(t, d.Write(t.Context(), hold(1000)))
	requireApplied(t, d, 1000, true)
	require.True(t, discover(t, gen24(t, "Acme", true), still).Controllable())
}

// Cells are those of the battery, else of each of its strings.
func TestCellVoltages(t *testing.T) {
	f := func(b *bank, low, high float64) {
		t.Helper()
		s := read(t, b)
		tells(t, s.CellMin, low)
		tells(t, s.CellMax, high)
	}
	const untold = -1
	whole := hybrid(t)
	f(whole, untold, untold)
	whole.Set(802, 60, neg(3))
	whole.Set(802, 37, 3456)
	whole.Set(802, 40, 3210)
	f(whole, 3.21, 3.456)
	bank803 := image(t, 803, 2, raw{"NStr": 2, "CellV_SF": neg(3)})
	strings := device(40000, identity(t), measured(t), image(t, 713, 0, raw{"SoC": 55, "Pct_SF": 0}), bank803)
	f(strings, untold, untold)
	m, _ := regmap.SunSpec(803)
	for i, cell := range [][2]float64{{3.2, 3.5}, {3.1, 3.4}} {
		for j, name := range []string{"StrCellVMin", "StrCellVMax"} {
			p, _ := m.Point(name)
			require.NoError(t, p.At(i).Encode(bank803, cell[j]))
		}
	}
	strings.Set(803, 0, bank803...)
	f(strings, 3.1, 3.5)
}
