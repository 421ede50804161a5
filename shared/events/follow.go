package events

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Silence is how long a stream may say nothing before it is given up.
const Silence = 5 * time.Second

// longestLine bounds one event.
const longestLine = 1 << 20

// Follow calls each with the data of every event of the stream at url, until
// each or the stream fails, or ctx ends, which is no error. A stream that ends
// or falls silent is Unreachable; one that the server refuses is given to
// refused, with its body open.
func Follow(ctx context.Context, client *http.Client, url string, refused func(*http.Response) error, each func(data []byte) error) error {
	streaming, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	watchdog := time.AfterFunc(Silence, func() { stop(fmt.Errorf("said nothing for %v", Silence)) })
	defer watchdog.Stop()
	err := follow(streaming, client, url, refused, func(data []byte) error {
		watchdog.Reset(Silence)
		return each(data)
	})
	if ctx.Err() != nil {
		return nil
	}
	if cause := context.Cause(streaming); cause != nil {
		return &fault.Error{Op: "follow", Kind: fault.Unreachable, Subject: url, Err: cause}
	}
	return err
}

func follow(ctx context.Context, client *http.Client, url string, refused func(*http.Response) error, each func([]byte) error) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return &fault.Error{Op: "follow", Kind: fault.Invalid, Subject: url, Err: err}
	}
	resp, err := client.Do(req)
	if err != nil {
		return &fault.Error{Op: "follow", Kind: fault.Unreachable, Hint: "is hearth-cloud running?", Err: err}
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refused(resp)
	}
	return lines(resp.Body, url, each)
}

func lines(body io.Reader, url string, each func([]byte) error) error {
	in := bufio.NewScanner(body)
	in.Buffer(nil, longestLine)
	for in.Scan() {
		if data, ok := strings.CutPrefix(in.Text(), "data: "); ok {
			if err := each([]byte(data)); err != nil {
				return err
			}
		}
	}
	err := in.Err()
	if err == nil {
		err = io.ErrUnexpectedEOF
	}
	return &fault.Error{Op: "follow", Kind: fault.Unreachable, Subject: url, Err: fmt.Errorf("the event stream ended: %w", err)}
}
