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

// body writes b as the data of a request (APP 6.3, 6.12) into scratch.
func (b *block) body(scratch []byte) []byte {
	binary.BigEndian.PutUint16(scratch, b.address)
	binary.BigEndian.PutUint16(scratch[2:], uint16(b.count))
	if !b.writes() {
		return scratch[:4]
	}
	scratch[4] = uint8(2 * b.count)
	for i, word := range b.words[:b.count] {
		binary.BigEndian.PutUint16(scratch[5+2*i:], word)
	}
	return scratch[:5+2*b.count]
}

// absorb checks an answer against b and takes its words.
func (b *block) absorb(pdu *modbus.ProtocolDataUnit) error {
	switch {
	case pdu.FunctionCode == b.function|failed && len(pdu.Data) == 1:
		return &Exception{Function: b.function, Code: pdu.Data[0]}
	case pdu.FunctionCode != b.function:
		return malformed("answer of %d bytes has function %d, asked for %d", len(pdu.Data), pdu.FunctionCode, b.function)
	case b.writes():
		return b.absorbWrite(pdu.Data)
	}
	return b.absorbRead(pdu.Data)
}

func (b *block) absorbRead(data []byte) error {
	if len(data) != 1+2*b.count || int(data[0]) != 2*b.count {
		return malformed("answer has %d bytes of data, asked for %d registers", max(len(data)-1, 0), b.count)
	}
	for i := range b.words[:b.count] {
		b.words[i] = binary.BigEndian.Uint16(data[1+2*i:])
	}
	return nil
}

func (b *block) absorbWrite(data []byte) error {
	if len(data) != 4 {
		return malformed("answer to a write has %d bytes of data, not 4", len(data))
	}
	address, count := binary.BigEndian.Uint16(data), int(binary.BigEndian.Uint16(data[2:]))
	if address != b.address || count != b.count {
		return malformed("device says it wrote %d registers from %d, asked for %d from %d", count, address, b.count, b.address)
	}
	return nil
}
