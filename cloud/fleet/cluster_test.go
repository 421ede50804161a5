package fleet_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
)

// cluster is one PostgreSQL of our own for all tests of this package, reached
// by a socket in its folder. It is made by the first test that asks for it.
type cluster struct {
	once    sync.Once
	dir     string
	err     error
	process *exec.Cmd
	made    atomic.Int64 // databases
	fsync   string       // "off" for tests: nothing of it has to outlive them
}

var errNoPostgres = errors.New("no PostgreSQL is installed: apt-get install postgresql")

var shared = cluster{fsync: "off"}

func TestMain(m *testing.M) {
	code := m.Run()
	shared.stop()
	os.Exit(code)
}

// database returns the URL of a new database.
func (c *cluster) database(t testing.TB) string {
	t.Helper()
	c.once.Do(func() { c.err = c.start() })
	if errors.Is(c.err, errNoPostgres) {
		t.Skip(c.err)
	}
	require.NoError(t, c.err)
	db, err := sql.Open("pgx", c.url("postgres"))
	require.NoError(t, err)
	defer db.Close()
	name := fmt.Sprintf("fleet%d", c.made.Add(1))
	_, err = db.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+pattern)
	require.NoError(t, err)
	return c.url(name)
}

// pattern is a database that has the newest schema; others are copies of it.
const pattern = "pattern"

func (c *cluster) prepare() error {
	db, err := sql.Open("pgx", c.url("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec("CREATE DATABASE " + pattern); err != nil {
		return err
	}
	r, err := fleet.Open(c.url(pattern))
	if err != nil {
		return err
	}
	return r.Close()
}

func (c *cluster) url(database string) string {
	return "postgres://hearth@/" + database + "?" + url.Values{"host": {c.dir}}.Encode()
}

func (c *cluster) start() (err error) {
	if c.dir, err = os.MkdirTemp("", "hearth-postgres-"); err != nil {
		return err
	}
	initdb, err := c.command("initdb", "-D", filepath.Join(c.dir, "data"), "-U", "hearth", "--auth=trust", "--encoding=UTF8", "--no-sync")
	if err != nil {
		return err
	}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := c.serve(); err != nil {
		return err
	}
	return c.prepare()
}

// serve starts the server, and returns once it takes connections.
func (c *cluster) serve() (err error) {
	c.process, err = c.command("postgres", "-D", filepath.Join(c.dir, "data"), "-k", c.dir, "-c", "listen_addresses=", "-c", "fsync="+c.fsync, "-c", "shared_buffers=128MB", "-c", "max_wal_size=2GB")
	if err != nil {
		return err
	}
	says, err := c.process.StderrPipe()
	if err != nil {
		return err
	}
	if err := c.process.Start(); err != nil {
		return err
	}
	for lines := bufio.NewScanner(says); lines.Scan(); {
		if strings.Contains(lines.Text(), "ready to accept connections") {
			go func() { _, _ = io.Copy(io.Discard, says) }()
			return nil
		}
	}
	return fmt.Errorf("postgres did not start: %w", c.process.Wait())
}

// stop ends the server as fast as it can and takes its folder away.
func (c *cluster) stop() {
	if c.process != nil && c.process.Process != nil {
		_ = c.process.Process.Signal(syscall.SIGQUIT)
		_ = c.process.Wait()
	}
	if c.dir != "" {
		_ = os.RemoveAll(c.dir)
	}
}

// command returns a program of PostgreSQL, as the user postgres where we are
// root, whom it refuses.
func (c *cluster) command(name string, args ...string) (*exec.Cmd, error) {
	path, err := program(name)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Getuid() != 0 {
		return cmd, nil
	}
	uid, gid, err := postgresUser()
	if err != nil {
		return nil, err
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: gid}
	return cmd, os.Chown(c.dir, int(uid), int(gid))
}

func program(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return "", errNoPostgres
	}
	return found[len(found)-1], nil
}

func postgresUser() (uid, gid uint32, err error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, errNoPostgres
	}
	id, err := strconv.ParseUint(u.Uid, 10, 32)
	group, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return uint32(id), uint32(group), errors.Join(err, err2)
}

// onBoth runs a test of the conformance suite on each database: source is a new
// one, that may be opened again.
func onBoth(t *testing.T, test func(t *testing.T, source string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, file(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, shared.database(t)) })
}

// file returns the path of a new SQLite file, in memory where there is a folder
// for that: nothing of it has to outlive the test, and a disk makes each write
// wait.
func file(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "hearth-fleet-")
	if err != nil {
		return filepath.Join(t.TempDir(), "fleet.db")
	}
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	return filepath.Join(dir, "fleet.db")
}
