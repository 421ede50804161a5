package regmap_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

const good = `# a comment
model 9 toy 3
P    2 int16  P_SF W ro load live
E    3 uint16 -1   - rw -    stored
P_SF 4 sunssf -    - ro -    const
repeat leg 5 2
Q    5 uint32 P_SF W ro - live
`

func TestParse(t *testing.T) {
	m, err := regmap.Parse("toy", []byte(good))
	require.NoError(t, err)
	require.Equal(t, 7, m.Length(2))
	block := []uint16{9, 7, 5, 12, 2, 0, 1, 0, 3}
	f := func(name string, repeat int, want float64) {
		t.Helper()
		p, ok := m.Point(name)
		require.True(t, ok)
		v, ok := p.At(repeat).Decode(block)
		require.True(t, ok)
		require.Equal(t, want, v)
	}
	f("P", 0, -500)
	f("E", 0, 1.2)
	f("Q", 0, 100)
	f("Q", 1, 300)
	f("leg.Q", 1, 300)
}

func TestParseRefuses(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := regmap.Parse("toy.txt", []byte(text))
		require.ErrorContains(t, err, want)
		require.Equal(t, fault.Corrupt, fault.KindOf(err))
	}
	const head = "model 9 toy 3\n"
	f("", "toy.txt:1: no model line")
	f("P 2 int16 - W ro gen live", "toy.txt:1")
	f(head+head, "toy.txt:2")
	f("model 0 toy 3", `"0"`)
	f("model 9 toy 03", `"03"`)
	f(head+"P 2 int16 - W ro gen", "toy.txt:2")
	f(head+"P 2 int17 - W ro gen live", `"int17"`)
	f(head+"P 2 string0 - - ro - live", `"string0"`)
	f(head+"P 1 int16 - W ro gen live", `"1"`)
	f(head+"P 4 int32 - W ro gen live", `"4"`)
	f(head+"P 2 int32 - W ro gen live\nQ 3 int16 - W ro gen live", "toy.txt:3")
	f(head+"P 2 int16 - W ro gen live\nP 3 int16 - W ro gen live", "stands twice")
	f(head+"P 2 int16 S W ro gen live\n", "toy.txt:2: scale \"S\"")
	f(head+"P 2 int16 11 W ro gen live", `"11"`)
	f(head+"P 2 int16 - W ro up live", `"up"`)
	f(head+"P 2 uint16 - W ro load live", "no sign")
	f(head+"P 2 int16 - W rw gen live", `"live"`)
	f(head+"repeat leg 4 2", "want 5")
	const leg = head + "repeat leg 5 2\nQ 5 uint16 - - ro - live\n"
	f(head+"inner 5 2", "inside the repeating group")
	f(leg+"inner 5 2", "at 6 inside")
	f(leg+"inner 6 0", `"0"`)
	f(leg+"inner 6 2\nR 6 uint16 - - ro - live\nend", "is whole")
	f(leg+"inner 6 1\nR 6 uint32 - - ro - live\nend", `"6"`)
	f(leg+"inner 6 1\nR 6 uint16 - - ro - live\n", "does not end")
	f(leg+"end", "want end alone")
}

func TestEmbeddedMapsParse(t *testing.T) {
	for _, name := range maps(t) {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		_, err = regmap.Parse(name, text)
		require.NoError(t, err)
	}
}

func maps(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("sunspec/*.txt")
	require.NoError(t, err)
	require.Len(t, names, len(mapped))
	return names
}

// Whatever parses keeps every point inside its model, and its Blank is blank.
func FuzzParse(f *testing.F) {
	for _, name := range maps(f) {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(good))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := regmap.Parse("fuzz", text)
		if err != nil {
			require.Equal(t, fault.Corrupt, fault.KindOf(err))
			return
		}
		for _, inner := range []int{0, 1, 3} {
			block := m.BlankIn(1, inner)
			for _, p := range m.Points() {
				_, ok := p.Decode(block)
				require.False(t, ok)
				if p = p.In(max(1, inner)); inner > 0 {
					require.LessOrEqual(t, p.Inner(inner-1).Offset()+p.Size(), 2+m.LengthIn(1, inner))
					_, ok = p.Decode(block)
					require.False(t, ok)
				}
			}
		}
	})
}
