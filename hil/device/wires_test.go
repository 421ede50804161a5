package device_test

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// wire carries one request PDU to a unit and brings back the reply's, "" where
// none came within 10 s.
type wire func(unit uint8, pdu string) string

// onEveryWire runs check in a bubble of its own for each way to a bank.
func onEveryWire(t *testing.T, c device.Config, check func(r *rig, ask wire)) {
	t.Helper()
	ways := map[string]func(*rig) wire{"in process": inProcess, "tcp": overTCP, "rtu": overRTU}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRigOf(t, c)
				check(r, way(r))
			})
		})
	}
}

func inProcess(r *rig) wire {
	return func(unit uint8, pdu string) string {
		raw, _ := hex.DecodeString(pdu)
		into := make([]uint16, binary.BigEndian.Uint16(raw[3:]))
		read := r.bank.ReadHolding
		if raw[0] == 4 {
			read = r.bank.ReadInput
		}
		err := read(context.Background(), unit, binary.BigEndian.Uint16(raw[1:]), into)
		var e device.Exception
		switch {
		case errors.Is(err, device.NoAnswer):
			return ""
		case errors.As(err, &e):
			return hex.EncodeToString([]byte{raw[0] | 0x80, byte(e)})
		}
		require.NoError(r.t, err)
		out := []byte{raw[0], byte(2 * len(into))}
		for _, w := range into {
			out = binary.BigEndian.AppendUint16(out, w)
		}
		return hex.EncodeToString(out)
	}
}

// masters is a listener whose connections are made by dial.
type masters struct {
	pipes chan net.Conn
	ended chan struct{}
}

func (m *masters) Accept() (net.Conn, error) {
	select {
	case c := <-m.pipes:
		return c, nil
	case <-m.ended:
		return nil, net.ErrClosed
	}
}
func (m *masters) Close() error   { close(m.ended); return nil }
func (m *masters) Addr() net.Addr { return &net.TCPAddr{} }

func (m *masters) dial() net.Conn {
	master, slave := net.Pipe()
	m.pipes <- slave
	return master
}

// listen serves the rig's bank by TCP until the test ends.
func listen(r *rig) *masters {
	ctx, cancel := context.WithCancel(context.Background())
	m := &masters{pipes: make(chan net.Conn), ended: make(chan struct{})}
	done := make(chan error, 1)
	go func() { done <- device.ServeTCP(ctx, m, r.bank) }()
	r.t.Cleanup(func() { cancel(); require.NoError(r.t, <-done) })
	return m
}

// exchange sends a TCP request and returns the reply whole, "" where none came.
func exchange(t *testing.T, c net.Conn, id uint16, unit uint8, pdu string) string {
	t.Helper()
	raw, err := hex.DecodeString(pdu)
	require.NoError(t, err)
	frame := binary.BigEndian.AppendUint16(nil, id)
	frame = append(frame, 0, 0, 0, byte(len(raw)+1), unit)
	if c.SetDeadline(time.Now().Add(10*time.Second)) != nil {
		return "gone"
	}
	if _, err := c.Write(append(frame, raw...)); err != nil {
		return "gone"
	}
	head := make([]byte, 7)
	if _, err := io.ReadFull(c, head); errors.Is(err, io.EOF) {
		return "gone"
	} else if err != nil {
		return ""
	}
	body := make([]byte, binary.BigEndian.Uint16(head[4:])-1)
	_, err = io.ReadFull(c, body)
	require.NoError(t, err)
	return hex.EncodeToString(append(head, body...))
}

func overTCP(r *rig) wire {
	c := listen(r).dial()
	r.t.Cleanup(func() { _ = c.Close() })
	return func(unit uint8, pdu string) string {
		reply := exchange(r.t, c, 7, unit, pdu)
		if reply == "" {
			return ""
		}
		return reply[14:]
	}
}

// serial serves the rig's bank on a line and returns its other end.
func serial(r *rig) net.Conn {
	master, slave := net.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- device.ServeRTU(ctx, slave, r.bank) }()
	r.t.Cleanup(func() { cancel(); require.NoError(r.t, <-done); _ = master.Close() })
	return master
}

// hear writes a request and returns all that the line says in 10 s.
func hear(t *testing.T, line net.Conn, request []byte) []byte {
	t.Helper()
	require.NoError(t, line.SetDeadline(time.Now().Add(10*time.Second)))
	_, err := line.Write(request)
	require.NoError(t, err)
	var heard []byte
	chunk := make([]byte, 256)
	for {
		n, err := line.Read(chunk)
		heard = append(heard, chunk[:n]...)
		if err != nil {
			return heard
		}
	}
}

func overRTU(r *rig) wire {
	line := serial(r)
	return func(unit uint8, pdu string) string {
		raw, err := hex.DecodeString(pdu)
		require.NoError(r.t, err)
		heard := hear(r.t, line, crc(append([]byte{unit}, raw...)...))
		if len(heard) == 0 {
			return ""
		}
		require.Equal(r.t, crc(heard[:len(heard)-2]...), heard)
		return hex.EncodeToString(heard[1 : len(heard)-2])
	}
}
