package local

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 1 << 20

// Client asks the gateway whose socket is at Path. Its errors carry the kind of
// the gateway's own, and Unreachable where there is none.
type Client struct{ Path string }

// Status asks how the gateway is.
func (c Client) Status(ctx context.Context) (s Status, err error) {
	return s, c.ask(ctx, question{Ask: "status"}, &s)
}

// Wear asks for the registers that wear out.
func (c Client) Wear(ctx context.Context) (w []Wear, err error) {
	return w, c.ask(ctx, question{Ask: "wear"}, &w)
}

// Planned asks for the plan, and for the table behind it.
func (c Client) Planned(ctx context.Context) (p Planned, err error) {
	return p, c.ask(ctx, question{Ask: "plan"}, &p)
}

// Explain asks why the home did what it did at t; the zero time is now.
func (c Client) Explain(ctx context.Context, t time.Time) (e Explanation, err error) {
	return e, c.ask(ctx, question{Ask: "explain", At: t}, &e)
}

// Do orders something.
func (c Client) Do(ctx context.Context, act Act) error {
	return c.ask(ctx, question{Ask: "do", Act: act}, &struct{}{})
}

func (c Client) ask(ctx context.Context, q question, told any) error {
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "unix", c.Path)
	if err != nil {
		return &fault.Error{
			Op: "ask the gateway at", Kind: fault.Unreachable, Subject: c.Path, Err: err,
			Hint: "see that hearth-gateway runs, name its state_dir with -state, and be its user or root",
		}
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if err := json.NewEncoder(conn).Encode(q); err != nil {
		return err
	}
	return hear(io.LimitReader(conn, maxAnswer), told)
}
