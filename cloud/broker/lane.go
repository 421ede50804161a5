package broker

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// laneBytes is the longest packet that the lane has room for itself: some reports
// told one at a time. For longer ones memory is borrowed.
const laneBytes = 2 << 10

// publishQoS0 is the first byte of a PUBLISH at QoS 0, neither repeated nor
// retained: MQTT 3.1.1, section 3.3.1.
const publishQoS0 = 0x30

// lane is how telemetry passes mochi by, whose way for a packet costs several
// times what a report does. It sits in front of mochi's reads, splits the
// stream into packets, hands telemetry at QoS 0 to the receiver and leaves all
// else, in its order and one packet at a time, to mochi.
type lane struct {
	in      *bufio.Reader
	topic   []byte // of the session's telemetry, with its length before it
	open    bool   // the session was let in
	passing int    // bytes left of the packet that mochi is given

	patience time.Duration // between two packets; 0: none is set
	renewed  time.Time     // when it last began
}

func (s *session) openLane() {
	s.lane.topic = appendName(nil, wire.SiteTopic(s.site, wire.LeafTelemetry))
	s.lane.open = true
}

func appendName(dst []byte, name string) []byte {
	return append(append(dst, byte(len(name)>>8), byte(len(name))), name...)
}

// Read gives mochi the bytes of packets that are not telemetry.
func (s *session) Read(p []byte) (int, error) {
	l := &s.lane
	for l.passing == 0 {
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	n, err := l.in.Read(p[:min(len(p), l.passing)])
	l.passing -= n
	return n, err
}

// next takes the packet that comes, or leaves it to mochi.
func (s *session) next() error {
	l := &s.lane
	kind, head, size, err := l.header()
	if err != nil {
		return err
	}
	l.passing = size
	if !l.open || kind != publishQoS0 || size > MaxPayload {
		return nil
	}
	packet, err := l.in.Peek(min(size, laneBytes))
	if err != nil {
		return err
	}
	payload, telemetry := bytes.CutPrefix(packet[head:], l.topic)
	if !telemetry {
		return nil
	}
	s.renew()
	l.passing = 0
	if size > laneBytes {
		return s.long(head+len(l.topic), size)
	}
	s.telemetry(payload)
	_, err = l.in.Discard(size)
	return err
}

// long takes a packet of that size, whose payload begins at from.
func (s *session) long(from, size int) error {
	memory := s.broker.longs.Get().(*[]byte)
	defer s.broker.longs.Put(memory)
	*memory = slices.Grow((*memory)[:0], size-from)[:size-from]
	if _, err := s.lane.in.Discard(from); err != nil {
		return err
	}
	if _, err := io.ReadFull(s.lane.in, *memory); err != nil {
		return err
	}
	s.telemetry(*memory)
	return nil
}

func (s *session) telemetry(payload []byte) {
	if !s.left.Load() {
		s.broker.receive(s, wire.LeafTelemetry, payload)
	}
}

// header returns the first byte of the packet that comes, the size of its fixed
// header and of all of it: MQTT 3.1.1, section 2.2. What has a length that is
// none is mochi's to refuse.
func (l *lane) header() (kind byte, head, size int, err error) {
	const longest = 5
	for head = 2; head <= longest; head++ {
		b, err := l.in.Peek(head)
		if err != nil {
			return 0, 0, 0, err
		}
		last := b[head-1]
		size |= int(last&0x7F) << (7 * (head - 2))
		if last < 0x80 {
			return b[0], head, head + size, nil
		}
	}
	return 0, longest, longest, nil
}

// renew moves the deadline of reads as mochi does with each packet it sees, but
// not with every one.
func (s *session) renew() {
	l := &s.lane
	if now := time.Now(); l.patience > 0 && now.Sub(l.renewed) > l.patience/8 {
		l.renewed = now
		_ = s.SetReadDeadline(now.Add(l.patience)) // fails where the connection has ended: the next read tells
	}
}

// SetDeadline sets that of reads alone: mochi extends it at each packet, and a
// home that sends but does not read must not extend the deadline of a write.
func (s *session) SetDeadline(t time.Time) error {
	s.lane.patience, s.lane.renewed = 0, time.Now()
	if !t.IsZero() {
		s.lane.patience = t.Sub(s.lane.renewed)
	}
	return s.SetReadDeadline(t)
}
