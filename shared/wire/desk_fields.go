package wire

import "encoding/binary"

// Kinds of fields: protobuf, encoding, message structure.
const (
	varint = 0
	chunk  = 2
	word   = 5
)

// fields walks a message whose fields are in order of their numbers, each once
// but those that are said to come again.
type fields struct {
	rest   []byte
	key    uint64 // number and kind
	number uint64 // of a varint or word
	bytes  []byte // of a chunk
	again  bool   // the field just seen may be repeated
	broken bool
}

// whole tells whether the walk came to the end of the message.
func (f *fields) whole() bool { return !f.broken && len(f.rest) == 0 }

func (f *fields) next() bool {
	b := f.rest
	if len(b) == 0 || f.broken {
		return false
	}
	// Most fields are chunks with one byte for their key and one for their length.
	if len(b) > 2 && b[0] < 0x80 && b[0]&7 == chunk && b[1] < 0x80 && uint64(b[0]) > f.key {
		if end := 2 + int(b[1]); end <= len(b) {
			f.key, f.bytes, f.rest, f.again = uint64(b[0]), b[2:end:end], b[end:], false
			return true
		}
	}
	key, ok := f.uvarint()
	f.broken = !ok || key < f.key || key == f.key && !f.again || !f.value(key)
	f.key, f.again = key, false
	return !f.broken
}

func (f *fields) value(key uint64) (ok bool) {
	switch key & 7 {
	case varint:
		f.number, ok = f.uvarint()
		return ok
	case chunk:
		n, ok := f.uvarint()
		if !ok || n > uint64(len(f.rest)) {
			return false
		}
		f.bytes, f.rest = f.rest[:n:n], f.rest[n:]
		return true
	case word:
		if len(f.rest) < 4 {
			return false
		}
		f.number, f.rest = uint64(binary.LittleEndian.Uint32(f.rest)), f.rest[4:]
		return true
	}
	return false
}

func (f *fields) uvarint() (uint64, bool) {
	if len(f.rest) > 0 && f.rest[0] < 0x80 {
		v := uint64(f.rest[0])
		f.rest = f.rest[1:]
		return v, true
	}
	v, n := binary.Uvarint(f.rest)
	if n <= 0 {
		return 0, false
	}
	f.rest = f.rest[n:]
	return v, true
}
