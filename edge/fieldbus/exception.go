package fieldbus

import (
	"errors"

	"github.com/goburrow/modbus"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Exception is a device's refusal (APP 7). It proves that the device, or the
// bridge before it, is there and has understood the frame.
type Exception struct {
	Function uint8 // as requested, without the top bit
	Code     uint8
}

// Error names the code in words.
func (e *Exception) Error() string {
	return (&modbus.ModbusError{FunctionCode: e.Function, ExceptionCode: e.Code}).Error()
}

// refusalIn is the refusal that err is, or nil.
func refusalIn(err error) *Exception {
	if err == nil {
		return nil // before a variable that escapes: most exchanges end here
	}
	var refusal *Exception
	errors.As(err, &refusal)
	return refusal
}

// kind is what the refusal means to a caller.
func (e *Exception) kind() fault.Kind {
	switch e.Code {
	case modbus.ExceptionCodeIllegalFunction:
		return fault.Unsupported
	case modbus.ExceptionCodeIllegalDataAddress, modbus.ExceptionCodeIllegalDataValue:
		return fault.Invalid
	case modbus.ExceptionCodeAcknowledge, modbus.ExceptionCodeServerDeviceBusy:
		return fault.Busy
	case modbus.ExceptionCodeMemoryParityError:
		return fault.Corrupt
	case modbus.ExceptionCodeGatewayPathUnavailable:
		return fault.Unreachable
	case modbus.ExceptionCodeGatewayTargetDeviceFailedToRespond:
		return e.unanswered()
	}
	return fault.Internal
}

// unanswered: a bridge had no answer from the device, so a write may have
// reached it.
func (e *Exception) unanswered() fault.Kind {
	if e.Function == modbus.FuncCodeWriteMultipleRegisters {
		return fault.Unknown
	}
	return fault.Unreachable
}

// absent tells whether a bridge says that the device did not answer it.
func (e *Exception) absent() bool {
	return e.Code == modbus.ExceptionCodeGatewayPathUnavailable || e.Code == modbus.ExceptionCodeGatewayTargetDeviceFailedToRespond
}

// ExceptionCode is Code, for those who pass the refusal on.
func (e *Exception) ExceptionCode() uint8 { return e.Code }
