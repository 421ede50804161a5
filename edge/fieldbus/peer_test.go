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
	var complaints strings.Builder
	peer := exec.Command(python, append([]string{"testdata/peer.py"}, args...)...)
	peer.Stderr = &complaints
	out, err := peer.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, peer.Start())
	t.Cleanup(func() {
		_ = peer.Process.Kill()
		_ = peer.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, "pymodbus: %s", &complaints)
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

// conforms is what any peer must answer: the whole of what a Link does.
func conforms(t *testing.T, link *fieldbus.Link) {
	t.Helper()
	for _, unit := range []uint8{1, 2} {
		right(t, link, unit, 0, 1)
		right(t, link, unit, 7, 125)
		right(t, link, unit, 100, 600)
	}
	words := make([]uint16, 300)
	for i := range words {
		words[i] = uint16(40000 + i)
	}
	got := make([]uint16, len(words))
	require.NoError(t, link.WriteHolding(t.Context(), 1, 200, words))
	require.NoError(t, link.ReadHolding(t.Context(), 1, 200, got))
	require.Equal(t, words, got)
	right(t, link, 2, 200, 300)
	refuses(t, link)
}

func refuses(t *testing.T, link *fieldbus.Link) {
	t.Helper()
	err := link.ReadHolding(t.Context(), 1, 998, make([]uint16, 5))
	var refusal *fieldbus.Exception
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, uint8(2), refusal.Code)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	right(t, link, 1, 5, 9)
	require.Zero(t, link.Stats().Corrupt)
}

func TestPymodbusTCP(t *testing.T) {
	port := pymodbus(t, "tcp")
	link, err := fieldbus.NewTCP(fieldbus.Config{Address: "127.0.0.1:" + port})
	require.NoError(t, err)
	run(t, link)
	conforms(t, link)
}

func TestPymodbusRTU(t *testing.T) {
	near, far := cable(t)
	require.Equal(t, "ready", pymodbus(t, "rtu", far))
	link, err := fieldbus.NewRTU(fieldbus.Config{Address: near, Serial: fieldbus.Serial{Baud: 115200}})
	require.NoError(t, err)
	run(t, link)
	conforms(t, link)
}

// A unit that is not there keeps the line only for its timeout and the drain.
func TestPymodbusRTUSilentUnit(t *testing.T) {
	near, far := cable(t)
	require.Equal(t, "ready", pymodbus(t, "rtu", far))
	link, err := fieldbus.NewRTU(fieldbus.Config{Address: near, Timeout: 100 * time.Millisecond,
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
