package measure

// Role is what a device is in the home.
type Role uint8

// The roles.
const (
	NoRole  Role = iota
	Meter        // at the grid connection
	PV           // inverter of PV alone
	Storage      // inverter of a battery alone
	Hybrid       // one inverter for PV and battery
)

// Sunny tells whether PV is behind a device of that role.
func (r Role) Sunny() bool { return r == PV || r == Hybrid }

// Stores tells whether a battery is behind a device of that role.
func (r Role) Stores() bool { return r == Storage || r == Hybrid }
