package device_test

import (
	"context"
	"encoding/hex"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// A unit that fell silent neither reads nor writes; the others go on, and it is
// as it was when it comes back.
func TestOneUnitFallsSilent(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	at := r.find(device.StorageUnit, 704) + 24
	f := func(err error) {
		t.Helper()
		require.ErrorIs(t, err, device.NoAnswer)
		require.Equal(t, fault.Unreachable, fault.KindOf(err))
	}
	r.bank.Silence(device.StorageUnit)
	r.bank.Silence(9)
	f(r.bank.ReadHolding(context.Background(), device.StorageUnit, at, make([]uint16, 1)))
	f(r.bank.WriteHolding(context.Background(), device.StorageUnit, at, []uint16{0, 1000}))
	require.Equal(t, []uint16{0x5375, 0x6E53}, r.read(device.MeterUnit, device.Base, 2))
	r.bank.Revive(device.StorageUnit)
	require.Equal(t, []uint16{0, 0}, r.read(device.StorageUnit, at, 2), "what was refused was not taken")
}

// The battery of a unit that fell silent is home by its own timer.
func TestSilentUnitStillReverts(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	r.put(2, 704, 24, 0, 3000)
	r.put(2, 704, 31, 0, 10)
	r.put(2, 704, 22, 1)
	r.bank.Silence(device.StorageUnit)
	r.tick(time.Second)
	r.battery(3000)
	r.tick(10 * time.Second)
	r.own()
}

// On TCP and on a serial line nothing at all comes back from a silent unit: the
// first reply is that of the next request, to a unit that answers.
func TestSilentUnitSendsNothing(t *testing.T) {
	f := func(serve func(context.Context, net.Conn, *device.Bank), request func(unit byte) []byte, reply string) {
		t.Helper()
		r := newRig(t, device.Hybrid)
		r.bank.Silence(device.MeterUnit)
		master, slave := net.Pipe()
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); serve(ctx, slave, r.bank) }()
		require.NoError(t, master.SetDeadline(time.Now().Add(10*time.Second)))
		_, err := master.Write(append(request(device.MeterUnit), request(device.InverterUnit)...))
		require.NoError(t, err)
		got := make([]byte, len(reply)/2)
		_, err = io.ReadFull(master, got)
		require.NoError(t, err)
		require.Equal(t, reply, hex.EncodeToString(got))
		cancel()
		require.NoError(t, master.Close())
		<-done
	}
	f(func(ctx context.Context, c net.Conn, b *device.Bank) { _ = device.ServeRTU(ctx, c, b) },
		func(unit byte) []byte { return crc(unit, 3, 0x9C, 0x40, 0, 2) }, hex.EncodeToString(crc(1, 3, 4, 'S', 'u', 'n', 'S')))
	f(func(ctx context.Context, c net.Conn, b *device.Bank) {
		l := &oneConn{conn: c, ended: ctx.Done()}
		_ = device.ServeTCP(ctx, l, b)
	}, func(unit byte) []byte { return []byte{0, unit, 0, 0, 0, 6, unit, 3, 0x9C, 0x40, 0, 2} }, "00010000000701030453756e53")
}

// oneConn is a listener of one connection.
type oneConn struct {
	conn  net.Conn
	ended <-chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	if c := l.conn; c != nil {
		l.conn = nil
		return c, nil
	}
	<-l.ended
	return nil, net.ErrClosed
}

func (l *oneConn) Close() error   { return nil }
func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{} }
