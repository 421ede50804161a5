package journal

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// MaxRecord is the largest body of a record, in bytes.
const MaxRecord = 64 << 10

const (
	magic  = "HgJ1"
	header = len(magic) + 8
)

// castagnoli is CRC-32C, RFC 3720 appendix B.4.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendRecord appends body's record to dst.
func appendRecord(dst, body []byte) []byte {
	size := binary.LittleEndian.AppendUint32(nil, uint32(len(body)))
	dst = append(append(dst, magic...), size...)
	dst = binary.LittleEndian.AppendUint32(dst, checksum(size, body))
	return append(dst, body...)
}

func checksum(size, body []byte) uint32 {
	return crc32.Update(crc32.Checksum(size, castagnoli), castagnoli, body)
}

// verdict is what parse found at the start of its input.
type verdict uint8

const (
	whole verdict = iota // a record
	short                // perhaps a record whose end is not there
	bad                  // no record begins here
)

// parse looks for one record at the very start of buf. The body aliases buf;
// size is the length of the whole record.
func parse(buf []byte) (body []byte, size int, v verdict) {
	if len(buf) < header {
		if n := min(len(buf), len(magic)); string(buf[:n]) != magic[:n] {
			return nil, 0, bad
		}
		return nil, 0, short
	}
	length := binary.LittleEndian.Uint32(buf[4:])
	if string(buf[:len(magic)]) != magic || length > MaxRecord {
		return nil, 0, bad
	}
	size = header + int(length)
	if len(buf) < size {
		return nil, 0, short
	}
	body = buf[header:size]
	if checksum(buf[4:8], body) != binary.LittleEndian.Uint32(buf[8:]) {
		return nil, 0, bad
	}
	return body, size, whole
}

// scanner walks a segment that comes in pieces. The zero scanner is ready.
type scanner struct {
	inGap   bool   // inside bytes that are no record
	corrupt uint64 // gaps met so far
}

// scan returns the records of buf and how many bytes it is done with; the rest
// must come again in front of the next piece. last says that nothing follows,
// so that a record without its end is damage. Records alias buf.
func (s *scanner) scan(buf []byte, last bool) (records [][]byte, done int) {
	for done < len(buf) {
		body, size, v := parse(buf[done:])
		switch {
		case v == whole:
			records, done, s.inGap = append(records, body), done+size, false
		case v == short && !last:
			return records, done
		default:
			s.gap()
			done += nextMagic(buf[done:])
		}
	}
	return records, done
}

func (s *scanner) gap() {
	if !s.inGap {
		s.inGap, s.corrupt = true, s.corrupt+1
	}
}

// end closes the segment: the next one begins outside any gap.
func (s *scanner) end() { s.inGap = false }

// nextMagic returns how far to go, at least 1, to where a record may begin: a
// magic, or a part of one at the very end.
func nextMagic(buf []byte) int {
	if i := bytes.Index(buf[1:], []byte(magic)); i >= 0 {
		return 1 + i
	}
	for n := len(magic) - 1; n > 0; n-- {
		if len(buf) > n && string(buf[len(buf)-n:]) == magic[:n] {
			return len(buf) - n
		}
	}
	return len(buf)
}
