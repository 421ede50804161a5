package fieldbus

import (
	"encoding/binary"

	"github.com/goburrow/modbus"
)

// framing is how a request and its answer look on the wire: TCP or RTU.
type framing interface {
	// encode wraps pdu for unit.
	encode(unit uint8, pdu *modbus.ProtocolDataUnit) ([]byte, error)
	// need is how long the answer to request is, as far as got tells; it grows
	// until len(got) reaches it. An error: got cannot become the answer.
	need(request, got []byte) (int, error)
	// decode checks and unwraps a whole answer.
	decode(request, answer []byte) (*modbus.ProtocolDataUnit, error)
}

const failed = 0x80 // set in the function code of a refusal (APP 7)

// body writes r as the data of a request (APP 6.3, 6.12) into scratch.
func (r *request) body(scratch []byte) []byte {
	binary.BigEndian.PutUint16(scratch, r.address)
	binary.BigEndian.PutUint16(scratch[2:], uint16(r.count))
	if !r.writes() {
		return scratch[:4]
	}
	scratch[4] = uint8(2 * r.count)
	for i, word := range r.words[:r.count] {
		binary.BigEndian.PutUint16(scratch[5+2*i:], word)
	}
	return scratch[:5+2*r.count]
}

// absorb checks an answer against r and takes its words.
func (r *request) absorb(pdu *modbus.ProtocolDataUnit) error {
	switch {
	case pdu.FunctionCode == r.function|failed && len(pdu.Data) == 1:
		return &Exception{Function: r.function, Code: pdu.Data[0]}
	case pdu.FunctionCode != r.function:
		return malformed("answer of %d bytes has function %d, asked for %d", len(pdu.Data), pdu.FunctionCode, r.function)
	case r.writes():
		return r.absorbWrite(pdu.Data)
	}
	return r.absorbRead(pdu.Data)
}

func (r *request) absorbRead(data []byte) error {
	if len(data) != 1+2*r.count || int(data[0]) != 2*r.count {
		return malformed("answer has %d bytes of data, asked for %d registers", max(len(data)-1, 0), r.count)
	}
	for i := range r.words[:r.count] {
		r.words[i] = binary.BigEndian.Uint16(data[1+2*i:])
	}
	return nil
}

func (r *request) absorbWrite(data []byte) error {
	if len(data) != 4 {
		return malformed("answer to a write has %d bytes of data, not 4", len(data))
	}
	address, count := binary.BigEndian.Uint16(data), int(binary.BigEndian.Uint16(data[2:]))
	if address != r.address || count != r.count {
		return malformed("device says it wrote %d registers from %d, asked for %d from %d", count, address, r.count, r.address)
	}
	return nil
}
