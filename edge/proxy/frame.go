package proxy

import (
	"encoding/binary"
	"errors"
)

const (
	headerSize = 7   // transaction, protocol, length, unit (TCP 3.1.3)
	pduMost    = 253 // APP 4.1
	failed     = 0x80

	readHolding = 3
	readInput   = 4
	readMost    = 125 // registers in one reply (APP 6.3)
)

// exception is a code of APP 7.
type exception uint8

const (
	illegalFunction exception = 1
	illegalAddress  exception = 2
	illegalValue    exception = 3
	deviceFailure   exception = 4
	deviceBusy      exception = 6
	noAnswer        exception = 11
)

// header is what comes before each PDU, both ways.
type header struct {
	transaction uint16
	unit        uint8
}

var errFrame = errors.New("not a Modbus TCP frame")

// parseHeader reads the header of a request, and how long its PDU is.
func parseHeader(b [headerSize]byte) (header, int, error) {
	length := int(binary.BigEndian.Uint16(b[4:])) - 1
	if binary.BigEndian.Uint16(b[2:]) != 0 || length < 1 || length > pduMost {
		return header{}, 0, errFrame
	}
	return header{binary.BigEndian.Uint16(b[:]), b[6]}, length, nil
}

// query is what is asked for.
type query struct {
	unit, function uint8
	address, count uint16
}

// parseQuery reads a request's PDU, which has at least its function.
func parseQuery(unit uint8, pdu []byte) (query, exception) {
	if pdu[0] != readHolding && pdu[0] != readInput {
		return query{}, illegalFunction
	}
	if len(pdu) != 5 {
		return query{}, illegalValue
	}
	q := query{unit, pdu[0], binary.BigEndian.Uint16(pdu[1:]), binary.BigEndian.Uint16(pdu[3:])}
	switch {
	case q.count < 1 || q.count > readMost:
		return query{}, illegalValue
	case int(q.address)+int(q.count) > 1<<16:
		return query{}, illegalAddress
	}
	return q, 0
}

// reply is the frame that carries words to who asked q.
func (q query) reply(h header, words []uint16) []byte {
	frame := h.begin(2 + 2*len(words))
	frame = append(frame, q.function, byte(2*len(words)))
	for _, word := range words {
		frame = binary.BigEndian.AppendUint16(frame, word)
	}
	return frame
}

// refusal is the frame that tells why a request has no reply.
func (h header) refusal(function uint8, why exception) []byte {
	return append(h.begin(2), function|failed, byte(why))
}

// begin is a frame up to its PDU of n bytes.
func (h header) begin(n int) []byte {
	frame := make([]byte, 0, headerSize+n)
	frame = binary.BigEndian.AppendUint16(frame, h.transaction)
	frame = append(frame, 0, 0)
	frame = binary.BigEndian.AppendUint16(frame, uint16(1+n))
	return append(frame, h.unit)
}
