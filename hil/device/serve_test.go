package device_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/goburrow/modbus"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/device"
)

// serveTCP serves the rig's bank and returns its address; the test's end stops
// the server and waits for it.
func serveTCP(r *rig) *net.TCPAddr {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(r.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- device.ServeTCP(ctx, l, r.bank) }()
	r.t.Cleanup(func() {
		cancel()
		require.NoError(r.t, <-done)
	})
	return l.Addr().(*net.TCPAddr)
}

func TestServeTCPToAnIndependentMaster(t *testing.T) {
	r := newRig(t, device.ACCoupled)
	h := modbus.NewTCPClientHandler(serveTCP(r).String())
	h.SlaveId, h.Timeout = 2, 10*time.Second
	defer h.Close()
	c := modbus.NewClient(h)
	at := r.find(2, 704)
	got, err := c.ReadHoldingRegisters(device.Base, 2)
	require.NoError(t, err)
	require.Equal(t, "SunS", string(got))
	_, err = c.WriteMultipleRegisters(at+24, 2, []byte{0, 0, 5, 220})
	require.NoError(t, err)
	_, err = c.WriteSingleRegister(at+22, 1)
	require.NoError(t, err)
	r.tick(time.Second)
	r.battery(1500)
	f := func(err error, code byte) {
		t.Helper()
		var e *modbus.ModbusError
		require.ErrorAs(t, err, &e)
		require.Equal(t, code, e.ExceptionCode)
	}
	_, err = c.ReadHoldingRegisters(0, 1)
	f(err, 2)
	_, err = c.WriteSingleRegister(at+22, 7)
	f(err, 3)
	_, err = c.ReadCoils(0, 1)
	f(err, 1)
	h.SlaveId = 9
	_, err = c.ReadHoldingRegisters(device.Base, 2)
	f(err, 11)
}

// mbpoll is written by others on top of libmodbus.
func TestPeerMbpoll(t *testing.T) {
	path, err := exec.LookPath("mbpoll")
	if err != nil {
		t.Skip("mbpoll is not installed")
	}
	r := newRig(t, device.Hybrid)
	addr := serveTCP(r)
	run := func(args ...string) string {
		t.Helper()
		base := []string{"-m", "tcp", "-p", strconv.Itoa(addr.Port), "-0", "-1", "-a", "1", "-t", "4"}
		out, err := exec.Command(path, append(base, args...)...).CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	require.Contains(t, run("-r", "40000", "-c", "2", "127.0.0.1"), "21365", "SunS, 0x5375")
	at := int(r.find(1, 124))
	run("-r", strconv.Itoa(at+12), "127.0.0.1", "61536", "4000") // -40 % and 40 % at a scale of -2
	run("-r", strconv.Itoa(at+5), "127.0.0.1", "3")
	r.tick(time.Second)
	r.battery(-2000)
}

func crc(frame ...byte) []byte {
	c := uint16(0xFFFF)
	for _, b := range frame {
		c ^= uint16(b)
		for range 8 {
			lsb := c & 1
			c >>= 1
			if lsb == 1 {
				c ^= 0xA001
			}
		}
	}
	return binary.LittleEndian.AppendUint16(append([]byte(nil), frame...), c)
}

func TestServeRTU(t *testing.T) {
	r := newRig(t, device.Hybrid)
	master, slave := net.Pipe()
	done := make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { done <- device.ServeRTU(ctx, slave, r.bank) }()
	require.NoError(t, master.SetDeadline(time.Now().Add(10*time.Second)))
	f := func(request, want []byte) {
		t.Helper()
		_, err := master.Write(request)
		require.NoError(t, err)
		got := make([]byte, len(want))
		_, err = io.ReadFull(master, got)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	// From the Modbus documentation's sample CRC: 02 07 gives 41 12.
	require.Equal(t, []byte{2, 7, 0x41, 0x12}, crc(2, 7))
	read := crc(1, 3, 0x9C, 0x40, 0, 2)
	suns := crc(1, 3, 4, 'S', 'u', 'n', 'S')
	f(read, suns)
	_, err := master.Write(read[:3])
	require.NoError(t, err)
	f(read[3:], suns)
	f(append([]byte{0xFF, 16, 1}, read...), suns)              // noise first
	f(append(append(crc(7, 3, 0, 0, 0, 1), 0), read...), suns) // another unit's request
	f(crc(1, 3, 0, 0, 0, 1), crc(1, 0x83, 2))
	f(crc(1, 1, 0, 0, 0, 1), crc(1, 0x81, 1))
	at := r.find(1, 124) + 15
	f(crc(1, 16, byte(at>>8), byte(at), 0, 1, 2, 0, 60), crc(1, 16, byte(at>>8), byte(at), 0, 1))
	cancel()
	require.NoError(t, <-done)
}
