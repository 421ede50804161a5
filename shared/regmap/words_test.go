package regmap_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// recorded are the words of one device and what they mean, from a source that
// is named in the file and is not the one its map was written from.
type recorded struct {
	device *regmap.Device
	words  map[regmap.Table]map[int]uint16
	checks int
}

// A line of testdata is "words TABLE ADDRESS HEX...", "want POINT VALUE" in
// generator reference, "near POINT VALUE" within 0.01, "text POINT TEXT", "none
// POINT", "second POINT ADDRESS WORDS ORDER ONE" for what another source says of a
// register without words, or "unproven" where no words were found.
func TestVendorWords(t *testing.T) {
	for _, d := range regmap.Vendors() {
		t.Run(d.Name, func(t *testing.T) {
			text, err := os.ReadFile("testdata/" + d.Name + ".txt")
			require.NoError(t, err)
			r := recorded{device: d, words: map[regmap.Table]map[int]uint16{regmap.Holding: {}, regmap.Input: {}}}
			unproven := false
			for _, line := range strings.Split(string(text), "\n") {
				if f := strings.Fields(line); len(f) > 0 && f[0] != "#" {
					unproven = unproven || f[0] == "unproven"
					r.line(t, f)
				}
			}
			require.NotEqual(t, unproven, r.checks > 0)
			require.False(t, unproven && d.Verified, "a map that nothing proves is not verified")
		})
	}
}

func (r *recorded) line(t *testing.T, f []string) {
	t.Helper()
	switch f[0] {
	case "words":
		r.fill(t, f[1:])
		return
	case "second":
		r.second(t, f[1:])
		return
	case "unproven":
		return
	}
	r.checks++
	p, ok := r.device.Point(f[1])
	require.True(t, ok, f[1])
	base, block := r.block(t, p)
	v, told := p.From(base).Decode(block)
	switch f[0] {
	case "want":
		require.True(t, told, f[1])
		require.Equal(t, number(t, f[2]), v, f[1])
	case "near":
		require.True(t, told, f[1])
		require.InDelta(t, number(t, f[2]), v, 0.01, f[1])
	case "text":
		s, _ := p.From(base).Text(block)
		require.Equal(t, f[2], s)
	case "none":
		require.False(t, told, f[1])
	default:
		t.Fatalf("line %q", f)
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return v
}

func (r *recorded) fill(t *testing.T, f []string) {
	t.Helper()
	table, ok := map[string]regmap.Table{"holding": regmap.Holding, "input": regmap.Input}[f[0]]
	require.True(t, ok, f[0])
	at, err := strconv.ParseInt(f[1], 0, 32)
	require.NoError(t, err)
	for i, s := range f[2:] {
		w, err := strconv.ParseUint(s, 16, 16)
		require.NoError(t, err)
		r.words[table][int(at)+i] = uint16(w)
	}
}

// block returns the words that p stands in: all of them have to be recorded.
func (r *recorded) block(t *testing.T, p regmap.Point) (int, []uint16) {
	t.Helper()
	first, words := p.Span()
	block := make([]uint16, words)
	for i := range block {
		w, ok := r.words[p.Table()][first+i]
		require.True(t, ok, "%s: word %d is not recorded", p.Name(), first+i)
		block[i] = w
	}
	return first, block
}

// second holds a point to another source: where it stands, in how many words and
// which order, and what one count means in generator reference.
func (r *recorded) second(t *testing.T, f []string) {
	t.Helper()
	p, ok := r.device.Point(f[0])
	require.True(t, ok, f[0])
	at, err := strconv.ParseInt(f[1], 0, 32)
	require.NoError(t, err)
	require.EqualValues(t, at, p.Offset(), f[0])
	require.Equal(t, f[2], strconv.Itoa(p.Size()), f[0])
	block := make([]uint16, p.Size())
	if block[len(block)-1] = 1; f[3] == "little" {
		block[0], block[len(block)-1] = 1, 0
	}
	first, _ := p.Span()
	if first != p.Offset() {
		block = append(make([]uint16, p.Offset()-first), block...)
	}
	v, told := p.From(first).Decode(block)
	require.True(t, told, f[0])
	require.InDelta(t, number(t, f[4]), v, 1e-12, f[0])
}
