package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// The bounds of one visit, and how many there are at a time.
const (
	patience    = 5 * time.Second
	maxQuestion = 256 << 10 // a plan of control.MaxSlots, as JSON in JSON
	maxVisitors = 8
)

// Path returns the socket's path in a state folder.
func Path(stateDir string) string { return filepath.Join(stateDir, "gateway.sock") }

// Listen opens the socket at path, in place of one that an earlier start left
// behind: whoever calls it holds the folder for itself.
func Listen(path string) (net.Listener, error) {
	refuse := func(err error) (net.Listener, error) {
		return nil, &fault.Error{
			Op: "listen", Kind: fault.Denied, Subject: path, Err: err,
			Hint: "without it the gateway works and cannot be asked: choose a state_dir with a path below 90 letters",
		}
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return refuse(err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return refuse(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return refuse(errors.Join(err, l.Close()))
	}
	return l, nil
}

// Serve answers on l until ctx ends, and closes it. It returns nil then, after
// the last visitor has left.
func Serve(ctx context.Context, l net.Listener, h House) error {
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	var inside sync.WaitGroup
	defer inside.Wait()
	seats := make(chan struct{}, maxVisitors)
	for {
		select {
		case seats <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		c, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		inside.Go(func() {
			receive(ctx, c, h)
			<-seats
		})
	}
}

// receive answers one visitor. What goes wrong with the visit is the visitor's
// to see.
func receive(ctx context.Context, c net.Conn, h House) {
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	_ = c.SetDeadline(time.Now().Add(patience))
	var q question
	read := json.NewDecoder(io.LimitReader(c, maxQuestion))
	read.DisallowUnknownFields()
	if err := read.Decode(&q); err != nil {
		_ = tell(c, nil, &fault.Error{Op: "read the question", Kind: fault.Invalid, Err: err})
		return
	}
	v, err := ask(h, q)
	_ = tell(c, v, err)
}

func ask(h House, q question) (any, error) {
	switch q.Ask {
	case "status":
		return h.Status(), nil
	case "wear":
		return h.Wear(), nil
	case "explain":
		return h.Explain(q.At)
	case "plan":
		return h.Plan(), nil
	case "do":
		if q.Act.For < 0 {
			return nil, &fault.Error{Op: string(q.Act.Verb), Kind: fault.Invalid, Err: fmt.Errorf("for %v", q.Act.For), Hint: "want a length of time of 0 or more"}
		}
		return struct{}{}, h.Do(q.Act)
	}
	return nil, &fault.Error{Op: "ask", Kind: fault.Invalid, Subject: q.Ask, Hint: "want one of status, explain, wear, plan, do"}
}
