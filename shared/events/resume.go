package events

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

// Patience is how long a stream may be gone before whoever resumes it gives up.
const Patience = 30 * time.Second

const (
	firstWait = 250 * time.Millisecond
	mostWait  = 5 * time.Second
)

// Resume calls each with every event of the stream at url, until each fails or ctx ends,
// which is no error. A stream that ends or falls silent is taken up again behind the last
// event that came, by its id, for up to Patience; who sends it says what is gone by then.
// What a server sends again of that id is left out. A stream that never began, and one
// that the server refuses, is an error at once: see Follow.
func Resume(ctx context.Context, client *http.Client, url string, refused func(*http.Response) error, each func(Event) error) error {
	s := stream{client: client, url: url, refused: refused}
	heard, wait := time.Time{}, firstWait
	for {
		before := s.last
		err := s.follow(ctx, func(e Event) error {
			if before != "" && e.ID == before {
				return nil
			}
			before, heard, wait = "", time.Now(), firstWait
			return each(e)
		})
		if gone := (lost{}); err == nil || !errors.As(err, &gone) || heard.IsZero() || time.Since(heard) > Patience {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(rand.N(wait)):
		}
		wait = min(2*wait, mostWait)
	}
}
