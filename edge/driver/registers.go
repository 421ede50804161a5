package driver

import "context"

// Registers are the holding registers behind one or more Modbus units. Both
// methods return a fault whose Kind says whether anything may have happened.
type Registers interface {
	// ReadHolding fills into from address on.
	ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error
	// WriteHolding writes words from address on, in one request.
	WriteHolding(ctx context.Context, unit uint8, address uint16, words []uint16) error
}
