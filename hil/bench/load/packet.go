package load

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// The first bytes of the control packets used (MQTT 3.1.1, section 2.2).
const (
	connect   = 0x10
	connAck   = 0x20
	publish   = 0x30 // QoS 0
	subscribe = 0x82
	subAck    = 0x90
)

// appendPacket appends a control packet; its length comes in groups of 7 bits,
// the lowest first (MQTT 3.1.1, section 2.2.3).
func appendPacket(buffer []byte, kind byte, body ...[]byte) []byte {
	n := 0
	for _, part := range body {
		n += len(part)
	}
	buffer = append(buffer, kind)
	for ; n >= 0x80; n >>= 7 {
		buffer = append(buffer, byte(n)|0x80)
	}
	buffer = append(buffer, byte(n))
	for _, part := range body {
		buffer = append(buffer, part...)
	}
	return buffer
}

func prefixed(s string) []byte { return append([]byte{byte(len(s) >> 8), byte(len(s))}, s...) }

// maxPacket is far above what a cloud sends to a home.
const maxPacket = 64 << 10

// readPacket returns the next control packet.
func readPacket(r *bufio.Reader) (kind byte, body []byte, err error) {
	if kind, err = r.ReadByte(); err != nil {
		return 0, nil, err
	}
	n := 0
	for shift := 0; ; shift += 7 {
		b, err := r.ReadByte()
		if err != nil {
			return 0, nil, err
		}
		n |= int(b&0x7F) << shift
		if n > maxPacket || shift > 21 {
			return 0, nil, fmt.Errorf("a packet of over %d bytes", maxPacket)
		}
		if b < 0x80 {
			break
		}
	}
	body = make([]byte, n)
	_, err = io.ReadFull(r, body)
	return kind, body, err
}

// published returns topic and payload of a PUBLISH at QoS 0.
func published(body []byte) (topic string, payload []byte, err error) {
	if len(body) < 2 {
		return "", nil, errors.New("a PUBLISH without a topic")
	}
	end := 2 + int(body[0])<<8 + int(body[1])
	if len(body) < end {
		return "", nil, errors.New("a PUBLISH that ends in its topic")
	}
	return string(body[2:end]), body[end:], nil
}
