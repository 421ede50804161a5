package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/store"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// followed is how many changes a consumer is handed at a time.
const followed = 1000

// outboxWait bounds one question to the outbox.
const outboxWait = 10 * time.Second

// Consumer reads the outbox in order; the registry remembers how far it has said
// to be. It hears of nothing that memory does not know yet, for who hears asks there.
// It is for one goroutine.
type Consumer struct {
	registry *Registry
	name     string
	at       int64 // handed out
}

// Consumer returns the consumer of a name, where it was: a change may be handed
// to it twice, and none is left out. A name that is new begins with the first
// change.
func (r *Registry) Consumer(ctx context.Context, name string) (*Consumer, error) {
	c := &Consumer{registry: r, name: name}
	err := r.store.Reads().QueryRowContext(ctx, `SELECT seq FROM consumer WHERE name = $1`, name).Scan(&c.at)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, store.Fault("read cursor", name, err)
	}
	return c, nil
}

// Next returns the changes after those it has returned, at most 1000, and waits
// for one at most wait: none is no error. It fails as Stale where changes are
// gone that it has not returned: then everything has to be read again (Skip).
func (c *Consumer) Next(ctx context.Context, wait time.Duration) ([]Change, error) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		more := c.registry.wake.next()
		changes, err := c.read(ctx)
		if err != nil || len(changes) > 0 {
			return changes, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-timer.C:
			return nil, nil
		case <-more:
		}
	}
}

func (c *Consumer) read(ctx context.Context) ([]Change, error) {
	ctx, cancel := context.WithTimeout(ctx, outboxWait)
	defer cancel()
	learned := c.registry.learned.Load()
	changes, err := c.registry.Changes(ctx, c.at, followed)
	changes = slices.DeleteFunc(changes, func(one Change) bool { return one.Seq > learned })
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	if first := changes[0].Seq; first != c.at+1 {
		return nil, &fault.Error{Op: "follow changes", Kind: fault.Stale, Subject: c.name,
			Err: fmt.Errorf("changes %d to %d are gone", c.at+1, first-1), Hint: "read everything again, then go on from there"}
	}
	c.at = changes[len(changes)-1].Seq
	return changes, nil
}

// Skip goes to the newest change without a look at those before. What is read
// from the registry after it holds them all.
func (c *Consumer) Skip() { c.at = c.registry.learned.Load() }

// Keep says that all it was handed is done with, also where ctx has ended: what
// is done is done. The outbox lets go of what every consumer has done with. It is
// no change of the fleet, so the outbox does not tell of it.
func (c *Consumer) Keep(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), outboxWait)
	defer cancel()
	if err := c.registry.keep(ctx, c.name, c.at); err != nil {
		return store.Fault("keep cursor", c.name, err)
	}
	return nil
}
