package load

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Press makes the payloads that Payload makes, out of samples that were encoded
// before: on a machine that both sides share, what a load spends on its messages
// would be taken from what it measures. It is not changed once it is made.
type Press struct {
	alone, together mold
}

// mold is what messages of one kind are made of, but for their heads.
type mold struct {
	samples [cycle][]byte // each without its number and time
	tail    []byte        // of a message, behind its samples
}

// NewPress returns a press for every home.
func NewPress() (*Press, error) {
	var p Press
	var err error
	if p.alone, err = newMold(1); err == nil {
		p.together, err = newMold(2)
	}
	return &p, err
}

// newMold takes apart messages of n samples.
func newMold(n int) (m mold, err error) {
	const site energy.SiteID = "home"
	head, err := headOf(site)
	for move := 0; err == nil && move < cycle; move++ {
		var payload []byte
		if payload, err = Payload(site, cycle+uint64(move), n, time.UnixMilli(int64(n))); err == nil {
			err = m.take(move, payload[len(head):], n)
		}
	}
	return m, err
}

// headOf is what comes before the samples of a home.
func headOf(site energy.SiteID) ([]byte, error) {
	return wire.EncodeTelemetry(wire.Batch{Site: site, Boot: Boot, Oldest: 1})
}

// Tags of the fields that differ between samples.
const (
	sampleTag = 6<<3 | 2 // in a message
	seqTag    = 1 << 3   // in a sample
	atTag     = 2 << 3
)

// take keeps of a message without its head the first of n samples, and what
// comes behind all of them.
func (m *mold) take(move int, rest []byte, n int) error {
	for i := range n {
		size, used := binary.Uvarint(rest[1:])
		if rest[0] != sampleTag || used <= 0 {
			return fmt.Errorf("sample %d of a message begins with % x", i, rest[:2])
		}
		from := 1 + used
		if i == 0 {
			m.samples[move] = slices.Clone(bare(rest[from : from+int(size)]))
		}
		rest = rest[from+int(size):]
	}
	m.tail = bytes.Clone(rest)
	return nil
}

// bare returns a sample without its number and time, with which it begins.
func bare(sample []byte) []byte {
	for range 2 {
		_, n := binary.Uvarint(sample[1:])
		sample = sample[1+n:]
	}
	return sample
}

// append appends what Payload returns, of a home with that head.
func (p *Press) append(dst, head []byte, first uint64, n int, at time.Time) []byte {
	m := &p.alone
	if n > 1 {
		m = &p.together
	}
	dst = append(dst, head...)
	for i := range uint64(n) {
		dst = m.appendSample(dst, first+i, uint64(at.UnixMilli())+i+1-uint64(n))
	}
	return append(dst, m.tail...)
}

func (m *mold) appendSample(dst []byte, seq, at uint64) []byte {
	var buffer [2 + 2*binary.MaxVarintLen64]byte
	own := binary.AppendUvarint(append(buffer[:0], seqTag), seq)
	own = binary.AppendUvarint(append(own, atTag), at)
	rest := m.samples[seq%cycle]
	dst = binary.AppendUvarint(append(dst, sampleTag), uint64(len(own)+len(rest)))
	return append(append(dst, own...), rest...)
}
