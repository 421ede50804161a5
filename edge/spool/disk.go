package spool

import (
	"fmt"
	"slices"
)

// maxSegment is the size past which a segment is appended to no more. Of a small
// disk a segment is a sixteenth, so that little goes at a time.
const maxSegment = 256 << 10

// segment is one file and what it still holds that the cloud has not.
type segment struct {
	name  string
	class class
	size  int64
	held  int // blocks
	open  bool
}

// entry is one block on disk.
type entry struct {
	block
	at  int64
	seg *segment
}

// disk is the index of what is on disk. It does no I/O: it says what has to be
// done, and is told what was.
type disk struct {
	limit   int64
	size    int64
	entries []*entry           // by boot and number
	segs    []*segment         // oldest first
	acked   map[uint64]uint64  // by boot: highest number that the cloud has
	dropped map[uint64]uint64  // by boot: given up here
	gone    map[uint64]uint64  // by boot: given up before the last block was written
	doomed  []string           // files to remove
	current map[class]*segment // appended to
	serial  uint64
	count   uint64 // reports held that the cloud has not
	damaged uint64
}

func newDisk(limit int64) *disk {
	return &disk{limit: limit, acked: map[uint64]uint64{}, dropped: map[uint64]uint64{}, gone: map[uint64]uint64{}, current: map[class]*segment{}}
}

// load takes in a segment of an earlier start.
func (d *disk) load(name string, data []byte) {
	blocks, damaged := scan(data)
	d.damaged += uint64(damaged)
	if len(blocks) == 0 {
		d.doomed = append(d.doomed, name)
		return
	}
	seg := &segment{name: name, class: blocks[0].class, size: int64(len(data))}
	for _, b := range blocks {
		d.add(&entry{block: b.block, at: int64(b.at), seg: seg})
	}
	d.segs = append(d.segs, seg)
	d.size += seg.size
}

// place returns the segment to append size bytes of a class to, after room was
// made for them.
func (d *disk) place(boot uint64, c class, size int) *segment {
	for d.size+int64(size) > d.limit && d.sacrifice() {
	}
	if s := d.current[c]; s != nil && s.open && s.size+int64(size) <= min(maxSegment, d.limit/16) {
		return s
	}
	d.serial++
	s := &segment{name: fmt.Sprintf("%020d-%010d-%c%s", boot, d.serial, c, suffix), class: c, open: true}
	d.current[c] = s
	return s
}

// sacrifice lets the oldest segment of the lowest class go, and tells whether
// there was one.
func (d *disk) sacrifice() bool {
	for _, c := range []class{ordinary, eventful} {
		for _, s := range d.segs {
			if s.class == c {
				d.drop(func(e *entry) bool { return e.seg == s }, true)
				return true
			}
		}
	}
	return false
}

// written notes that b was appended to s.
func (d *disk) written(b block, s *segment, size int) {
	if s.size == 0 {
		d.segs = append(d.segs, s)
	}
	at := s.size + headerSize
	s.size += int64(size)
	d.size += int64(size)
	d.add(&entry{block: b, at: at, seg: s})
}

func (d *disk) add(e *entry) {
	i, _ := slices.BinarySearchFunc(d.entries, e, func(a, b *entry) int {
		if a.boot != b.boot {
			return compare(a.boot, b.boot)
		}
		return compare(a.first, b.first)
	})
	d.entries = slices.Insert(d.entries, i, e)
	e.seg.held++
	d.count += d.wanted(e)
	d.gone[e.boot] = max(d.gone[e.boot], e.dropped)
}

// wanted is how many reports of e the cloud has not.
func (d *disk) wanted(e *entry) uint64 {
	return e.last() - max(e.first-1, min(d.acked[e.boot], e.last()))
}

// lostOf returns how many reports of an earlier boot are known to be given up.
func (d *disk) lostOf(boot uint64) uint64 { return d.dropped[boot] + d.gone[boot] }

// abandon appends to s no more: what a failed write left at its end is unknown.
func (d *disk) abandon(s *segment) {
	s.open = false
	if s.size == 0 {
		d.doomed = append(d.doomed, s.name)
	}
}

func compare(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// drop forgets entries, and dooms the segments that hold none any more. Where
// they are lost they count as dropped, but for what the cloud has of them.
func (d *disk) drop(which func(*entry) bool, lost bool) {
	d.entries = slices.DeleteFunc(d.entries, func(e *entry) bool {
		if !which(e) {
			return false
		}
		if lost {
			d.dropped[e.boot] += d.wanted(e)
		}
		d.count -= d.wanted(e)
		e.seg.held--
		return true
	})
	d.segs = slices.DeleteFunc(d.segs, func(s *segment) bool {
		if s.held > 0 {
			return false
		}
		s.open = false
		d.size -= s.size
		d.doomed = append(d.doomed, s.name)
		return true
	})
}

// remove lets go of what the cloud has of a boot, and returns how many reports
// those were.
func (d *disk) remove(boot, upTo uint64) uint64 {
	before := d.count
	for _, e := range d.entries {
		if e.boot == boot && upTo > d.acked[boot] {
			d.count -= d.wanted(e)
		}
	}
	if upTo > d.acked[boot] {
		d.acked[boot] = upTo
		for _, e := range d.entries {
			if e.boot == boot {
				d.count += d.wanted(e)
			}
		}
	}
	removed := before - d.count
	d.drop(func(e *entry) bool { return e.boot == boot && e.last() <= d.acked[boot] }, false)
	return removed
}

// next returns the first entry of a boot that holds number from or a higher
// one, nil where there is none.
func (d *disk) next(boot, from uint64) *entry {
	from = max(from, d.acked[boot]+1)
	for _, e := range d.entries {
		if e.boot == boot && e.last() >= from {
			return e
		}
	}
	return nil
}

// span returns the lowest and highest number of a boot on disk, 0 for none.
func (d *disk) span(boot uint64) (oldest, last uint64) {
	for _, e := range d.entries {
		if e.boot != boot {
			continue
		}
		if oldest == 0 {
			oldest = max(e.first, d.acked[boot]+1)
		}
		last = e.last()
	}
	return oldest, last
}
