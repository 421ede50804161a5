package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/gateway"
	"github.com/hearthgrid/hearthgrid/shared/process"
)

// home is a folder with a valid site file, whose devices and cloud are away.
type home struct{ dir, state, file string }

func newHome(t *testing.T) home {
	dir := t.TempDir()
	h := home{dir: dir, state: filepath.Join(dir, "state"), file: filepath.Join(dir, "gateway.toml")}
	h.write(t, "[[bus]]\ntcp = \"127.0.0.1:1\"\nunits = [1]\n")
	require.NoError(t, os.Mkdir(h.state, 0o700))
	return h
}

func (h home) write(t *testing.T, more string) {
	text := fmt.Sprintf("site = \"home-1\"\nstate_dir = %q\ntick_ms = 200\n[cloud]\nmqtt = \"127.0.0.1:1\"\nenroll = \"http://127.0.0.1:1\"\nclaim_file = %q\n%s",
		h.state, filepath.Join(h.dir, "claim"), more)
	require.NoError(t, os.WriteFile(h.file, []byte(text), 0o600))
}

// start runs the program as main does, with limit for its start.
func (h home) start(ctx context.Context, limit time.Duration) (code int, stderr string) {
	var out bytes.Buffer
	p := program()
	p.Limit = limit
	code = p.Run(ctx, []string{"-config", h.file}, os.Stdout, &out)
	return code, out.String()
}

func TestRow54_ABrokenStartEndsWithTheReason(t *testing.T) {
	f := func(code int, broken func(t *testing.T, h home), reasons ...string) {
		t.Helper()
		h := newHome(t)
		broken(t, h)
		got, stderr := h.start(t.Context(), process.StartLimit)
		require.Equal(t, code, got, stderr)
		for _, r := range reasons {
			require.Contains(t, stderr, strings.ReplaceAll(r, "DIR", h.dir))
		}
		require.Equal(t, 1, strings.Count(stderr, "\n"), "one line: %s", stderr)
	}
	site := func(text string) func(*testing.T, home) {
		return func(t *testing.T, h home) { h.write(t, text) }
	}
	f(2, func(t *testing.T, h home) { require.NoError(t, os.Remove(h.file)) }, "DIR/gateway.toml", "no such file")
	f(2, site("[[bus]\n"), "DIR/gateway.toml:8")
	f(2, site("[[bus]]\ntpc = \"127.0.0.1:502\"\n"), "gateway.toml:9", `unknown key "bus.tpc"`, `nearest known is "bus.tcp"`)
	f(2, site(""), "no [[bus]]")
	f(1, func(t *testing.T, h home) {
		require.NoError(t, os.Remove(h.state))
		require.NoError(t, os.WriteFile(h.state, nil, 0o600))
	}, "open state folder DIR/state", "choose a state_dir that can be written to")
	f(1, func(t *testing.T, h home) {
		held, err := process.Hold(h.state)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, held.Close()) })
	}, "DIR/state", fmt.Sprintf("process %d uses it", os.Getpid()))
	f(1, func(t *testing.T, h home) {
		require.NoError(t, os.WriteFile(filepath.Join(h.state, "boot"), []byte("seven"), 0o600))
	}, "read boot number DIR/state/boot", "seven")
	f(1, func(t *testing.T, h home) {
		h.write(t, fmt.Sprintf("[[bus]]\nserial = %q\nbaud = 9600\nunits = [1]\n", h.file))
	}, "bus 1", "it is not a serial device")
}

// A boot number that cannot be read to its end stands for a disk that hangs.
func TestRow54_AStartThatHangsEndsAndNamesTheStep(t *testing.T) {
	h := newHome(t)
	pipe := filepath.Join(h.state, "boot")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	code, stderr := h.start(t.Context(), 200*time.Millisecond)
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "number this start in "+h.state)
	require.Contains(t, stderr, "200ms after the start")
	open, err := os.OpenFile(pipe, os.O_WRONLY, 0) // lets the reader go
	require.NoError(t, err)
	require.NoError(t, open.Close())
}

// Devices asleep and a cloud away are states of a home, not failures to start.
func TestDevicesAndCloudAwayAreNoReasonNotToStart(t *testing.T) {
	h := newHome(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	log := make(lines, 100)
	p := program()
	code := make(chan int, 1)
	go func() { code <- p.Run(ctx, []string{"-config", h.file}, os.Stdout, log) }()
	for line := range log {
		if strings.Contains(line, "msg=ready") {
			require.Contains(t, line, "devices=0 of=1")
			break
		}
	}
	stop()
	require.Zero(t, <-code)
}

// lines passes on what is logged.
type lines chan string

func (l lines) Write(b []byte) (int, error) {
	l <- string(b)
	return len(b), nil
}

// The service manager hears that the gateway is ready, lives, and leaves.
func TestTheServiceManagerIsToldOfTheProcess(t *testing.T) {
	h := newHome(t)
	path := filepath.Join(t.TempDir(), "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	require.NoError(t, err)
	defer manager.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", "300000")
	ctx, stop := context.WithCancel(t.Context())
	p := program()
	code := make(chan int, 1)
	go func() { code <- p.Run(ctx, []string{"-config", h.file}, os.Stdout, io.Discard) }()
	await := func(state string) {
		t.Helper()
		b := make([]byte, 4096)
		for {
			require.NoError(t, manager.SetReadDeadline(time.Now().Add(10*time.Second)))
			n, err := manager.Read(b)
			require.NoError(t, err)
			if strings.HasPrefix(string(b[:n]), state) {
				return
			}
		}
	}
	await("READY=1")
	await("WATCHDOG=1")
	await("WATCHDOG=1")
	stop()
	await("STOPPING=1")
	require.Zero(t, <-code)
}

// Limits that are not those that were sealed are no reason not to start, and every
// reason to say so before.
func TestFault095_CheckNamesASealThatIsBroken(t *testing.T) {
	f := func(code int, limits, out, errs string) {
		t.Helper()
		h := newHome(t)
		h.write(t, "[[bus]]\ntcp = \"127.0.0.1:1\"\nunits = [1]\n[limits]\n"+limits)
		var stdout, stderr bytes.Buffer
		require.Equal(t, code, program().Run(t.Context(), []string{"-check", "-config", h.file}, &stdout, &stderr))
		require.Contains(t, stdout.String(), out)
		require.Contains(t, stderr.String(), errs)
	}
	f(0, "max_export_w = 4000\n", "is valid", "")
	agreed := 4000.0
	seal := gateway.Limits{ReserveRatio: 0.1, MaxSoCRatio: 1, MaxExportW: &agreed}.Seal()
	f(0, fmt.Sprintf("max_export_w = 4000\nsealed = %q\n", seal), "is valid", "")
	f(2, fmt.Sprintf("max_export_w = 5000\nsealed = %q\n", seal), "", "limits.sealed")
	f(2, fmt.Sprintf("max_export_w = 5000\nsealed = %q\n", seal), "", seal)
}
