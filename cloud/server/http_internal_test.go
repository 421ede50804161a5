package server

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// line is a listener whose one connection is a pipe, which holds nothing.
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

// TestAReaderThatTakesNothingIsCut: an answer as long as a day of history, that
// its reader asked for and does not read, is given up.
func TestAReaderThatTakesNothingIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{conns: make(chan net.Conn, 1), done: make(chan struct{})}
		written := make(chan error, 1)
		long := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, err := w.Write(make([]byte, 3<<20))
			written <- err
		})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- serve(ctx, l, long) }()
		client, far := net.Pipe()
		l.conns <- far
		began := time.Now()
		_, err := io.WriteString(client, "GET /api/v1/sites/home-1/history HTTP/1.1\r\nHost: localhost\r\n\r\n")
		require.NoError(t, err)
		require.Error(t, <-written)
		require.Equal(t, answerWait, time.Since(began))
		stop()
		require.NoError(t, <-ended)
		require.NoError(t, client.Close())
	})
}
