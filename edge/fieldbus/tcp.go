package fieldbus

import (
	"encoding/binary"

	"github.com/goburrow/modbus"
)

// The MBAP header (TCP 3.1.3): transaction, protocol, length, unit.
const (
	tcpHeader  = 7
	tcpLeast   = 3   // unit, function, one byte
	tcpMost    = 254 // unit and the largest PDU
	tcpCounted = 6   // bytes before those that length counts
)

// tcpFraming is goburrow's TCP packager without its transport. Only the owner
// uses it, so the unit may be set for each request.
type tcpFraming struct {
	*modbus.TCPClientHandler
	anyTransaction bool
}

func newTCPFraming(anyTransaction bool) *tcpFraming {
	return &tcpFraming{modbus.NewTCPClientHandler(""), anyTransaction}
}

func (f *tcpFraming) encode(unit uint8, pdu *modbus.ProtocolDataUnit) ([]byte, error) {
	f.SlaveId = unit
	return f.Encode(pdu)
}

func (f *tcpFraming) need(_, got []byte) (int, error) {
	if len(got) < tcpHeader {
		return tcpHeader, nil
	}
	length := int(binary.BigEndian.Uint16(got[4:]))
	if length < tcpLeast || length > tcpMost {
		return 0, malformed("answer's header gives length %d, not %d to %d", length, tcpLeast, tcpMost)
	}
	return tcpCounted + length, nil
}

func (f *tcpFraming) decode(request, answer []byte) (*modbus.ProtocolDataUnit, error) {
	if f.anyTransaction {
		copy(answer[:2], request[:2])
	}
	if err := f.Verify(request, answer); err != nil {
		return nil, malformed("%v", err)
	}
	pdu, err := f.Decode(answer)
	if err != nil {
		return nil, malformed("%v", err)
	}
	return pdu, nil
}
