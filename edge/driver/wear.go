package driver

import "github.com/hearthgrid/hearthgrid/edge/driver/internal/maker"

// Wear is how often one register that wears was written.
type Wear struct {
	Register     uint16
	Name         string
	Today, Total uint64
	Budget       uint64 // writes a day
}

// Tires tells whether each new power that its battery is commanded wears its memory: out
// of habit it is better left in its own mode, which follows the home's consumption too.
func (d *Device) Tires() bool {
	c, ok := d.control.(*maker.Program)
	return ok && c.Worn()
}

// Rests tells whether going into its own mode and out of it again is within what habit
// may write today, for one that Tires.
func (d *Device) Rests() bool {
	c, ok := d.control.(*maker.Program)
	return ok && c.Rests()
}

// Key names the device in the ledger: what it says it is, or its unit where it
// tells no serial number.
func (d *Device) Key() string { return d.unit.Key() }

// Wear returns the registers that commands to this device wear, by address.
func (d *Device) Wear() []Wear {
	var out []Wear
	if d.vendor != nil {
		for _, p := range d.vendor.Wearing() {
			out = append(out, d.wear(uint16(p.Offset()), p.Name(), p.Budget()))
		}
	}
	for _, p := range d.reserves() {
		if w := d.wear(uint16(p.Wire().Offset()), p.At.Name(), reserveBudget); w.Total > 0 {
			out = append(out, w)
		}
	}
	return out
}

func (d *Device) wear(register uint16, name string, budget int) Wear {
	return Wear{Register: register, Name: name, Budget: uint64(budget), Today: d.book.Today(register), Total: d.book.Total(register)}
}
