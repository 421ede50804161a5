package regmap_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

const toyHead = `# a comment
device toy
vendor Acme
role hybrid
models Box 1
source nobody/nothing
verified no this is a toy
`

const toy = toyHead + `pace 50
clients 1
gap 2
print kind 1 5..7
print model Box*
known Box? 1.*
lease period minutes 60
table input
order little
kind    10 u16 - - ro - const
battery 12 i32 factor W ro load live nan=0x80000000
factor  15 i16 - - ro - const
far     20 i32 - W ro - live then=40
size    50 u16 - W ro - live minus=side:1
side    51 u16 - - ro - live
table holding
order big
model   0 string4 - - ro - const
version 4 string2 - - ro - const
ratio   8 f32 2 - ro - live
minutes 60 u16 - - rw ram range=1..120
`

const toyProgram = `power   61 u16 1 W rw - eeprom range=0..5000 budget=10 dead=20
forced  62 u16 - - rw - ram enum=0,1,2
hold always    minutes length
hold always    power   size
hold charge    forced  1
hold discharge forced  2
release forced 0
`

func toyText() string {
	return strings.Replace(toy, "rw ram range", "rw - ram range", 1) + toyProgram
}

func toyDevice(t testing.TB) *regmap.Device {
	t.Helper()
	d, err := regmap.ParseDevice("toy.txt", []byte(toyText()))
	require.NoError(t, err)
	return d
}

func TestParseDevice(t *testing.T) {
	d := toyDevice(t)
	require.Equal(t, 50*time.Millisecond, d.Pace)
	require.Equal(t, []regmap.Pair{{Model: "Box?", Version: "1.*"}}, d.Known)
	require.Equal(t, []regmap.Range{{Least: 1, Most: 1}, {Least: 5, Most: 7}}, d.Prints[0].Ranges)
	require.Equal(t, regmap.Lease{Kind: regmap.Period, Point: "minutes", Count: time.Minute}, d.Lease)
	require.False(t, d.Verified)
	require.Equal(t, "this is a toy", d.Note)
	require.Len(t, d.Program(regmap.Hold, regmap.Charging), 3)
	require.Equal(t, regmap.Discharging, d.WhenOf(0), "no step of its own for idle")
}

// Reads join over the gap told, hold a value whole with what it is told by,
// and never mix the tables.
func TestPlan(t *testing.T) {
	d := toyDevice(t)
	f := func(want []regmap.Span, names ...string) {
		t.Helper()
		require.Equal(t, want, d.Plan(names...))
	}
	f([]regmap.Span{{Table: regmap.Input, Base: 10, Words: 6}}, "battery", "kind")
	f([]regmap.Span{{Table: regmap.Input, Base: 20, Words: 21}}, "far")
	f([]regmap.Span{{Table: regmap.Input, Base: 50, Words: 2}}, "size")
	f([]regmap.Span{{Base: 0, Words: 6}, {Table: regmap.Input, Base: 10, Words: 1}}, "kind", "version", "model")
	f(nil, "nothing")
}

func TestVendorPointsDecode(t *testing.T) {
	d := toyDevice(t)
	f := func(name string, base int, want float64, words ...uint16) {
		t.Helper()
		p, ok := d.Point(name)
		require.True(t, ok)
		v, ok := p.From(base).Decode(words)
		require.True(t, ok)
		require.InDelta(t, want, v, 1e-9)
	}
	f("battery", 12, -1200, 120, 0, 0, 1)
	f("battery", 12, 1.5, 0xFFF1, 0xFFFF, 0, 0xFFFF)
	f("far", 20, 65536*2+7, append(append([]uint16{7}, make([]uint16, 19)...), 2)...)
	f("size", 50, 500, 500, 0)
	f("size", 50, -500, 500, 1)
	f("ratio", 8, 250, 0x4020, 0)
	p, _ := d.Point("battery")
	_, ok := p.From(12).Decode([]uint16{0, 0x8000, 0, 0})
	require.False(t, ok)
	_, ok = p.From(13).Decode([]uint16{0, 0x8000, 0, 0})
	require.False(t, ok, "not wholly in the block")
}

func TestWritesKeepToTheMap(t *testing.T) {
	d := toyDevice(t)
	f := func(name string, v float64, ok bool) {
		t.Helper()
		p, _ := d.Point(name)
		block := []uint16{99}
		err := p.From(p.Offset()).Encode(block, v)
		require.Equal(t, ok, err == nil, "%v", err)
		if !ok {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Equal(t, []uint16{99}, block)
		}
	}
	f("minutes", 1, true)
	f("minutes", 120, true)
	f("minutes", 0, false)
	f("minutes", 121, false)
	f("power", 5000, true)
	f("power", 5010, false)
	f("power", -10, false)
	f("forced", 2, true)
	f("forced", 3, false)
}

func TestParseDeviceRefuses(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := regmap.ParseDevice("toy.txt", []byte(text))
		require.ErrorContains(t, err, want)
		require.Equal(t, fault.Corrupt, fault.KindOf(err))
	}
	line := func(old, replacement, want string) {
		t.Helper()
		require.Contains(t, toyText(), old)
		f(strings.Replace(toyText(), old, replacement, 1), want)
	}
	f("", "toy.txt:1: no device line")
	f("vendor X", "toy.txt:1")
	f("device Toy", "small letters")
	f(toyHead, "no lease line")
	line("role hybrid", "role dish", `"dish"`)
	line("gap 2", "gap 2\ngap 3", "stands twice")
	line("pace 50", "pace fast", `"fast"`)
	line("print kind 1 5..7", "print kind Box*", `mark "kind"`)
	line("print kind 1 5..7", "print nobody 1", `mark "nobody"`)
	line("order little", "order middle", `"middle"`)
	line("kind    10", "kind 65536", `"65536"`)
	line("kind    10", "kind 12", "share the register 12")
	line("battery 12 i32", "battery 12 u32", "no sign")
	line("factor W ro", "missing W ro", `"missing"`)
	line("factor W ro", "factor kW ro", `want "W"`)
	line("minus=side:1", "minus=none:1", `"none"`)
	line("then=40", "then=400", "tear")
	line("then=40", "then=x", `"x"`)
	line("string4", "string400", "125 words")
	line("nan=0x80000000", "nan=-1", `"-1"`)
	line("nan=0x80000000", "none=1", `"none=1"`)
	line("ram enum=0,1,2", "ram", "want range= or enum=")
	line("range=0..5000 budget=10", "range=0..5000", "want budget=")
	line("dead=20", "dead=-1", "want a change")
	line("lease period minutes 60", "lease none it stays", "take the steps out")
	line("lease period minutes 60", "lease period power 60", "length")
	line("range=1..120", "range=0..120", "for ever")
	line("lease period minutes 60", "lease heartbeat minutes 60", "told by")
	line("lease period minutes 60", "lease fixed 60", "told by")
	line("lease period minutes 60", "lease period minutes 60 300 5", "seconds")
	line("lease period minutes 60", "lease period minutes 9999", `"9999"`)
	line("hold charge    forced  1", "hold charge forced 7", "want one of 0 1 2")
	line("hold charge    forced  1", "hold charge side 1", `"side"`)
	line("hold charge    forced  1", "hold charge forced fast", `"fast"`)
	line("hold charge    forced  1", "hold at noon forced 1", "words")
	line("release forced 0", "need nobody 1", `need "nobody"`)
	line("release forced 0", "need version 1", `need "version"`)
	line("release forced 0", "", "no release")
	line("forced  62 u16 - - rw", "forced  62 u16 - - wo", "nothing tells the device's own mode")
	line("release forced 0", "release forced size", `release: not by "size"`)
	line("hold always    power   size", "", "power")
}

func TestEmbeddedDevicesParse(t *testing.T) {
	names, err := filepath.Glob("maker/*.txt")
	require.NoError(t, err)
	require.Len(t, regmap.Vendors(), len(names))
	for _, name := range names {
		d, ok := regmap.Vendor(strings.TrimSuffix(filepath.Base(name), ".txt"))
		require.True(t, ok, name)
		require.NotEmpty(t, d.Note)
		require.FileExists(t, "testdata/"+d.Name+".txt")
	}
	_, ok := regmap.Vendor("nobody")
	require.False(t, ok)
}

// Whatever parses writes only what it declares, and every point can be read in
// one request.
func FuzzParseDevice(f *testing.F) {
	names, err := filepath.Glob("maker/*.txt")
	require.NoError(f, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(toyText()))
	f.Add([]byte(beside()))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := regmap.ParseDevice("fuzz", text)
		if err != nil {
			require.Equal(t, fault.Corrupt, fault.KindOf(err))
			return
		}
		for _, p := range d.Points() {
			first, words := p.Span()
			require.True(t, first >= 0 && words > 0 && words <= 125 && first+words <= 1<<16, p.Name())
		}
		for _, s := range append(slices.Clone(d.Steps), d.Cuts...) {
			if s.Op == regmap.Need || s.Op == regmap.CutNeed {
				continue
			}
			p, ok := d.Point(s.Point)
			require.True(t, ok && p.Writable() && p.Limited(), s.Point)
		}
	})
}
