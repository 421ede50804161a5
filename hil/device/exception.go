package device

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Exception is a Modbus exception code (Modbus Application Protocol 1.1b3,
// section 7). It travels as the cause of a fault.Error.
type Exception uint8

// The exceptions a Bank answers with.
const (
	IllegalFunction Exception = 1
	IllegalAddress  Exception = 2
	IllegalValue    Exception = 3
	NoAnswer        Exception = 11 // gateway target device failed to respond: no such unit
)

// Error returns the specification's name of the code.
func (e Exception) Error() string {
	switch e {
	case IllegalFunction:
		return "illegal function"
	case IllegalAddress:
		return "illegal data address"
	case IllegalValue:
		return "illegal data value"
	case NoAnswer:
		return "gateway target device failed to respond"
	}
	return fmt.Sprintf("modbus exception %d", uint8(e))
}

func (e Exception) kind() fault.Kind {
	switch e {
	case IllegalFunction:
		return fault.Unsupported
	case NoAnswer:
		return fault.Unreachable
	}
	return fault.Invalid
}

func (e Exception) fault(op string, unit uint8, address uint16) error {
	return &fault.Error{Op: op, Kind: e.kind(), Subject: fmt.Sprintf("unit %d register %d", unit, address), Err: e}
}

// late is the fault of a request whose caller has gone: nothing was sent.
func late(op string, unit uint8, address uint16, err error) error {
	return &fault.Error{Op: op, Kind: fault.Unreachable, Subject: fmt.Sprintf("unit %d register %d", unit, address), Err: err}
}
