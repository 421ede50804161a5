package server

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/tape"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// ended is where calls come from: a desk of programmes.
type ended interface {
	Calls() []programme.Call
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
	terms, err := c.Settlement.terms()
	if err != nil {
		return nil, err
	}
	client, err := s.database.client()
	if err != nil {
		return nil, err
	}
	st.clerk, err = market.NewClerk(market.Office{
		Dir: filepath.Join(dir, "events"), Schedule: schedule, Terms: terms, Desk: &over{desk: desk, seen: map[programme.CallID]market.Call{}},
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

// hear keeps a level that a programme was told.
func (s *settlement) hear(id programme.ID, level programme.Level) {
	if err := s.tape.Note(string(id), tape.Level(level.Value), level.At); err != nil {
		s.log.Warn("a level is not kept", "programme", id, "err", err)
	}
}

// over is a desk as a clerk sees it.
type over struct {
	desk ended
	// seen are calls that are over, of which nothing changes any more but whether they
	// are scored.
	seen map[programme.CallID]market.Call
}

// clerkName is who scores calls.
const clerkName programme.Person = "settlement"

// Score implements market.Desk.
func (o *over) Score(call string, worth energy.Ratio, report string, now time.Time) error {
	return o.desk.Score(programme.CallID(call), programme.Result{Score: worth, Report: report}, clerkName, now)
}

// Over implements market.Desk.
func (o *over) Over() []market.Call {
	var list []market.Call
	for _, c := range o.desk.Calls() {
		if c.Began == nil || c.Closed == nil {
			continue
		}
		m, seen := o.seen[c.ID]
		if !seen {
			span, ran := market.Ran(c.Span(), *c.Began, *c.Closed)
			if !ran {
				continue // for less than a minute
			}
			m = overCall(&c, span)
			o.seen[c.ID] = m
		}
		m.Scored = c.Stage == programme.Scored
		list = append(list, m)
	}
	return list
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
