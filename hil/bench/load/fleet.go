package load

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
)

// senders is how many goroutines send for all homes: few, so that the load
// itself costs little, and more than one, so that no home holds up all.
const senders = 8

// Fleet is many sessions that send together. It has one owner.
type Fleet []*Session

// Send publishes from each home in turn what the gate lets through, in messages of
// n samples, until the gate is closed. It fails, with the sessions ended, where ctx ends before.
func (f Fleet) Send(ctx context.Context, gate Gate, n int) error {
	defer context.AfterFunc(ctx, func() {
		for _, s := range f {
			s.conn.Close()
		}
	})()
	g, sending := errgroup.WithContext(ctx)
	defer context.AfterFunc(sending, gate.Close)()
	for i := range min(senders, len(f)) {
		g.Go(func() error { return f.sendEvery(i, gate, n) })
	}
	return g.Wait()
}

// sendEvery sends for every home whose place is first, first+senders and so on.
func (f Fleet) sendEvery(first int, gate Gate, n int) error {
	var on paper
	for at := first; gate.Enter(n); at += senders {
		if at >= len(f) {
			at = first
		}
		if err := f[at].publish(n, &on); err != nil {
			return err
		}
	}
	return nil
}

// Sent returns how many samples were sent. It must not be called during Send.
func (f Fleet) Sent() (total uint64) {
	for _, s := range f {
		total += s.seq
	}
	return total
}

// Untold returns the first home that was not told that all it sent is stored,
// as an error; nil where all were.
func (f Fleet) Untold() error {
	for _, s := range f {
		if told := s.Told(); told != s.seq {
			return fmt.Errorf("%s sent %d samples and was told that %d are stored", s.site, s.seq, told)
		}
	}
	return nil
}

// Close ends every session.
func (f Fleet) Close() {
	for _, s := range f {
		s.Close()
	}
}
