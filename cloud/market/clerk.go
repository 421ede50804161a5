package market

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/agenda"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Desk is where calls come from, and where it is said what they were worth.
type Desk interface {
	// Over returns the calls that ran and are over.
	Over() []Call
	// Score notes what a call was worth, and where the report is.
	Score(call string, worth energy.Ratio, report string, now time.Time) error
}

// Office is what a clerk works with.
type Office struct {
	Dir      string // for reports, one folder for each call
	Schedule agenda.Schedule
	Terms    map[string]Terms // by programme
	Desk     Desk
	Sources
	Book *ledger.File
	Now  func() time.Time
	Log  *slog.Logger
}

// Clerk settles calls: measures each when its time has come, enters what it earned,
// and writes the report. Each step may be the last: what is done again is entered
// once. Its methods may be called from any goroutine.
type Clerk struct {
	Office
	folder *folder

	mu      sync.Mutex
	records map[string]Record
	failed  map[string]time.Time // when a look failed last
	looks   uint64
	misses  uint64
}

// Counts are since the start, and Calls and Failing now.
type Counts struct {
	Looks   uint64 // at a call: whether it is due anything, or what it came to
	Misses  uint64 // of those, that failed and are made again
	Calls   int    // that were looked at once
	Failing int    // of which the last look failed
}

// Counts returns what was done.
func (c *Clerk) Counts() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Counts{Looks: c.looks, Misses: c.misses, Calls: len(c.records), Failing: len(c.failed)}
}

// NewClerk returns a clerk who goes on from what is in the office's folder.
func NewClerk(o Office) (*Clerk, error) {
	f, err := openFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	records, err := f.records()
	if err != nil {
		return nil, err
	}
	o.Past = &paced{past: o.Past, now: o.Now}
	return &Clerk{Office: o, folder: f, records: records, failed: map[string]time.Time{}}, nil
}

const (
	roundEvery = time.Minute
	lookWait   = 6 * time.Hour // for one look at one call, of however many homes
	retryAfter = 5 * time.Minute
)

// Run settles until ctx ends.
func (c *Clerk) Run(ctx context.Context) error {
	tick := time.NewTicker(roundEvery)
	defer tick.Stop()
	for {
		c.Round(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Round does all that is due now, one call after the other. What fails is logged,
// and tried again later.
func (c *Clerk) Round(ctx context.Context) {
	calls := c.Desk.Over()
	var others Others // of all calls: made where one is settled
	for i := range calls {
		call := &calls[i]
		r, due := c.known(call)
		if !due {
			continue
		}
		if others == nil {
			others = Called(calls)
		}
		err := c.attend(ctx, call, others, r)
		if ctx.Err() != nil {
			return
		}
		c.looked(call, err)
	}
}

// looked notes how a look at a call ended.
func (c *Clerk) looked(call *Call, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.looks++; err == nil {
		delete(c.failed, call.ID)
		return
	}
	c.misses++
	c.failed[call.ID] = c.Now()
	c.Log.Warn("call is not settled", "call", call.ID, "programme", call.Programme, "again_in", retryAfter, "err", err)
}

// known returns the record of a call, and whether anything is due of it: never of one
// that had no homes.
func (c *Clerk) known(call *Call) (Record, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, there := c.records[call.ID]
	if !there {
		r = begun(call)
	}
	now := c.Now()
	at, failed := c.failed[call.ID]
	early := failed && now.Sub(at).Abs() < retryAfter
	return r, len(call.Homes) > 0 && !early && (c.Schedule.Due(call.Ended, r.Looked, now) != agenda.Nothing || r.told() && !call.Scored)
}

// attend does what is due of one call.
func (c *Clerk) attend(ctx context.Context, call *Call, others Others, r Record) error {
	ctx, cancel := context.WithTimeout(ctx, lookWait)
	defer cancel()
	now := c.Now()
	task := c.Schedule.Due(call.Ended, r.Looked, now)
	if task == agenda.Ask {
		came, err := c.came(ctx, call, r.Settled)
		if err != nil {
			return err
		}
		if r.Looked = now; came {
			task = agenda.Settle
		} else if err := c.keep(r); err != nil {
			return err
		}
	}
	if task == agenda.Settle {
		var err error
		if r, err = c.settle(ctx, call, others, r, now); err != nil {
			return err
		}
	}
	if r.told() && !call.Scored {
		return c.Desk.Score(call.ID, *r.Worth, "settlements/"+call.ID, now)
	}
	return nil
}

// came tells whether any home told late, after since, of the time of a call or of
// the hours before it.
func (c *Clerk) came(ctx context.Context, call *Call, since time.Time) (bool, error) {
	const ahead = 4 * time.Hour // by which baselines are adjusted
	span := energy.Interval{Start: call.Span.Start.Add(-ahead), End: call.Span.End}
	for _, h := range call.Homes {
		told, err := c.Past.Late(ctx, h.Site, span)
		if err != nil || agenda.Came(told, since) {
			return err == nil, err
		}
	}
	return false, nil
}

// keep notes how far a call is.
func (c *Clerk) keep(r Record) error {
	if err := c.folder.keep(r); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.records[r.Call] = r
	delete(c.failed, r.Call)
	return nil
}
