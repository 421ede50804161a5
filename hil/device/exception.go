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
	DeviceFailure   Exception = 4
	DeviceBusy      Exception = 6
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
	case DeviceFailure:
		return "server device failure"
	case DeviceBusy:
		return "server device busy"
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
	case DeviceFailure:
		return fault.Internal
	case DeviceBusy:
		return fault.Busy
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

// unanswered is the fault of a write whose reply was lost.
func unanswered(unit uint8, address uint16) error {
	return &fault.Error{Op: "write", Kind: fault.Unknown, Subject: fmt.Sprintf("unit %d register %d", unit, address),
		Err: NoAnswer, Hint: "it may have been written: read it back"}
}
