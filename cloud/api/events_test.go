package api_test

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
)

// line is a listener whose one connection is a pipe, which holds nothing: what
// its reader does not take, its writer waits with.
type line struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *line) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *line) Close() error   { close(l.done); return nil }
func (l *line) Addr() net.Addr { return &net.TCPAddr{} }

// watching has test read the plant's events, in virtual time, from a server
// with deadlines for whole requests.
func watching(t *testing.T, test func(client net.Conn, began time.Time)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &line{conns: make(chan net.Conn, 1), done: make(chan struct{})}
		face := api.New((&rooms{}).rooms(), func() error { return nil }, slog.New(slog.DiscardHandler))
		server := &http.Server{Handler: face.Handler(), ReadTimeout: 15 * time.Second, WriteTimeout: 20 * time.Second}
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(l) }()
		client, far := net.Pipe()
		l.conns <- far
		defer func() {
			require.NoError(t, client.Close())
			require.NoError(t, server.Close())
			require.ErrorIs(t, <-ended, http.ErrServerClosed)
		}()
		require.NoError(t, client.SetReadDeadline(time.Now().Add(time.Hour)))
		_, err := io.WriteString(client, "GET /api/v1/plants/demo/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
		require.NoError(t, err)
		test(client, time.Now())
	})
}

// TestASlowReaderOfEventsIsCut: it took one event and then nothing.
func TestASlowReaderOfEventsIsCut(t *testing.T) {
	watching(t, func(client net.Conn, began time.Time) {
		lines := bufio.NewReader(client)
		for !strings.HasPrefix(text(t, lines), "data: ") {
			continue
		}
		time.Sleep(10 * time.Second)
		_, err := io.Copy(io.Discard, lines)
		require.NoError(t, err)
		require.Equal(t, 10*time.Second, time.Since(began), "cut already: the end was there to be read")
	})
}

// TestEventsGoOnForAsLongAsTheyAreRead past every deadline of a request.
func TestEventsGoOnForAsLongAsTheyAreRead(t *testing.T) {
	watching(t, func(client net.Conn, began time.Time) {
		lines := bufio.NewReader(client)
		for events := 0; events < 120; {
			if strings.HasPrefix(text(t, lines), "event: plant") {
				events++
			}
		}
		require.InDelta(t, 119, time.Since(began).Seconds(), 1)
	})
}

func text(t *testing.T, lines *bufio.Reader) string {
	t.Helper()
	line, err := lines.ReadString('\n')
	require.NoError(t, err)
	return line
}
