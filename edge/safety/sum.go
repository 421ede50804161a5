package safety

import (
	"encoding/binary"
	"hash/crc32"
)

// sumSize is that of the CRC-32 behind a record, big-endian.
const sumSize = crc32.Size

func summed(b []byte) []byte {
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// unsummed returns a record without its checksum, and false where it is not of
// that version and size or where any bit of it is wrong.
func unsummed(b []byte, version byte, size int) ([]byte, bool) {
	if len(b) != size || b[0] != version {
		return nil, false
	}
	body := b[:size-sumSize]
	return body, crc32.ChecksumIEEE(body) == binary.BigEndian.Uint32(b[size-sumSize:])
}
