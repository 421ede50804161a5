package gateway

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// A limit that the battery told before a restart, and tells no more, is missing.
func TestFault080_ALimitToldBeforeARestartIsMissing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := limited(t, 10)
		s := newTheatre(map[uint8]*box{2: b, 240: meter(t)})
		require.Equal(t, energy.Good, s.pass(t, 3).Snapshot.MaxCharge.Quality())
		past := s.home.Past()
		require.Equal(t, driver.Limits{Charge: true}, past.Inventory["bus1-unit2"].Limits)
		require.Contains(t, string(s.kept[string(InventoryState)]), `"limits":{"Charge":true`)
		s.wires.units[2] = limited(t, 0xFFFF)
		s = s.again(past)
		require.Equal(t, energy.Missing, s.pass(t, 3).Snapshot.MaxCharge.Quality())
		require.Equal(t, past.Inventory, s.home.Inventory())
	})
}

// limited is a storage that tells how much current it takes.
func limited(t *testing.T, amperes uint16) *box {
	t.Helper()
	b := storage(t)
	m, _ := regmap.SunSpec(802)
	at := uint16(40000)
	for ; b.words[at] != 802 || b.words[at+1] != uint16(m.Length(0)); at++ {
		require.Less(t, at, uint16(41000))
	}
	for name, word := range map[string]uint16{"AChaMax": amperes, "AMax_SF": 0, "V": 400, "V_SF": 0} {
		p, ok := m.Point(name)
		require.True(t, ok, name)
		b.words[at+uint16(p.Offset())] = word
	}
	return b
}
