package device

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

const (
	maxMasters  = 32              // connections served at once; the next ones wait
	idleTimeout = 2 * time.Minute // of a silent master
	maxPDU      = 253             // Modbus Application Protocol 4.1
)

// ServeTCP answers Modbus TCP masters on l until ctx ends, then closes l and
// every connection, waits for their goroutines and returns nil. It returns
// earlier only where l fails.
func ServeTCP(ctx context.Context, l net.Listener, b *Bank) error {
	ctx, cancel := context.WithCancel(ctx)
	defer context.AfterFunc(ctx, func() { _ = l.Close() })()
	var masters sync.WaitGroup
	var seats seats
	defer masters.Wait()
	defer cancel()
	places := make(chan struct{}, maxMasters)
	for {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		conn, err := l.Accept()
		if err != nil {
			return ended(ctx, err)
		}
		masters.Go(func() {
			serveConn(ctx, conn, b, &seats)
			<-places
		})
	}
}

// ended returns nil where err only says that ctx is over.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// serveConn answers one master until it errs: whatever is wrong with a
// connection, the remedy is the master's reconnect.
func serveConn(ctx context.Context, conn net.Conn, b *Bank, s *seats) {
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	defer func() { _ = conn.Close() }()
	m := master{conn: conn, born: b.era(), sit: func() eviction { return s.take(conn, b.eviction()) }}
	defer s.leave(conn)
	if m.refused = m.sit(); m.refused == evictNewer {
		return
	}
	for {
		if conn.SetDeadline(time.Now().Add(idleTimeout)) != nil || m.serveFrame(ctx, b) != nil {
			return
		}
	}
}

// master is one connection: born is the generation it was made in.
type master struct {
	conn    io.ReadWriter
	born    uint64
	refused eviction
	sit     func() eviction // tries for a seat again
}

var errFrame = errors.New("not a Modbus TCP frame")

// serveFrame reads one request and writes its reply, none for a silent unit. The header is
// transaction id, protocol id 0, length of what follows, unit id.
func (m *master) serveFrame(ctx context.Context, b *Bank) error {
	var frame [7 + maxPDU]byte
	if _, err := io.ReadFull(m.conn, frame[:7]); err != nil {
		return err
	}
	length := int(binary.BigEndian.Uint16(frame[4:]))
	if binary.BigEndian.Uint16(frame[2:]) != 0 || length < 2 || length > 1+maxPDU {
		return errFrame
	}
	pdu := frame[7 : 6+length]
	if _, err := io.ReadFull(m.conn, pdu); err != nil {
		return err
	}
	manner := b.manner(frame[6])
	if manner.mute || m.born < manner.halfOpen {
		return nil
	}
	reply := m.reply(b, frame[6], pdu)
	if !pause(ctx, manner.delay) {
		return ctx.Err()
	}
	out := append(make([]byte, 0, 7+len(reply)), frame[:7]...)
	manner.identity.stamp(out)
	binary.BigEndian.PutUint16(out[4:], uint16(1+len(reply)))
	_, err := m.conn.Write(append(out, reply...))
	return err
}

func (m *master) reply(b *Bank, unit uint8, pdu []byte) []byte {
	if m.refused == evictBusy {
		m.refused = m.sit()
	}
	if m.refused != noEviction {
		return refusal(pdu, DeviceBusy)
	}
	return b.answer(unit, pdu)
}

// stamp spoils the transaction id of a reply.
func (i identity) stamp(header []byte) {
	switch i {
	case next:
		binary.BigEndian.PutUint16(header, binary.BigEndian.Uint16(header)+1)
	case nothing:
		binary.BigEndian.PutUint16(header, 0)
	}
}
