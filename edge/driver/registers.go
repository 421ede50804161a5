package driver

import "context"

// Registers are the registers behind one or more Modbus units. All methods
// return a fault whose Kind says whether anything may have happened.
type Registers interface {
	// ReadHolding fills into from address on.
	ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error
	// ReadInput is ReadHolding for input registers, which have addresses of
	// their own.
	ReadInput(ctx context.Context, unit uint8, address uint16, into []uint16) error
	// WriteHolding writes words from address on, in one request.
	WriteHolding(ctx context.Context, unit uint8, address uint16, words []uint16) error
}
