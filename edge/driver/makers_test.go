package driver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// maker is one vendor's device by hand: addresses and meanings are typed from the
// field notes and the documents they name, and not from the map.
type maker struct {
	marks   map[drivertest.Place][]uint16 // what it is recognised by
	words   map[drivertest.Place][]uint16 // what it needs beside, in its own mode
	signs   []drivertest.Sign
	control *manual
	curb    *limit
	also    []uint8
}

// limit is how a device's PV is held back by its document.
type limit struct {
	inForce func(*bank) (energy.Watts, bool)
	timer   drivertest.Timer
	count   energy.Watts
	most    time.Duration
	blind   bool
}

// manual is how a device is commanded by its document.
type manual struct {
	inForce func(*bank) drivertest.Command
	leave   func(*bank)
	timer   drivertest.Timer
	most    time.Duration
	count   energy.Watts
	early   bool
	fixed   bool
	kept    bool
	blind   bool
}

func holding(at uint16) drivertest.Place { return drivertest.Place{Base: at} }

func input(at uint16) drivertest.Place {
	return drivertest.Place{Table: regmap.Input, Base: at}
}

func set(b *bank, at drivertest.Place, words ...uint16) {
	table := b.Words
	if at.Table == regmap.Input {
		table = b.Inputs
	}
	for i, w := range words {
		table[at.Base+uint16(i)] = w
	}
}

// ascii is text as it stands in registers.
func ascii(s string, words int) []uint16 {
	out := make([]uint16, words)
	for i := range len(s) {
		out[i/2] |= uint16(s[i]) << (8 - 8*(i%2))
	}
	return out
}

// vendorBank has a 1 in every register of the map, and over it what the maker's
// device says.
func vendorBank(t testing.TB, name string) *bank {
	t.Helper()
	m, ok := regmap.Vendor(name)
	require.True(t, ok)
	b := drivertest.NewBank()
	b.Also = makers[name].also
	var names []string
	for _, p := range m.Points() {
		names = append(names, p.Name())
		for i := range p.Size() {
			if at := uint16(p.Offset() + i); !p.Readable() {
				b.Words[at], b.Blind[at] = 0, true
			}
		}
	}
	for _, s := range m.Plan(names...) {
		for i := range s.Words {
			set(b, drivertest.Place{Table: s.Table, Base: s.Base + uint16(i)}, 1)
		}
	}
	for _, all := range []map[drivertest.Place][]uint16{makers[name].marks, makers[name].words} {
		for at, words := range all {
			set(b, at, words...)
		}
	}
	return b
}

// told is a sign of a vendor's device: the words at a place, and the power they
// mean.
func told(name string, of func(energy.Snapshot) energy.Reading[energy.Watts], want energy.Watts, at drivertest.Place, words ...uint16) drivertest.Sign {
	return drivertest.Sign{Name: name, Of: of, Want: want, Tell: func(b *bank) { set(b, at, words...) }}
}

// minutes and seconds are a timer that begins with a write to one of starts, by
// its length at a register, and leaves value at another.
func lapses(length, end, value uint16, count time.Duration, starts ...uint16) drivertest.Timer {
	return drivertest.Timer{
		Starts: append(starts, length),
		Length: func(b *bank) time.Duration { return time.Duration(b.Words[length]) * count },
		End:    func(b *bank) { b.Words[end] = value },
	}
}

// free is a ledger that nothing ever adds up in.
type free struct{}

func (free) Written(string, uint16, string) uint64 { return 0 }
func (free) Count(string, uint16, string) error    { return nil }

var _ driver.Ledger = free{}

// openVendor opens the map of that name, vouched for by the site.
func openVendor(t testing.TB, b *bank, name string, clock func() time.Time, opts ...driver.Option) *driver.Device {
	t.Helper()
	d, err := driver.Open(t.Context(), b, unit, clock, name, opts...)
	require.NoError(t, err)
	id := d.Identity()
	opts = append(opts, driver.WithoutWayBack(), driver.WithRating(5000))
	d, err = driver.Open(t.Context(), b, unit, clock, name, append(opts, driver.Vouched(id.Model, id.Version))...)
	require.NoError(t, err)
	b.Reads, b.Writes = 0, nil
	return d
}

// TestVendorMapsConform holds every map to the suite: each reads, and those with
// a program are commanded.
func TestVendorMapsConform(t *testing.T) {
	for _, m := range regmap.Vendors() {
		if m.SunSpec {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			by, ok := makers[m.Name]
			require.True(t, ok, "no device by hand")
			require.Equal(t, len(m.Steps) > 0, by.control != nil)
			require.Equal(t, len(m.Cuts) > 0, by.curb != nil)
			drivertest.Test(t, func(t testing.TB, clock func() time.Time) drivertest.Subject {
				b := vendorBank(t, m.Name)
				d := openVendor(t, b, m.Name, clock, driver.WithLedger(free{}))
				require.Equal(t, by.control != nil, d.Controllable(), d.Trust().Reason)
				s := drivertest.Subject{Bank: b, Device: d, Map: m, Places: polled(t, b, d), Read: d.Read, Signs: by.signs}
				if c := by.control; c != nil {
					s.Control = controlOf(d, clock)
					s.Control.InForce, s.Control.Leave, s.Control.Early = c.inForce, c.leave, c.early
					s.Control.Most, s.Control.Count = c.most, c.count
					s.Control.Fixed, s.Control.Kept, s.Control.Blind = c.fixed, c.kept, c.blind
					timer := c.timer
					b.Timers = []*drivertest.Timer{&timer}
				}
				if l := by.curb; l != nil {
					s.Curb = curbOf(d, clock)
					s.Curb.InForce, s.Curb.Count, s.Curb.Most, s.Curb.Blind = l.inForce, l.count, l.most, l.blind
					timer := l.timer
					if timer.End != nil {
						b.Timers = append(b.Timers, &timer)
					}
				}
				return s
			})
		})
	}
}

// polled are the reads of one pass.
func polled(t testing.TB, b *bank, d *driver.Device) []drivertest.Place {
	t.Helper()
	var out []drivertest.Place
	b.Asked = func(at drivertest.Place) { out = append(out, at) }
	_, err := d.Read(t.Context())
	require.NoError(t, err)
	b.Asked = nil
	return out
}
