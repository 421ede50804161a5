package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/process"
)

// limitEnv makes the test binary be hearth-cloud, with that limit for its
// start: some of what is broken ends the process from inside the database.
const limitEnv = "HEARTH_CLOUD_TEST_LIMIT"

func TestMain(m *testing.M) {
	limit, err := time.ParseDuration(os.Getenv(limitEnv))
	if err != nil {
		os.Exit(m.Run())
	}
	p := program()
	p.Limit = limit
	p.Main()
}

// place is a folder with a valid file for a cloud on free ports.
type place struct{ dir, state, file string }

func newPlace(t *testing.T) place {
	dir := t.TempDir()
	p := place{dir: dir, state: filepath.Join(dir, "state"), file: filepath.Join(dir, "cloud.toml")}
	p.write(t, "127.0.0.1:0", "127.0.0.1:0", "")
	require.NoError(t, os.Mkdir(p.state, 0o700))
	return p
}

func (p place) write(t *testing.T, http, mqtt, more string) {
	text := fmt.Sprintf("state_dir = %q\nhttp = %q\nmqtt = %q\n%s", p.state, http, mqtt, more)
	require.NoError(t, os.WriteFile(p.file, []byte(text), 0o600))
}

func (p place) put(t *testing.T, name, text string) {
	path := filepath.Join(p.state, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

// start runs hearth-cloud as a process until it ends.
func (p place) start(t *testing.T, limit time.Duration) (code int, stderr string) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, os.Args[0], "-config", p.file)
	c.Env = append(os.Environ(), limitEnv+"="+limit.String())
	var out bytes.Buffer
	c.Stderr = &out
	_ = c.Run() // its exit code says it
	require.NoError(t, ctx.Err(), "still there after 30 s: %s", out.String())
	return c.ProcessState.ExitCode(), out.String()
}

// busyPort is an address that is taken.
func busyPort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l.Addr().String()
}

func TestRow54_ABrokenStartEndsWithTheReason(t *testing.T) {
	f := func(name string, broken func(t *testing.T, p place), code int, reasons ...string) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t)
			broken(t, p)
			got, stderr := p.start(t, process.StartLimit)
			require.Equal(t, code, got, stderr)
			for _, r := range reasons {
				require.Contains(t, stderr, strings.ReplaceAll(r, "DIR", p.dir))
			}
		})
	}
	file := func(text string) func(*testing.T, place) {
		return func(t *testing.T, p place) { p.write(t, "127.0.0.1:0", "127.0.0.1:0", text) }
	}
	state := func(name, text string) func(*testing.T, place) {
		return func(t *testing.T, p place) { p.put(t, name, text) }
	}
	f("no configuration", func(t *testing.T, p place) { require.NoError(t, os.Remove(p.file)) }, 2, "DIR/cloud.toml", "no such file")
	f("no TOML", file("[enroll\n"), 2, "DIR/cloud.toml:4")
	f("unknown key", file("[enroll]\njoin_plan = \"x\"\n"), 2, "cloud.toml:5", `unknown key "enroll.join_plan"`, `nearest known is "enroll.join_plant"`)
	f("open API", func(t *testing.T, p place) { p.write(t, "0.0.0.0:0", "127.0.0.1:0", "") }, 2, "loopback")
	f("state folder is a file", func(t *testing.T, p place) {
		require.NoError(t, os.Remove(p.state))
		require.NoError(t, os.WriteFile(p.state, nil, 0o600))
	}, 1, "open state folder DIR/state", "choose a state_dir that can be written to")
	f("state folder in use", func(t *testing.T, p place) {
		held, err := process.Hold(p.state)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, held.Close()) })
	}, 1, "DIR/state", fmt.Sprintf("process %d uses it", os.Getpid()))
	f("http port in use", func(t *testing.T, p place) { p.write(t, busyPort(t), "127.0.0.1:0", "") }, 1, "listen on 127.0.0.1", "address already in use", "stop what uses the port")
	f("mqtt port in use", func(t *testing.T, p place) { p.write(t, "127.0.0.1:0", busyPort(t), "") }, 1, "start broker 127.0.0.1", "address already in use")
	f("damaged authority", state("authority.pem", "no key"), 1, "open certificate authority DIR/state/authority.pem", "restore it from a backup")
	f("damaged claim", state("claim", "short"), 1, "read claim DIR/state/claim", "remove the file")
	f("damaged registry", state("registry.db", strings.Repeat("no database ", 100)), 1, "open registry DIR/state/registry.db", "not a database")
	f("damaged journal", state("journal", "no folder"), 1, "DIR/state/journal")
	f("locked registry", lockRegistry, 1, "open registry DIR/state/registry.db", "locked")
	f("history is a file", state("history", "no folder"), 1, "open history DIR/state/history", "not a directory", "move it away")
	// The database reads its months in goroutines of its own, and ends the
	// process from there: 2 is the Go runtime's code then.
	f("damaged history", func(t *testing.T, p place) {
		p.put(t, "history/data/small/2026_01/parts.json", "no list")
		require.NoError(t, os.MkdirAll(filepath.Join(p.state, "history/data/big/2026_01"), 0o700))
		require.NoError(t, os.MkdirAll(filepath.Join(p.state, "history/data/indexdb/2026_01"), 0o700))
	}, 2, "FATAL: cannot parse \"DIR/state/history/data/small/2026_01/parts.json\"")
}

// lockRegistry holds the registry from this process until the test ends.
func lockRegistry(t *testing.T, p place) {
	db, err := sql.Open("sqlite", filepath.Join(p.state, "registry.db"))
	require.NoError(t, err)
	_, err = db.Exec("CREATE TABLE held (x); BEGIN EXCLUSIVE")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
}

// A key that cannot be read to its end stands for a disk that hangs.
func TestRow54_AStartThatHangsEndsAndNamesTheStep(t *testing.T) {
	p := newPlace(t)
	require.NoError(t, syscall.Mkfifo(filepath.Join(p.state, "authority.pem"), 0o600))
	code, stderr := p.start(t, 200*time.Millisecond)
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "open the certificate authority in "+p.state)
	require.Contains(t, stderr, "200ms after the start")
	require.Equal(t, 1, strings.Count(stderr, "level="), stderr)
}

func TestACorrectStartBecomesReadyAndEndsOnASignal(t *testing.T) {
	p := newPlace(t)
	c := exec.CommandContext(t.Context(), os.Args[0], "-config", p.file)
	c.Env = append(os.Environ(), limitEnv+"="+process.StartLimit.String())
	log := make(lines, 100)
	c.Stderr = log
	require.NoError(t, c.Start())
	for line := range log {
		if strings.Contains(line, "msg=ready") {
			break
		}
	}
	require.NoError(t, c.Process.Signal(syscall.SIGTERM))
	require.NoError(t, c.Wait())
}

// lines passes on what is logged.
type lines chan string

func (l lines) Write(b []byte) (int, error) {
	l <- string(b)
	return len(b), nil
}
