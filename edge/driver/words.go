package driver

import (
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
)

// The words that the rooms inside share with everybody.
type (
	// Registers are the registers behind one or more Modbus units: ReadHolding,
	// ReadInput and WriteHolding.
	Registers = register.Bus
	// Identity is what a device says it is: Maker, Model, Version and Serial.
	Identity = register.Identity
	// Role is what a device is in the home.
	Role = measure.Role
	// Nameplate is what a device says it can do at most.
	Nameplate = measure.Nameplate
	// Ledger keeps how often each register that wears was written.
	Ledger = wear.Ledger
	// Borrower is a Ledger that also remembers what is to be put back.
	Borrower = wear.Borrower
	// Memory is a Ledger, and a Borrower, that forgets with the process.
	Memory = wear.Memory
)

// The roles.
const (
	NoRole  = measure.NoRole
	Meter   = measure.Meter   // at the grid connection
	PV      = measure.PV      // inverter of PV alone
	Storage = measure.Storage // inverter of a battery alone
	Hybrid  = measure.Hybrid  // one inverter for PV and battery
)

// Unknown is a count of a Ledger that is lost.
const Unknown = wear.Unknown
