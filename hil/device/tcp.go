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
			serveConn(ctx, conn, b)
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
func serveConn(ctx context.Context, conn net.Conn, b *Bank) {
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	defer func() { _ = conn.Close() }()
	for {
		if conn.SetDeadline(time.Now().Add(idleTimeout)) != nil || serveFrame(conn, b) != nil {
			return
		}
	}
}

var errFrame = errors.New("not a Modbus TCP frame")

// serveFrame reads one request and writes its reply, none for a silent unit. The header is
// transaction id, protocol id 0, length of what follows, unit id.
func serveFrame(rw io.ReadWriter, b *Bank) error {
	var frame [7 + maxPDU]byte
	if _, err := io.ReadFull(rw, frame[:7]); err != nil {
		return err
	}
	length := int(binary.BigEndian.Uint16(frame[4:]))
	if binary.BigEndian.Uint16(frame[2:]) != 0 || length < 2 || length > 1+maxPDU {
		return errFrame
	}
	pdu := frame[7 : 6+length]
	if _, err := io.ReadFull(rw, pdu); err != nil {
		return err
	}
	if b.mute(frame[6]) {
		return nil
	}
	reply := b.answer(frame[6], pdu)
	out := append(make([]byte, 0, 7+len(reply)), frame[:7]...)
	binary.BigEndian.PutUint16(out[4:], uint16(1+len(reply)))
	_, err := rw.Write(append(out, reply...))
	return err
}
