package driver

// Wear is how often one register that wears was written.
type Wear struct {
	Register     uint16
	Name         string
	Today, Total uint64
	Budget       uint64 // writes a day
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
