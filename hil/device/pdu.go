package device

import "encoding/binary"

// The Modbus functions that are served.
const (
	readHolding   = 3
	readInput     = 4
	writeSingle   = 6
	writeMultiple = 16
)

// answer returns the reply to one request PDU: function code and data, without
// unit and checksum. It answers every non-empty pdu.
func (b *Bank) answer(unit uint8, pdu []byte) []byte {
	switch pdu[0] {
	case readHolding, readInput:
		return b.answerRead(unit, pdu)
	case writeSingle, writeMultiple:
		return b.answerWrite(unit, pdu)
	}
	return refusal(pdu, IllegalFunction)
}

func refusal(pdu []byte, e Exception) []byte { return []byte{pdu[0] | 0x80, byte(e)} }

func (b *Bank) answerRead(unit uint8, pdu []byte) []byte {
	if len(pdu) != 5 {
		return refusal(pdu, IllegalValue)
	}
	count := binary.BigEndian.Uint16(pdu[3:])
	if count < 1 || count > maxRead {
		return refusal(pdu, IllegalValue)
	}
	var space [maxRead]uint16
	words := space[:count]
	from := holding
	if pdu[0] == readInput {
		from = inputs
	}
	if e := b.read(from, unit, binary.BigEndian.Uint16(pdu[1:]), words); e != 0 {
		return refusal(pdu, e)
	}
	out := append(make([]byte, 0, 2+2*len(words)), pdu[0], byte(2*len(words)))
	for _, w := range words {
		out = binary.BigEndian.AppendUint16(out, w)
	}
	return out
}

func (b *Bank) answerWrite(unit uint8, pdu []byte) []byte {
	words, ok := payload(pdu)
	if !ok {
		return refusal(pdu, IllegalValue)
	}
	if e := b.write(unit, binary.BigEndian.Uint16(pdu[1:]), words); e != 0 {
		return refusal(pdu, e)
	}
	return append([]byte(nil), pdu[:5]...)
}

// payload returns the words of a write request, and false where its lengths
// contradict each other.
func payload(pdu []byte) ([]uint16, bool) {
	if pdu[0] == writeSingle {
		if len(pdu) != 5 {
			return nil, false
		}
		return []uint16{binary.BigEndian.Uint16(pdu[3:])}, true
	}
	if len(pdu) < 8 || len(pdu) != 6+int(pdu[5]) {
		return nil, false
	}
	words := make([]uint16, pdu[5]/2)
	for i := range words {
		words[i] = binary.BigEndian.Uint16(pdu[6+2*i:])
	}
	return words, pdu[5]%2 == 0 && len(words) <= maxWrite && int(binary.BigEndian.Uint16(pdu[3:])) == len(words)
}
