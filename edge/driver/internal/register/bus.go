package register

import (
	"context"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Bus are the registers behind one or more Modbus units. All methods return a
// fault whose Kind says whether anything may have happened.
type Bus interface {
	// ReadHolding fills into from address on.
	ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error
	// ReadInput is ReadHolding for input registers, which have addresses of
	// their own.
	ReadInput(ctx context.Context, unit uint8, address uint16, into []uint16) error
	// WriteHolding writes words from address on, in one request.
	WriteHolding(ctx context.Context, unit uint8, address uint16, words []uint16) error
}

// Refused tells an answer that denies an address from no answer at all.
func Refused(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Invalid || k == fault.Unsupported
}
