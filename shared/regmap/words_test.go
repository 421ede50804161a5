package regmap_test

import (
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// recorded are the words of one device and what they mean, from a source that
// is named in the file and is not the one its map was written from.
type recorded struct {
	device  *regmap.Device
	model   *regmap.Model // of a SunSpec device
	base    int           // where the model begins
	words   map[regmap.Table]map[int]uint16
	checks  int // against words
	seconds int // against another table
}

// A line of testdata is "words TABLE ADDRESS HEX...", "want POINT VALUE" in
// generator reference, "near POINT VALUE" within 0.01, "text POINT TEXT", "none
// POINT", "model ID BASE" for the points of a SunSpec model, or "second POINT ADDRESS
// WORDS ORDER ONE" for what another source says of a register without words. A map
// says itself which of the two it has.
func TestVendorWords(t *testing.T) {
	for _, d := range regmap.Vendors() {
		t.Run(d.Name, func(t *testing.T) {
			text, err := os.ReadFile("testdata/" + d.Name + ".txt")
			require.NoError(t, err)
			r := recorded{device: d, words: map[regmap.Table]map[int]uint16{regmap.Holding: {}, regmap.Input: {}}}
			for _, line := range strings.Split(string(text), "\n") {
				if f := strings.Fields(line); len(f) > 0 && f[0] != "#" {
					r.line(t, f)
				}
			}
			require.Equal(t, d.Proof == regmap.Words, r.checks > 0, "the map says %q", d.Proof)
			require.Equal(t, d.Proof == regmap.Table2, r.checks == 0 && r.seconds > 0, "the map says %q", d.Proof)
			require.NotEmpty(t, d.Proven)
			require.False(t, d.Proof != regmap.Words && d.Verified, "a map that no words prove is not verified")
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
	case "model":
		r.open(t, f[1:])
		return
	}
	r.checks++
	p, base, block := r.find(t, f[1])
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
		require.Equal(t, strings.Join(f[2:], " "), s)
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

// open begins a model of which the words tell ID and length.
func (r *recorded) open(t *testing.T, f []string) {
	t.Helper()
	id, base := number(t, f[0]), int(number(t, f[1]))
	m, ok := regmap.SunSpec(uint16(id))
	require.True(t, ok, f)
	require.Equal(t, m.ID, r.words[regmap.Holding][base], "the ID word of %v", f)
	r.model, r.base = m, base
}

// find returns the named point and the words that it stands in: all of them have to
// be recorded. NAME@N is the N-th repeat of a model's point.
func (r *recorded) find(t *testing.T, name string) (regmap.Point, int, []uint16) {
	t.Helper()
	if r.model == nil {
		p, ok := r.device.Point(name)
		require.True(t, ok, name)
		first, words := p.Span()
		return p, first, r.block(t, p.Table(), first, words)
	}
	name, repeat, _ := strings.Cut(name, "@")
	p, ok := r.model.Point(name)
	require.True(t, ok, name)
	n, _ := strconv.Atoi(repeat)
	length := 2 + int(r.words[regmap.Holding][r.base+1])
	return p.At(n), 0, r.block(t, regmap.Holding, r.base, length)
}

func (r *recorded) block(t *testing.T, table regmap.Table, first, words int) []uint16 {
	t.Helper()
	block := make([]uint16, words)
	for i := range block {
		w, ok := r.words[table][first+i]
		require.True(t, ok, "word %d is not recorded", first+i)
		block[i] = w
	}
	return block
}

// second holds a point to another source: where it stands, in how many words and
// which order, and what one count, or a float of 1, means in generator reference.
func (r *recorded) second(t *testing.T, f []string) {
	t.Helper()
	r.seconds++
	p, ok := r.device.Point(f[0])
	require.True(t, ok, f[0])
	at, err := strconv.ParseInt(f[1], 0, 32)
	require.NoError(t, err)
	require.EqualValues(t, at, p.Offset(), f[0])
	require.Equal(t, f[2], strconv.Itoa(p.Size()), f[0])
	block := make([]uint16, p.Size())
	if block[len(block)-1] = 1; p.Type() == "f32" {
		one := math.Float32bits(1)
		block[0], block[1] = uint16(one>>16), uint16(one)
	}
	if f[3] == "little" {
		slices.Reverse(block)
	}
	first, _ := p.Span()
	if first != p.Offset() {
		block = append(make([]uint16, p.Offset()-first), block...)
	}
	v, told := p.From(first).Decode(block)
	require.True(t, told, f[0])
	require.InDelta(t, number(t, f[4]), v, 1e-12, f[0])
}
