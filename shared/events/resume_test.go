package events_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/events"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// stand answers one request after the other, and ends each; an empty answer is a server
// that is not there.
type stand struct {
	answers []string
	asked   []string // Last-Event-ID of each
}

func (s *stand) client(t *testing.T) *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
		text := ""
		if len(s.answers) > 0 {
			text, s.answers = s.answers[0], s.answers[1:]
		}
		if text == "" {
			return nil, errors.New("connection refused")
		}
		near, far := net.Pipe()
		t.Cleanup(func() { far.Close(); near.Close() })
		go func() {
			r, err := http.ReadRequest(bufio.NewReader(far))
			if err == nil {
				s.asked = append(s.asked, r.Header.Get("Last-Event-ID"))
				_, _ = io.WriteString(far, text)
			}
			far.Close()
		}()
		return near, nil
	}}}
}

func resume(t *testing.T, s *stand, each func(events.Event) error) error {
	refused := func(r *http.Response) error { return errors.New(r.Status) }
	return events.Resume(t.Context(), s.client(t), "http://cloud/events", refused, each)
}

// TestAStreamGoesOnWhereItWas: who resumes it names the last event, gets what came since,
// and nothing twice.
func TestAStreamGoesOnWhereItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stand{answers: []string{
			head + "id: 1\nevent: plant\ndata: a\n\nid: 2\nevent: plant\ndata: b\n\nid: 3\ndata: cut", "", "",
			head + "id: 2\nevent: plant\ndata: b\n\nid: 9\nevent: gap\ndata: {}\n\nid: 10\nevent: plant\ndata: c\n\n",
		}}
		var heard []string
		begun := time.Now()
		err := resume(t, s, func(e events.Event) error {
			heard = append(heard, e.ID+" "+e.Name+" "+string(e.Data))
			return nil
		})
		require.Equal(t, []string{"1 plant a", "2 plant b", "9 gap {}", "10 plant c"}, heard)
		require.Equal(t, []string{"", "2"}, s.asked)
		require.ErrorContains(t, err, "connection refused")
		require.Equal(t, fault.Unreachable, fault.KindOf(err))
		require.Greater(t, time.Since(begun), events.Patience)
		require.Less(t, time.Since(begun), 2*events.Patience)
	})
}

func TestWhatNeverBeganIsAnErrorAtOnce(t *testing.T) {
	f := func(want string, hear int, answers ...string) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			begun, n := time.Now(), 0
			err := resume(t, &stand{answers: answers}, func(events.Event) error { n++; return nil })
			require.ErrorContains(t, err, want)
			require.Equal(t, hear, n)
			require.Less(t, time.Since(begun), events.Patience)
		})
	}
	const gone = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
	f("connection refused", 0)
	f("the event stream ended", 0, head)
	f("404 Not Found", 0, gone)
	f("404 Not Found", 1, head+"id: 1\ndata: a\n\n", gone)
}

// TestWhoFollowsEndsIt by an error of his own, or with his context.
func TestWhoFollowsEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		boom := errors.New("boom")
		s := &stand{answers: []string{head + "data: a\n\n"}}
		require.ErrorIs(t, resume(t, s, func(events.Event) error { return boom }), boom)
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		s := &stand{answers: []string{head + "data: a\n\n"}}
		require.NoError(t, events.Resume(ctx, s.client(t), "http://cloud/events", nil, func(events.Event) error { return nil }))
	})
}
