package fieldbus_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/fieldbus/fieldbustest"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// python is the interpreter that has pymodbus where Debian packages it.
const python = "/usr/bin/python3"

// pymodbus starts testdata/peer.py and returns the line it prints when ready.
func pymodbus(t *testing.T, args ...string) string {
	t.Helper()
	if err := exec.Command(python, "-c", "import pymodbus").Run(); err != nil {
		t.Skipf("no pymodbus for %s (Debian package python3-pymodbus): %v", python, err)
	}
	return peer(t, "testdata/peer.py", args...)
}

// libmodbus starts testdata/libmodbus.py, which loads the C library.
func libmodbus(t *testing.T, args ...string) string {
	t.Helper()
	if err := exec.Command(python, "-c", "import ctypes; ctypes.CDLL('libmodbus.so.5')").Run(); err != nil {
		t.Skipf("no libmodbus for %s (Debian package libmodbus5): %v", python, err)
	}
	return peer(t, "testdata/libmodbus.py", args...)
}

// peer starts a script that serves until the test ends.
func peer(t *testing.T, script string, args ...string) string {
	t.Helper()
	var complaints strings.Builder
	peer := exec.Command(python, append([]string{script}, args...)...)
	peer.Stderr = &complaints
	out, err := peer.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, peer.Start())
	t.Cleanup(func() {
		_ = peer.Process.Kill()
		_ = peer.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, "%s: %s", script, &complaints)
	return strings.TrimSpace(line)
}

// cable joins two pseudo terminals and returns the paths of its ends.
func cable(t *testing.T) (string, string) {
	t.Helper()
	left, leftEnd, err := pty.Open()
	require.NoError(t, err)
	right, rightEnd, err := pty.Open()
	require.NoError(t, err)
	go io.Copy(left, right)
	go io.Copy(right, left)
	t.Cleanup(func() {
		for _, end := range []io.Closer{leftEnd, rightEnd, left, right} {
			_ = end.Close()
		}
	})
	return leftEnd.Name(), rightEnd.Name()
}

// conform holds the link and its peer to the suite, which leaves no bad frame.
func conform(t *testing.T, make maker, c fieldbus.Config, s fieldbustest.Subject) {
	t.Helper()
	link, err := make(c)
	require.NoError(t, err)
	run(t, link)
	fieldbustest.Test(t, link, s)
	require.Zero(t, link.Stats().Corrupt, "%+v", link.Stats())
	require.Zero(t, link.Stats().Reconnects, "%+v", link.Stats())
}

var fast = fieldbus.Serial{Baud: 115200}

func TestPymodbusTCP(t *testing.T) {
	conform(t, fieldbus.NewTCP, fieldbus.Config{Address: "127.0.0.1:" + pymodbus(t, "tcp")}, fieldbustest.Plain)
}

func TestPymodbusRTU(t *testing.T) {
	near, far := cable(t)
	require.Equal(t, "ready", pymodbus(t, "rtu", far))
	conform(t, fieldbus.NewRTU, fieldbus.Config{Address: near, Serial: fast}, fieldbustest.Plain)
}

func TestPymodbusRTUOverTCP(t *testing.T) {
	conform(t, fieldbus.NewRTUOverTCP, fieldbus.Config{Address: "127.0.0.1:" + pymodbus(t, "rtu-over-tcp"), Serial: fast}, fieldbustest.Plain)
}

func TestLibmodbusTCP(t *testing.T) {
	conform(t, fieldbus.NewTCP, fieldbus.Config{Address: "127.0.0.1:" + libmodbus(t, "tcp")}, fieldbustest.Plain)
}

func TestLibmodbusRTU(t *testing.T) {
	near, far := cable(t)
	require.Equal(t, "ready", libmodbus(t, "rtu", far))
	one := fieldbustest.Plain
	one.Units = []uint8{1} // the library hears only its own
	conform(t, fieldbus.NewRTU, fieldbus.Config{Address: near, Serial: fast}, one)
}

// A unit that is not there keeps the line only for its timeout and the drain.
func TestPymodbusRTUSilentUnit(t *testing.T) {
	near, far := cable(t)
	require.Equal(t, "ready", pymodbus(t, "rtu", far))
	link, err := fieldbus.NewRTU(fieldbus.Config{Address: near, Timeout: 500 * time.Millisecond,
		Quiet: 30 * time.Millisecond, Serial: fieldbus.Serial{Baud: 115200}})
	require.NoError(t, err)
	run(t, link)
	right(t, link, 1, 0, 10)
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Millisecond)
	defer cancel()
	asked := time.Now()
	err = link.ReadHolding(ctx, 9, 0, make([]uint16, 1))
	require.Equal(t, fault.Unreachable, fault.KindOf(err), "%v", err)
	require.Less(t, time.Since(asked), 200*time.Millisecond)
	right(t, link, 2, 0, 10)
	require.Zero(t, link.Stats().Reconnects, fmt.Sprintf("%+v", link.Stats()))
}
