package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
)

// lines is a listener whose connections are pipes, which hold nothing: what
// their reader does not take, their writer waits with.
type lines struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *lines) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *lines) Close() error   { close(l.done); return nil }
func (l *lines) Addr() net.Addr { return &net.TCPAddr{} }

// stand is a server of events in virtual time, with deadlines for whole
// requests.
type stand struct {
	t    *testing.T
	at   *lines
	face *api.Server
}

func serving(t *testing.T, test func(s *stand)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stand{t: t, at: &lines{conns: make(chan net.Conn), done: make(chan struct{})}}
		s.face = api.New((&rooms{}).rooms(), func() error { return nil }, slog.New(slog.DiscardHandler))
		server := &http.Server{Handler: s.face.Handler(), ReadTimeout: 15 * time.Second, WriteTimeout: 20 * time.Second}
		ended := make(chan error, 2)
		ctx, stop := context.WithCancel(t.Context())
		go func() { ended <- s.face.Run(ctx) }()
		go func() { ended <- server.Serve(s.at) }()
		test(s)
		stop()
		require.NoError(t, <-ended)
		require.NoError(t, server.Close())
		require.ErrorIs(t, <-ended, http.ErrServerClosed)
	})
}

// watch begins to read the events that follow one, of a plant.
func (s *stand) watch(header string) *reader {
	s.t.Helper()
	near, far := net.Pipe()
	s.at.conns <- far
	require.NoError(s.t, near.SetReadDeadline(time.Now().Add(2*time.Hour)))
	_, err := io.WriteString(near, "GET /api/v1/plants/demo/events HTTP/1.1\r\nHost: localhost\r\n"+header+"\r\n")
	require.NoError(s.t, err)
	return &reader{t: s.t, conn: near, in: bufio.NewReader(near)}
}

func (s *stand) counters() api.EventCounters {
	s.t.Helper()
	near, far := net.Pipe()
	defer near.Close()
	s.at.conns <- far
	_, err := io.WriteString(near, "GET /api/v1/counters HTTP/1.1\r\nHost: localhost\r\n\r\n")
	require.NoError(s.t, err)
	resp, err := http.ReadResponse(bufio.NewReader(near), nil)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	var c api.Counters
	require.NoError(s.t, json.NewDecoder(resp.Body).Decode(&c))
	return c.Events
}

type reader struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

type told struct {
	id         uint64
	name, data string
}

// next returns the next event.
func (r *reader) next() (e told) {
	r.t.Helper()
	for {
		line, err := r.in.ReadString('\n')
		require.NoError(r.t, err)
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch key {
		case "id":
			e.id, err = strconv.ParseUint(value, 10, 64)
			require.NoError(r.t, err)
		case "event":
			e.name = value
		case "data":
			e.data = value
			return e
		}
	}
}

func (r *reader) leave() { require.NoError(r.t, r.conn.Close()) }

func after(id uint64) string { return "Last-Event-ID: " + strconv.FormatUint(id, 10) + "\r\n" }

// TestASlowReaderOfEventsIsCut: it took one event and then nothing.
func TestASlowReaderOfEventsIsCut(t *testing.T) {
	serving(t, func(s *stand) {
		r := s.watch("")
		r.next()
		time.Sleep(10 * time.Second)
		_, err := io.Copy(io.Discard, r.in)
		require.NoError(t, err, "cut already: the end was there to be read")
		r.leave()
		synctest.Wait()
		require.EqualValues(t, 1, s.counters().Cut)
		require.Zero(t, s.counters().Readers)
	})
}

// TestEventsGoOnForAsLongAsTheyAreRead past every deadline of a request, one a
// second, and the first at once.
func TestEventsGoOnForAsLongAsTheyAreRead(t *testing.T) {
	serving(t, func(s *stand) {
		began, r := time.Now(), s.watch("")
		first := r.next()
		require.Equal(t, "plant", first.name)
		require.True(t, strings.HasPrefix(first.data, `{"id":"demo"`), first.data)
		for i := range uint64(119) {
			require.Equal(t, first.id+i+1, r.next().id)
		}
		require.Equal(t, 119*time.Second, time.Since(began))
		r.leave()
	})
}

// TestAReaderThatComesBackMissesNothing of what is kept.
func TestAReaderThatComesBackMissesNothing(t *testing.T) {
	serving(t, func(s *stand) {
		r := s.watch("")
		r.next()
		last := r.next().id
		r.leave()
		time.Sleep(60 * time.Second)
		again := s.watch(after(last))
		for i := range uint64(70) {
			e := again.next()
			require.Equal(t, "plant", e.name)
			require.Equal(t, last+1+i, e.id)
		}
		again.leave()
	})
}

// TestWhatIsKeptNoMoreIsTold with how much it was, once.
func TestWhatIsKeptNoMoreIsTold(t *testing.T) {
	serving(t, func(s *stand) {
		f := func(away time.Duration) {
			t.Helper()
			r := s.watch("")
			last := r.next().id
			r.leave()
			time.Sleep(away)
			again := s.watch(after(last))
			gap := again.next()
			require.Equal(t, "gap", gap.name)
			first := again.next()
			require.Equal(t, gap.id+1, first.id)
			require.JSONEq(t, `{"missed":`+strconv.FormatUint(first.id-last-1, 10)+`,"restarted":false}`, gap.data)
			require.Positive(t, first.id-last-1)
			again.leave()
			resumed := s.watch(after(gap.id))
			require.Equal(t, first.id, resumed.next().id, "it was told of the gap")
			resumed.leave()
		}
		stay := s.watch("")
		go func() { _, _ = io.Copy(io.Discard, stay.conn) }()
		f(310 * time.Second)
		f(time.Hour)
		stay.leave()
		f(time.Hour)
	})
}

// TestWhatAnotherProcessToldIsNotKnown: neither one before this nor a clock that
// was ahead.
func TestWhatAnotherProcessToldIsNotKnown(t *testing.T) {
	serving(t, func(s *stand) {
		f := func(last uint64) {
			t.Helper()
			r := s.watch(after(last))
			gap := r.next()
			require.Equal(t, "gap", gap.name)
			require.Equal(t, `{"missed":null,"restarted":true}`, gap.data)
			require.Equal(t, "plant", r.next().name)
			r.leave()
		}
		f(1)
		f(uint64(time.Now().Add(time.Hour).Unix()))
	})
}

// TestWhoAsksOnlyForTheHeadIsNoReader: there is nothing it would ever end at.
func TestWhoAsksOnlyForTheHeadIsNoReader(t *testing.T) {
	w := httptest.NewRecorder()
	face("").ServeHTTP(deadlines{w}, httptest.NewRequest("HEAD", "http://localhost/api/v1/plants/demo/events", nil))
	require.Equal(t, 200, w.Code)
	require.Equal(t, "text/event-stream", w.Header().Get("Content-Type"))
	require.Empty(t, w.Body.String())
}

// deadlines is a recorder that takes them.
type deadlines struct{ *httptest.ResponseRecorder }

func (deadlines) SetReadDeadline(time.Time) error  { return nil }
func (deadlines) SetWriteDeadline(time.Time) error { return nil }

func TestReadersOfEventsAreBounded(t *testing.T) {
	serving(t, func(s *stand) {
		var all []*reader
		for range 256 {
			r := s.watch("")
			r.next()
			all = append(all, r)
		}
		r := s.watch("")
		resp, err := http.ReadResponse(r.in, nil)
		require.NoError(t, err)
		require.Equal(t, 503, resp.StatusCode)
		synctest.Wait()
		require.Equal(t, api.EventCounters{Readers: 256, Sent: 256, Refused: 1}, s.counters())
		r.leave()
		for _, r := range all {
			r.leave()
		}
	})
}
