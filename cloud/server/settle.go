package server

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/tape"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// ended is where calls come from: a desk of programmes.
type ended interface {
	Over(after int) []programme.Call
	Programmes() []programme.Programme
	Score(id programme.CallID, result programme.Result, by programme.Person, now time.Time) error
}

// settlement is what calls earn: the clerk who settles them, and the books.
type settlement struct {
	books *books
	clerk *market.Clerk // nil where the ledger cannot be used
	tape  *tape.Tape
	log   *slog.Logger
}

// tapeFor is how long levels are kept: longer than any call is settled anew.
const tapeFor = 35 * 24 * time.Hour

// newSettlement goes on from what was settled before.
func newSettlement(c Config, s stores, r *road, desk ended) (*settlement, error) {
	dir, log := filepath.Join(c.StateDir, "settlement"), r.log
	st := &settlement{books: s.books, tape: tape.New(filepath.Join(dir, "levels"), tapeFor), log: log}
	if s.books.failed != nil {
		log.Error("nothing is settled", "err", s.books.failed)
		return st, nil
	}
	st.books.tell(log)
	schedule, err := c.Settlement.schedule()
	if err != nil {
		return nil, err
	}
	terms, err := c.Settlement.agreed(desk.Programmes())
	if err != nil {
		return nil, err
	}
	client, err := s.database.client()
	if err != nil {
		return nil, err
	}
	st.clerk, err = market.NewClerk(market.Office{
		Dir: filepath.Join(dir, "events"), Schedule: schedule, Terms: terms, Desk: &over{desk: desk},
		Sources: market.Sources{Past: &metered{client, r.history}, Tape: st.tape, Fleet: &sites{registry: s.registry, twins: r.twins}},
		Book:    s.books.ledger, Now: time.Now, Log: log,
	})
	return st, err
}

// Run settles until ctx ends. Where the ledger cannot be used it does nothing: what
// is owed is no reason to stop a plant.
func (s *settlement) Run(ctx context.Context) error {
	if s.clerk == nil {
		<-ctx.Done()
		return nil
	}
	return s.clerk.Run(ctx)
}

// counts returns what was settled, nothing where the ledger cannot be used.
func (s *settlement) counts() api.SettleCounters {
	if s.clerk == nil {
		return api.SettleCounters{}
	}
	c := s.clerk.Counts()
	return api.SettleCounters{Looks: c.Looks, Misses: c.Misses, Entries: s.books.ledger.Head().Seq, Calls: c.Calls, Failing: c.Failing}
}

// hear keeps a level that a programme was told.
func (s *settlement) hear(id programme.ID, level programme.Level) {
	if err := s.tape.Note(string(id), tape.Level(level.Value), level.At); err != nil {
		s.log.Warn("a level is not kept", "programme", id, "err", err)
	}
}

// over is a desk as a clerk sees it. The clerk alone asks.
type over struct {
	desk ended
	told int           // calls that are over and were looked at
	ran  []market.Call // those that ran for a minute: nothing of them changes but whether they are scored
}

// clerkName is who scores calls.
const clerkName programme.Person = "settlement"

// Score implements market.Desk.
func (o *over) Score(call string, worth energy.Ratio, report string, now time.Time) error {
	err := o.desk.Score(programme.CallID(call), programme.Result{Score: worth, Report: report}, clerkName, now)
	for i := range o.ran {
		if err == nil && o.ran[i].ID == call {
			o.ran[i].Scored = true
		}
	}
	return err
}

// Over implements market.Desk.
func (o *over) Over() []market.Call {
	fresh := o.desk.Over(o.told)
	o.told += len(fresh)
	for i := range fresh {
		c := &fresh[i]
		if span, ran := market.Ran(c.Span(), *c.Began, *c.Closed); ran {
			m := overCall(c, span)
			m.Scored = c.Stage == programme.Scored
			o.ran = append(o.ran, m)
		}
	}
	return slices.Clone(o.ran)
}

// overCall returns a call as it is settled.
func overCall(c *programme.Call, span energy.Interval) market.Call {
	zone, err := time.LoadLocation(c.Terms.Rules.Zone)
	if err != nil {
		zone = time.UTC // of rules that were checked: it is not this machine's any more
	}
	m := market.Call{
		Programme: string(c.Programme), ID: string(c.ID), Service: market.Service(c.Terms.Kind), Span: span, Ended: *c.Closed,
		Test: c.Purpose == programme.Test, Up: c.Up, Down: c.Down, Zone: zone,
		Frequency: market.Frequency{Nominal: c.Terms.Rules.Nominal}, FullBy: c.Terms.Rules.FullBy.Of(),
	}
	if len(c.Terms.Curve) > 0 {
		m.Frequency.Dead = c.Terms.Curve[0].Away
	}
	for _, claim := range c.Claims {
		if claim.Up > 0 || claim.Down > 0 {
			m.Homes = append(m.Homes, market.Home{Site: claim.Site, Device: claim.Battery, Up: claim.Up, Down: claim.Down})
		}
	}
	return m
}
