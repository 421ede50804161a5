package history_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// roleEnv makes the test binary act as another process; dirEnv is where.
const (
	roleEnv = "HISTORY_TEST_ROLE"
	dirEnv  = "HISTORY_TEST_DIR"
)

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(roleEnv) {
	case "writer":
		err = writeUntilKilled(os.Getenv(dirEnv))
	case "server":
		err = serveUntilKilled(os.Getenv(dirEnv))
	default:
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// child starts this binary in role and returns its output, line by line, and
// what kills it with SIGKILL.
func child(t *testing.T, role, dir string) (*bufio.Scanner, func()) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleEnv+"="+role, dirEnv+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return bufio.NewScanner(out), func() {
		require.NoError(t, cmd.Process.Kill())
		require.Error(t, cmd.Wait())
	}
}

// printer is a Sink that tells the parent process, at once.
type printer struct{}

func (printer) Stored(_ energy.SiteID, _ uint64, seq uint64) { fmt.Println(seq) }

// crashTime is when report seq of the crash test was read.
func crashTime(start time.Time, seq uint64) time.Time {
	return start.Add(time.Duration(seq) * time.Second)
}

// writeUntilKilled prints its start in Unix seconds, then every report that
// was acknowledged.
func writeUntilKilled(dir string) error {
	embedded, err := history.OpenEmbedded(history.DefaultEmbedded(dir + "/vm"))
	if err != nil {
		return err
	}
	client, err := history.NewClient("http://embedded", embedded)
	if err != nil {
		return err
	}
	cfg := history.DefaultConfig(dir + "/journal")
	cfg.BatchSize, cfg.BatchWait, cfg.Journal.SegmentBytes = 20, time.Millisecond, 10_000
	w, err := history.NewWriter(cfg, client, printer{}, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	start := time.Now().Add(-24 * time.Hour).Truncate(time.Second)
	fmt.Println(start.Unix())
	go func() {
		for seq := uint64(1); seq < 80_000; {
			if w.Append("home-1", 1, gridReport(seq, crashTime(start, seq), energy.Watts(seq))) == nil {
				seq++
			}
		}
	}()
	return w.Run(context.Background())
}

// serveUntilKilled prints the address at which it answers for its database.
func serveUntilKilled(dir string) error {
	embedded, err := history.OpenEmbedded(history.DefaultEmbedded(dir))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	proxy := &httputil.ReverseProxy{Transport: embedded, Rewrite: func(*httputil.ProxyRequest) {}}
	server := &http.Server{Handler: proxy, ReadHeaderTimeout: time.Second}
	return server.Serve(listener)
}
