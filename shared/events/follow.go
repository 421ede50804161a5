package events

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Silence is how long a stream may say nothing before it is given up.
const Silence = 5 * time.Second

// Follow calls each with the data of every event of the stream at url, until
// each or the stream fails, or ctx ends, which is no error. A stream that ends
// or falls silent is Unreachable; one that the server refuses is given to
// refused, with its body open.
func Follow(ctx context.Context, client *http.Client, url string, refused func(*http.Response) error, each func(data []byte) error) error {
	s := stream{client: client, url: url, refused: refused}
	return s.follow(ctx, func(e Event) error { return each(e.Data) })
}

// stream is where events come from.
type stream struct {
	client  *http.Client
	url     string
	refused func(*http.Response) error
	last    string // id of the event heard last
}

// lost says that what went on so far may go on again.
type lost struct{ error }

func (l lost) Unwrap() error { return l.error }

// follow reads the stream once, from behind the last event. What it says no more is lost.
func (s *stream) follow(ctx context.Context, each func(Event) error) error {
	reading, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	watchdog := time.AfterFunc(Silence, func() { stop(fmt.Errorf("said nothing for %v", Silence)) })
	defer watchdog.Stop()
	var own error
	err := s.read(reading, func(e Event) error {
		watchdog.Reset(Silence)
		own = each(e)
		return own
	})
	switch cause := context.Cause(reading); {
	case ctx.Err() != nil:
		return nil
	case own != nil:
		return own
	case cause != nil:
		return lost{&fault.Error{Op: "follow", Kind: fault.Unreachable, Subject: s.url, Err: cause}}
	}
	return err
}

func (s *stream) read(ctx context.Context, each func(Event) error) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return &fault.Error{Op: "follow", Kind: fault.Invalid, Subject: s.url, Err: err}
	}
	req.Header.Set("Accept", "text/event-stream")
	if s.last != "" {
		req.Header.Set("Last-Event-ID", s.last)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return lost{&fault.Error{Op: "follow", Kind: fault.Unreachable, Hint: "is hearth-cloud running?", Err: err}}
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return s.refused(resp)
	}
	err = parse(resp.Body, s.last, func(e Event) error {
		s.last = e.ID
		return each(e)
	})
	return lost{&fault.Error{Op: "follow", Kind: fault.Unreachable, Subject: s.url, Err: fmt.Errorf("the event stream ended: %w", err)}}
}
