package driver

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Ledger keeps how often each register that wears was written. Registers are
// those of a device by the name that Device.Key returns; day is a UTC date as in
// 2006-01-02.
type Ledger interface {
	// Written returns the writes of that day, and of all days for "". Of a day that it
	// has lost the count of it is Unknown, and what was written since on top.
	Written(device string, register uint16, day string) uint64
	// Count adds one. Where it fails, nothing is written to the device.
	Count(device string, register uint16, day string) error
}

// Unknown is a count that is lost: the day's budget is taken as spent, but for what is
// kept for a stop.
const Unknown = math.MaxUint32

// Borrower is a Ledger that also remembers what stood in a register before it was
// written for a time, so that it is put back even after a restart.
type Borrower interface {
	// Borrow remembers the value, and Return forgets it.
	Borrow(device string, register uint16, value float64)
	Return(device string, register uint16)
	// Borrowed returns what is to be put back, and false for nothing.
	Borrowed(device string, register uint16) (float64, bool)
}

// Memory is a Ledger that forgets with the process. The zero Memory is empty. It
// is not safe for concurrent use.
type Memory struct {
	counts map[entry]uint64
	owed   map[entry]float64
}

var _ Borrower = (*Memory)(nil)

// Borrow remembers what stood in the register.
func (m *Memory) Borrow(device string, register uint16, value float64) {
	if m.owed == nil {
		m.owed = map[entry]float64{}
	}
	m.owed[entry{device: device, register: register}] = value
}

// Return forgets it.
func (m *Memory) Return(device string, register uint16) {
	delete(m.owed, entry{device: device, register: register})
}

// Borrowed returns what is to be put back.
func (m *Memory) Borrowed(device string, register uint16) (float64, bool) {
	v, ok := m.owed[entry{device: device, register: register}]
	return v, ok
}

type entry struct {
	device   string
	register uint16
	day      string
}

var _ Ledger = (*Memory)(nil)

// Written returns the writes of that day, and of all days for "".
func (m *Memory) Written(device string, register uint16, day string) uint64 {
	return m.counts[entry{device, register, day}]
}

// Count adds one. It never fails.
func (m *Memory) Count(device string, register uint16, day string) error {
	if m.counts == nil {
		m.counts = map[entry]uint64{}
	}
	m.counts[entry{device, register, day}]++
	m.counts[entry{device, register, ""}]++
	return nil
}

// Wear is how often one register that wears was written.
type Wear struct {
	Register     uint16
	Name         string
	Today, Total uint64
	Budget       uint64 // writes a day
}

// Wear returns the registers that commands to this device wear, by address.
func (d *Device) Wear() []Wear {
	var out []Wear
	for _, p := range d.wearing() {
		at := uint16(p.Offset())
		out = append(out, Wear{
			Register: at, Name: p.Name(), Budget: uint64(p.Budget()),
			Today: d.options.ledger.Written(d.Key(), at, d.day()), Total: d.options.ledger.Written(d.Key(), at, ""),
		})
	}
	for _, p := range d.reserves() {
		at := uint16(p.at.Offset()) + p.block.base
		if total := d.options.ledger.Written(d.Key(), at, ""); total > 0 {
			out = append(out, Wear{Register: at, Name: p.at.Name(), Budget: reserveBudget, Today: d.options.ledger.Written(d.Key(), at, d.day()), Total: total})
		}
	}
	return out
}

// Key names the device in the ledger: what it says it is, or its unit where it
// tells no serial number.
func (d *Device) Key() string {
	name := strings.Join([]string{d.identity.Maker, d.identity.Model, d.identity.Serial}, "/")
	if d.identity.Serial == "" {
		name += fmt.Sprintf("unit %d", d.unit)
	}
	return name
}

func (d *Device) day() string { return d.clock().UTC().Format("2006-01-02") }

// wearing are the points that the control programs write and that wear.
func (d *Device) wearing() []regmap.Point {
	var out []regmap.Point
	if d.vendor == nil {
		return nil
	}
	for _, s := range append(slices.Clone(d.vendor.Steps), d.vendor.Cuts...) {
		p, ok := d.vendor.Point(s.Point)
		if ok && p.Wears() && !slices.ContainsFunc(out, func(o regmap.Point) bool { return o.Name() == p.Name() }) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b regmap.Point) int { return a.Offset() - b.Offset() })
	return out
}

// spend counts one write of p before it is sent.
func (d *Device) spend(p regmap.Point) error {
	if err := d.options.ledger.Count(d.Key(), uint16(p.Offset()), d.day()); err != nil {
		return fmt.Errorf("count the write of %s: %w", p.Name(), err)
	}
	return nil
}
