package regmap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

func TestPatterns(t *testing.T) {
	f := func(pattern, s string, want bool) {
		t.Helper()
		require.Equal(t, want, regmap.Matches(pattern, s))
	}
	f("SE*", "SE5K", true)
	f("SE*", "GEN24", false)
	f("", "", true)
	f("*", "", true)
	f("[", "[", false) // not well formed
	require.True(t, regmap.Pair{Model: "Toy*", Version: "2.*"}.Fits("Toy1", "2.1"))
	require.False(t, regmap.Pair{Model: "Toy*", Version: "2.*"}.Fits("Toy1", "3.0"))
	require.False(t, regmap.Pair{Model: "Toy*", Version: "2.*"}.Fits("Box", "2.1"))
}

func TestMarks(t *testing.T) {
	m, err := regmap.ParseDevice("toy", []byte(`device toy
vendor Acme
role meter
models Toy
source nobody
verified no yet
lease none never
code 10 u16 - - ro - const nan=0xFFFF
name 11 string2 - - ro - const
print code 0x10 200..300
print name Toy* Box
`))
	require.NoError(t, err)
	f := func(mark int, want bool, words ...uint16) {
		t.Helper()
		p, ok := m.Point(m.Prints[mark].Point)
		require.True(t, ok)
		require.Equal(t, want, m.Prints[mark].Shows(p.From(p.Offset()), words))
	}
	f(0, true, 16)
	f(0, true, 200)
	f(0, true, 300)
	f(0, false, 301)
	f(0, false, 0xFFFF)
	f(0, false)
	f(1, true, 'T'<<8|'o', 'y'<<8|'1')
	f(1, true, 'B'<<8|'o', 'x'<<8)
	f(1, false, 'B'<<8|'o', 'x'<<8|'2')
	f(1, false, 0, 0)
}

// What wears is told once each, by address, whichever steps write it.
func TestWearing(t *testing.T) {
	m, err := regmap.ParseDevice("toy", []byte(`device toy
vendor Acme
role hybrid
models Toy
source nobody
verified no yet
lease fixed 60
curb fixed 60
most  40 u16 - W rw - eeprom range=0..5000 budget=9
power 30 i16 - W rw gen unknown range=-5000..5000 budget=9
mode  31 u16 - - rw - ram enum=0,1
hold always power power
hold always mode 1
release mode 0
release power 0
cut most ac
uncut most 5000
`))
	require.NoError(t, err)
	var names []string
	for _, p := range m.Wearing() {
		names = append(names, p.Name())
	}
	require.Equal(t, []string{"power", "most"}, names)
}
