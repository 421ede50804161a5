package driver_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// recording is a bank with the words of a real device, as the maps are held against.
func recording(t *testing.T, name string) *bank {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "..", "shared", "regmap", "testdata", name+".txt"))
	require.NoError(t, err)
	b := drivertest.NewBank()
	for line := range bytes.Lines(file) {
		f := bytes.Fields(line)
		if len(f) < 4 || string(f[0]) != "words" {
			continue
		}
		at, err := strconv.ParseUint(string(f[2]), 0, 16)
		require.NoError(t, err)
		place := drivertest.Place{Base: uint16(at)}
		if string(f[1]) == "input" {
			place.Table = regmap.Input
		}
		for _, s := range f[3:] {
			w, err := strconv.ParseUint(string(s), 16, 16)
			require.NoError(t, err)
			set(b, place, uint16(w))
			place.Base++
		}
	}
	return b
}

// A real GEN24, all of its registers: what it is, what it tells, and that nothing is
// written to it unasked.
func TestRecordedGEN24(t *testing.T) {
	b := recording(t, "fronius-gen24")
	d := discover(t, b, still)
	require.Equal(t, driver.Hybrid, d.Role())
	require.Equal(t, "Fronius", d.Identity().Maker)
	require.Equal(t, []uint16{1, 103, 120, 121, 122, 123, 124, 160}, d.Models())
	m, ok := d.Map()
	require.True(t, ok)
	require.Equal(t, "fronius-gen24", m.Name)
	require.Equal(t, driver.ReadOnly, d.Trust().Level)
	require.Contains(t, d.Trust().Reason, "raw words of a Symo GEN24")
	s, err := d.Read(t.Context())
	require.NoError(t, err)
	near := func(want float64, got energy.Reading[energy.Watts]) {
		t.Helper()
		p, told := got.Value()
		require.True(t, told)
		require.InDelta(t, want, float64(p), 0.01)
	}
	near(3075.1, s.Inverter)
	near(3123.6, s.PV)
	near(60, s.Battery)
	good(t, s.SoC, 0.96)
	good(t, s.Islanded, 0)
	require.Empty(t, b.Writes)
}

// between puts a 0 where reads of a map run over registers that are no points of it.
func between(t *testing.T, b *bank, name string) {
	t.Helper()
	m, ok := regmap.Vendor(name)
	require.True(t, ok)
	points, names := map[drivertest.Place]bool{}, []string{}
	for _, p := range m.Points() {
		names = append(names, p.Name())
		for i := range p.Size() {
			points[drivertest.Place{Table: p.Table(), Base: uint16(p.Offset() + i)}] = true
		}
	}
	for _, s := range m.Plan(names...) {
		for i := range s.Words {
			if at := (drivertest.Place{Table: s.Table, Base: s.Base + uint16(i)}); !points[at] {
				set(b, at, 0)
			}
		}
	}
}

// TestRecordedHomes: what makers' devices told when somebody wrote it down.
func TestRecordedHomes(t *testing.T) {
	f := func(name string, check func(energy.Snapshot)) {
		t.Helper()
		b := recording(t, name)
		between(t, b, name)
		d, err := driver.Discover(t.Context(), b, unit, still)
		require.NoError(t, err, name)
		s, _ := d.Read(t.Context()) // not every register was written down
		check(s)
		require.Empty(t, b.Writes)
	}
	f("sungrow-sh", func(s energy.Snapshot) {
		good(t, s.Battery, -716)
		good(t, s.PV, 629)
		good(t, s.Grid, -138)
		good(t, s.Islanded, 0)
	})
	f("goodwe-et", func(s energy.Snapshot) {
		good(t, s.Battery, -2512)
		good(t, s.PV, 3456)
		good(t, s.Grid, -110)
		good(t, s.Islanded, 0)
	})
}

// The newer models of a device are known, and none of them is written to: a command
// goes to model 704 alone.
func TestNewerModelsAreKnownAndNotWritten(t *testing.T) {
	b := storage(t)
	models := [][]uint16{}
	for _, id := range []uint16{703, 705, 706, 707, 708, 709, 710, 711, 712} {
		m, ok := regmap.SunSpec(id)
		require.True(t, ok, id)
		models = append(models, m.Blank(1))
	}
	end := uint16(0)
	for at, w := range b.Words {
		if w == 0xFFFF && b.Words[at+1] == 0 && at > b.Bases[802] && at == b.Bases[802]+2+b.Get(802, 1) {
			end = at
		}
	}
	require.NotZero(t, end)
	first := end
	for _, m := range models {
		end = b.Put(end, m...)
	}
	b.Put(end, 0xFFFF, 0)
	d := discover(t, b, still)
	require.Equal(t, []uint16{1, 701, 703, 704, 705, 706, 707, 708, 709, 710, 711, 712, 713, 714, 802}, d.Models())
	require.NoError(t, d.Write(t.Context(), hold(1000)))
	require.NoError(t, d.Curtail(t.Context(), ownMode()))
	require.NotEmpty(t, b.Writes)
	for _, w := range b.Writes {
		require.False(t, w.At >= first && w.At < end, "a write to %d", w.At)
	}
}
