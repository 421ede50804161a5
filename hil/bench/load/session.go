package load

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// connectWithin bounds the opening of one session.
const connectWithin = 20 * time.Second

// Session is one home's. It has one owner; Told may be called by others.
type Session struct {
	site  energy.SiteID
	conn  net.Conn
	press *Press
	topic []byte // of telemetry, with its length
	head  []byte // of every payload
	clock func() time.Time
	read  time.Time // of the last sample sent
	seq   uint64    // of it
	told  atomic.Uint64
	heard chan error // what ended the listening
}

// Open opens a session of site over conn, which it owns from then on, also
// where it fails. Its samples are read when they are sent, by clock, but at least
// a millisecond apart, so that none looks like one seen before.
func Open(ctx context.Context, conn net.Conn, site energy.SiteID, press *Press, clock func() time.Time) (*Session, error) {
	s := &Session{
		site: site, conn: conn, press: press, topic: prefixed(wire.SiteTopic(site, wire.LeafTelemetry)), clock: clock, heard: make(chan error, 1),
	}
	var err error
	if s.head, err = headOf(site); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	r := bufio.NewReader(conn)
	unhook := context.AfterFunc(ctx, func() { conn.Close() })
	err = errors.Join(conn.SetDeadline(time.Now().Add(connectWithin)), s.connect(r), conn.SetDeadline(time.Time{}))
	if !unhook() {
		err = errors.Join(ctx.Err(), err)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("session of %s: %w", site, err), conn.Close())
	}
	go func() { s.heard <- s.listen(r) }() // ends with conn
	return s, nil
}

// connect does MQTT 3.1.1, sections 3.1, 3.2, 3.8 and 3.9.
func (s *Session) connect(r *bufio.Reader) error {
	const clean, keepAliveS, packetID = 0x02, 240, 1
	first := append([]byte{0, 4, 'M', 'Q', 'T', 'T', 4, clean, 0, keepAliveS}, prefixed(string(s.site))...)
	if err := s.ask(r, appendPacket(nil, connect, first), connAck, []byte{0, 0}); err != nil {
		return err
	}
	topic := append([]byte{0, packetID}, prefixed(wire.SiteTopic(s.site, wire.LeafStored))...)
	return s.ask(r, appendPacket(nil, subscribe, topic, []byte{0}), subAck, []byte{0, packetID, 0})
}

func (s *Session) ask(r *bufio.Reader, packet []byte, kind byte, want []byte) error {
	if _, err := s.conn.Write(packet); err != nil {
		return err
	}
	got, body, err := readPacket(r)
	if err == nil && (got != kind || !bytes.Equal(body, want)) {
		return fmt.Errorf("answer to packet %02x is %02x % x: want %02x % x", packet[0], got, body, kind, want)
	}
	return err
}

// listen notes what the home is told to be stored until the session ends.
func (s *Session) listen(r *bufio.Reader) error {
	for {
		kind, body, err := readPacket(r)
		if err != nil {
			return err
		}
		if kind != publish {
			continue
		}
		_, payload, err := published(body)
		if err != nil {
			return err
		}
		b, seq, err := wire.DecodeStored(payload)
		if err != nil {
			return err
		}
		if b == Boot {
			s.told.Store(seq)
		}
	}
}

// paper is what a message is written on. Sessions share it that send in turns.
type paper struct{ payload, packet []byte }

// publish sends the next n samples in one message.
func (s *Session) publish(n int, on *paper) error {
	at := s.clock()
	if least := s.read.Add(time.Duration(n) * time.Millisecond); at.Before(least) {
		at = least
	}
	on.payload = s.press.append(on.payload[:0], s.head, s.seq+1, n, at)
	on.packet = appendPacket(on.packet[:0], publish, s.topic, on.payload)
	if _, err := s.conn.Write(on.packet); err != nil {
		return fmt.Errorf("publish of %s: %w", s.site, err)
	}
	s.seq, s.read = s.seq+uint64(n), at
	return nil
}

// Told returns the number up to which the home was told that all is stored.
func (s *Session) Told() uint64 { return s.told.Load() }

// Close ends the session and waits until nothing of it runs.
func (s *Session) Close() {
	s.conn.Close()
	<-s.heard
}
