package events_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/events"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// cloud is a client of a server that answers its one request with text, and
// then says nothing, or ends where ends is set.
func cloud(t *testing.T, text string, ends bool) *http.Client {
	t.Helper()
	near, far := net.Pipe()
	t.Cleanup(func() { far.Close(); near.Close() })
	go func() {
		_, _ = far.Read(make([]byte, 4096))
		_, _ = io.WriteString(far, text)
		if ends {
			far.Close()
		}
	}()
	return &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return near, nil }}}
}

const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

func follow(t *testing.T, client *http.Client, each func([]byte) error) error {
	t.Helper()
	return events.Follow(t.Context(), client, "http://cloud/events", func(r *http.Response) error { return errors.New(r.Status) }, each)
}

func TestASilentStreamIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := cloud(t, head+"id: 1\ndata: a\n\n", false)
		var heard []string
		err := follow(t, client, func(data []byte) error { heard = append(heard, string(data)); return nil })
		require.ErrorContains(t, err, "said nothing for 5s")
		require.Equal(t, fault.Unreachable, fault.KindOf(err))
		require.Equal(t, []string{"a"}, heard)
	})
}

func TestAStreamThatEndsIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := cloud(t, head+"data: a\n\ndata: b\n\n", true)
		n := 0
		err := follow(t, client, func([]byte) error { n++; return nil })
		require.ErrorContains(t, err, "the event stream ended")
		require.Equal(t, 2, n)
	})
}

func TestARefusalAndTheCallersErrorAreHandedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := cloud(t, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true)
		require.EqualError(t, follow(t, client, nil), "404 Not Found")
	})
	synctest.Test(t, func(t *testing.T) {
		client := cloud(t, head+"data: a\n\n", false)
		boom := errors.New("boom")
		require.ErrorIs(t, follow(t, client, func([]byte) error { return boom }), boom)
	})
}
