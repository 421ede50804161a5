package fieldbus

import (
	"bytes"
	"encoding/binary"
	"time"
)

// Traffic of another master counts as such from its second frame within memory,
// and is over when none came for as long.
const memory = time.Minute

// ear looks for whole frames in what a serial line carries unasked. The zero
// value has heard nothing.
type ear struct {
	window [512]byte
	length int
	sent   []byte // our last request, which some adapters echo
}

// hear takes what came and returns how many frames in it another master has
// caused, and the last of them.
func (e *ear) hear(b []byte, u *units) (count int, last []byte) {
	for len(b) > 0 {
		n := copy(e.window[e.length:], b)
		e.length, b = e.length+n, b[n:]
		at := 0
		for at < e.length {
			frame := e.frameAt(e.window[at:e.length])
			if frame == nil {
				at++
				continue
			}
			if e.foreign(frame, u) {
				count, last = count+1, bytes.Clone(frame)
			}
			at += len(frame)
			e.keep(at)
			at = 0
		}
		e.keep(max(e.length-len(e.window)/2, 0))
	}
	return count, last
}

// keep forgets what is before at.
func (e *ear) keep(at int) { e.length = copy(e.window[:], e.window[at:e.length]) }

// foreign tells whether no request of ours can have caused frame: a request
// itself, or an answer of a unit we never asked. Another master's talk with a
// unit of ours shows by its requests.
func (e *ear) foreign(frame []byte, u *units) bool {
	if bytes.Equal(frame, e.sent) {
		return false
	}
	return asks(frame) || !u.known(frame[0]) && !e.asked(frame, 1)
}

// asks tells whether frame can only be a request.
func asks(frame []byte) bool {
	switch frame[1] {
	case 1, 2:
		return len(frame) == 8 && frame[2] != 3
	case 3, 4:
		return len(frame) == 8 // an answer has an odd length
	case 5, 6:
		return true // we send none
	case 15, 16:
		return len(frame) > 8
	}
	return false
}

// asked tells whether the first n bytes of b are those of our last request.
func (e *ear) asked(b []byte, n int) bool {
	return len(e.sent) >= n && bytes.Equal(b[:n], e.sent[:n])
}

// frameAt is the frame with a right checksum at the start of b, or nil.
func (e *ear) frameAt(b []byte) []byte {
	if len(b) < 5 || b[0] > 247 {
		return nil
	}
	switch function := b[1]; {
	case function >= 1 && function <= 4 && e.asked(b, 2) && int(b[2]) == 2*int(e.sent[5]):
		return valid(b, 5+int(b[2])) // ours, perhaps not whole: its start may look like a request
	case function >= 1 && function <= 4:
		return valid(b, 5+int(b[2]), 8)
	case function == 5 || function == 6:
		return valid(b, 8)
	case function == 15 || function == 16:
		data := 0
		if len(b) > 6 {
			data = int(b[6])
		}
		return valid(b, 9+data, 8)
	case function > failed:
		return valid(b, 5)
	}
	return nil
}

// valid is the start of b that has one of the lengths and a right checksum.
func valid(b []byte, lengths ...int) []byte {
	for _, n := range lengths {
		if n <= len(b) && binary.LittleEndian.Uint16(b[n-2:]) == checksum(b[:n-2]) {
			return b[:n]
		}
	}
	return nil
}

// checksum is the CRC of SER 2.5.1.2.
func checksum(b []byte) uint16 {
	sum := uint16(0xffff)
	for _, x := range b {
		sum ^= uint16(x)
		for range 8 {
			carry := sum & 1
			sum >>= 1
			if carry != 0 {
				sum ^= 0xa001
			}
		}
	}
	return sum
}

// attend has stray bytes listened to, and tells when another master is heard.
func (l *Link) attend(b []byte) {
	count, frame := l.ear.hear(b, &l.units)
	if count == 0 {
		return
	}
	now := time.Now()
	disputed, last := l.Disputed()
	again := disputed || count > 1 || !last.IsZero() && now.Sub(last) < memory
	l.foreign.Add(uint64(count))
	l.dispute(again, now)
	if again && !disputed {
		l.config.Log.Warn("foreign traffic: a second master polls this line; give it the proxy instead",
			"link", l.config.Address, "unit", frame[0], "function", frame[1])
	}
}

// calm tells when the other master was not heard for long.
func (l *Link) calm(now time.Time) {
	if disputed, last := l.Disputed(); disputed && now.Sub(last) >= memory {
		l.dispute(false, last)
		l.config.Log.Info("foreign traffic has ended", "link", l.config.Address)
	}
}
