package spool

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// blockLimit is the most reports in a block, as in one message.
const blockLimit = 60

// The header of a block, big-endian:
//
//	0   4  magic
//	4   2  count of reports
//	6   1  class
//	7   1  0
//	8   4  length of the body, a telemetry message, deflated (RFC 1951)
//	12  8  boot
//	20  8  number of the first report
//	28  8  reports of this boot given up before it was written
//	36  4  CRC-32C of the body
//	40  4  CRC-32C of the header before it
const headerSize = 44

var (
	magic      = []byte("HGsp")
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

// maxBody is far above any body, and any message in one: 60 reports take some
// 10 KB, and deflated 3.
const maxBody = 1 << 18

// class ranks blocks: those with events are kept longest.
type class byte

const (
	ordinary class = 'o'
	eventful class = 'e'
)

// block is what is known of a block without reading its body.
type block struct {
	class    class
	boot     uint64
	first    uint64
	count    uint64
	dropped  uint64
	checksum uint32
	length   int
}

func (b *block) last() uint64 { return b.first + b.count - 1 }

// newBlock returns a block of reports, all of one boot and with numbers in a
// row, and its bytes.
func newBlock(site energy.SiteID, boot, dropped uint64, c class, reports []energy.Report) (block, []byte, error) {
	message, err := wire.EncodeTelemetry(wire.Batch{Site: site, Boot: boot, Reports: reports})
	if err != nil {
		return block{}, nil, err
	}
	body, err := deflate(message)
	if err != nil {
		return block{}, nil, err
	}
	b := block{
		class: c, boot: boot, first: reports[0].Seq, count: uint64(len(reports)), dropped: dropped,
		checksum: crc32.Checksum(body, castagnoli), length: len(body),
	}
	return b, append(b.header(), body...), nil
}

// deflate makes a body of a message: a quarter of it, for its reports are alike.
func deflate(message []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(message); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (b *block) header() []byte {
	h := append(make([]byte, 0, headerSize+b.length), magic...)
	h = binary.BigEndian.AppendUint16(h, uint16(b.count))
	h = append(h, byte(b.class), 0)
	h = binary.BigEndian.AppendUint32(h, uint32(b.length))
	h = binary.BigEndian.AppendUint64(h, b.boot)
	h = binary.BigEndian.AppendUint64(h, b.first)
	h = binary.BigEndian.AppendUint64(h, b.dropped)
	h = binary.BigEndian.AppendUint32(h, b.checksum)
	return binary.BigEndian.AppendUint32(h, crc32.Checksum(h, castagnoli))
}

// parseHeader returns the block that data begins with, and false where it does
// not begin with the whole header of one.
func parseHeader(data []byte) (block, bool) {
	if len(data) < headerSize || !bytes.HasPrefix(data, magic) {
		return block{}, false
	}
	if crc32.Checksum(data[:headerSize-4], castagnoli) != binary.BigEndian.Uint32(data[headerSize-4:]) {
		return block{}, false
	}
	b := block{
		count: uint64(binary.BigEndian.Uint16(data[4:])), class: class(data[6]), length: int(binary.BigEndian.Uint32(data[8:])),
		boot: binary.BigEndian.Uint64(data[12:]), first: binary.BigEndian.Uint64(data[20:]), dropped: binary.BigEndian.Uint64(data[28:]),
		checksum: binary.BigEndian.Uint32(data[36:]),
	}
	sound := b.count >= 1 && b.count <= blockLimit && b.first >= 1 && b.first+b.count > b.first && b.length >= 0 && b.length <= maxBody
	return b, sound
}

var errDamaged = errors.New("block is damaged")

// open returns the reports in the body of b.
func (b *block) open(body []byte) ([]energy.Report, error) {
	if crc32.Checksum(body, castagnoli) != b.checksum {
		return nil, errDamaged
	}
	message, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(body)), maxBody))
	if err != nil {
		return nil, err
	}
	batch, err := wire.DecodeTelemetry(message)
	if err != nil {
		return nil, err
	}
	if batch.Boot != b.boot || uint64(len(batch.Reports)) != b.count || batch.Reports[0].Seq != b.first {
		return nil, errDamaged
	}
	return batch.Reports, nil
}

// found is a block and where its body begins.
type found struct {
	block
	at int
}

// rotten returns 1 for a last piece of a segment that a power cut did not leave:
// that ends before its header does, or in the zeros of what was never written,
// while a deflated body ends in ones (RFC 1951 3.2.4, the empty stored block).
func rotten(tail []byte) int {
	if len(tail) >= headerSize && tail[len(tail)-1] != 0 {
		return 1
	}
	return 0
}

// scan returns the whole blocks in a segment, and how many pieces between them
// are none. What is cut off at its end is not counted: a power cut leaves that.
func scan(data []byte) (whole []found, damaged int) {
	for at := 0; at < len(data); {
		b, ok := parseHeader(data[at:])
		end := at + headerSize + b.length
		switch {
		case ok && end > len(data):
			return whole, damaged
		case ok && crc32.Checksum(data[at+headerSize:end], castagnoli) == b.checksum:
			whole = append(whole, found{b, at + headerSize})
			at = end
			continue
		case ok:
			damaged++
			at = end
			continue
		}
		next := bytes.Index(data[at+1:], magic)
		if next < 0 {
			return whole, damaged + rotten(data[at:])
		}
		damaged++
		at += 1 + next
	}
	return whole, damaged
}
