package device

import (
	"context"
	"encoding/binary"
	"io"
)

// maxRTU is the longest frame on a serial line: unit, PDU, checksum.
const maxRTU = 1 + maxPDU + 2

// ServeRTU answers Modbus RTU masters on line until ctx ends or line fails.
// Requests with a bad checksum and those to other units are met with silence,
// as the specification asks. A line that is an io.Closer is closed when ctx
// ends; any other must end its Read by itself then.
func ServeRTU(ctx context.Context, line io.ReadWriter, b *Bank) error {
	if c, ok := line.(io.Closer); ok {
		defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	}
	var pending []byte
	var chunk [maxRTU]byte
	for {
		n, err := line.Read(chunk[:])
		pending = append(pending, chunk[:n]...)
		for {
			frame, rest, ok := cutFrame(pending)
			pending = rest
			if !ok {
				break
			}
			if err := b.reply(ctx, line, frame); err != nil {
				return ended(ctx, err)
			}
		}
		if err != nil || ctx.Err() != nil {
			return ended(ctx, err)
		}
	}
}

// reply answers one request. A delayed reply holds up the line, as a slow
// device does.
func (b *Bank) reply(ctx context.Context, line io.Writer, frame []byte) error {
	unit := frame[0]
	m := b.manner(unit)
	if !m.known || m.mute || m.halfOpen > 0 || !pause(ctx, m.delay) {
		return nil
	}
	out := b.answer(unit, frame[1:len(frame)-2])
	out = sealed(append([]byte{unit}, out...))
	switch m.rival {
	case talks:
		out = append(foreign(), out...)
	case collides:
		for i := range out {
			out[i] &= 0x55
		}
	}
	_, err := line.Write(out)
	return err
}

// foreign is what a second master and another unit say to each other: a read
// of two registers of unit 3, and its answer.
func foreign() []byte {
	return append(sealed([]byte{3, readHolding, 0, 0, 0, 2}), sealed([]byte{3, readHolding, 4, 0, 230, 0, 50})...)
}

func sealed(frame []byte) []byte { return binary.LittleEndian.AppendUint16(frame, checksum(frame)) }

// cutFrame takes the first request with a right checksum off pending, and
// drops what stands before it. It finds frames by their length, not by
// silence, so that it also works over a line that delivers in pieces. Without
// a whole frame it returns what may still become one, less than a frame long.
func cutFrame(pending []byte) (frame, rest []byte, ok bool) {
	keep := max(0, len(pending)-3)
	for at := 0; at+4 <= len(pending); at++ {
		n := frameLength(pending[at:])
		switch {
		case n <= len(pending)-at && sound(pending[at:at+n]):
			return pending[at : at+n], pending[at+n:], true
		case n > len(pending)-at && n <= maxRTU:
			keep = min(keep, at)
		}
	}
	// A function that is not served has no length to go by: it is taken to be
	// all there is, and only where nothing else is found.
	if len(pending) <= maxRTU && sound(pending) {
		return pending, nil, true
	}
	return nil, pending[keep:], false
}

// frameLength returns the length of the request that frame begins with, 0
// where its function is not served.
func frameLength(frame []byte) int {
	switch {
	case frame[1] == readHolding || frame[1] == readInput || frame[1] == writeSingle:
		return 8
	case frame[1] == writeMultiple && len(frame) < 7:
		return 9
	case frame[1] == writeMultiple:
		return 9 + int(frame[6])
	}
	return 0
}

func sound(frame []byte) bool {
	if len(frame) < 4 {
		return false
	}
	body := frame[:len(frame)-2]
	return binary.LittleEndian.Uint16(frame[len(body):]) == checksum(body)
}

// checksum is CRC-16 as in Modbus over Serial Line 1.02, section 2.5.1.2.
func checksum(data []byte) uint16 {
	crc := uint16(0xFFFF)
	for _, c := range data {
		crc ^= uint16(c)
		for range 8 {
			if crc&1 != 0 {
				crc = crc>>1 ^ 0xA001
				continue
			}
			crc >>= 1
		}
	}
	return crc
}
