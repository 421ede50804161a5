package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/command"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// callTimeout bounds one request; the event stream has none but its context.
const callTimeout = 10 * time.Second

// call sends body as JSON, where there is one, and decodes the answer into out, where there
// is one to come. The headers are names and values by turns.
func call(ctx context.Context, method, url string, body, out any, headers ...string) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	resp, err := send(ctx, method, url, body, headers...)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return fmt.Errorf("decode answer of %s: %w", url, err)
	}
	return nil
}

// send returns an answer of status 200 or 204, or an error that says what the server said.
func send(ctx context.Context, method, url string, body any, headers ...string) (*http.Response, error) {
	var payload bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&payload).Encode(body); err != nil {
			return nil, fmt.Errorf("encode request: %w", err)
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, url, &payload)
	if err != nil {
		return nil, command.Usage(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, &fault.Error{Op: "reach server", Kind: fault.Unreachable, Hint: "is hearth-cloud running? see --server", Err: err}
	}
	if resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusNoContent {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, refusal(resp)
}

func refusal(resp *http.Response) error {
	var p struct{ Detail string } // the hint is in it
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil || p.Detail == "" {
		return fmt.Errorf("server answered %s", resp.Status)
	}
	if resp.StatusCode == http.StatusNotFound {
		return &fault.Error{Op: "ask server", Kind: fault.NotFound, Err: errors.New(p.Detail)}
	}
	return fmt.Errorf("%s", p.Detail)
}
