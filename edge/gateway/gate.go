package gateway

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Gate lets into a home what a dispatch key has signed, whichever way it came,
// and nothing else. A broker that was stolen can hold orders back; it can
// neither make nor repeat nor prolong one.
type Gate struct {
	home    *Home
	courses *record.Courses
	trusted dispatchkey.Ring
	moments *moments
}

// NewGate returns the way into home for those in trusted. Of what it lets in,
// courses are kept.
func NewGate(home *Home, courses *record.Courses, trusted dispatchkey.Ring) *Gate {
	return &Gate{home: home, courses: courses, trusted: trusted, moments: newMoments(home.born)}
}

// Moment returns now, for the next order to rest on.
func (g *Gate) Moment() energy.Moment { return g.moments.seal(g.home.clock()) }

// Accept hands a signed order to the home, and returns it as far as it could be
// read. Besides what Home.Accept refuses, it refuses as Denied what no trusted
// key signed, as Corrupt what cannot be read, and as Stale a lease that ended
// on its way or rests on no moment of this start.
func (g *Gate) Accept(signed []byte) (energy.Order, error) {
	now := g.home.clock() // before all else: whatever time that takes is part of the lease
	o, err := wire.DecodeOrder(signed, g.trusted)
	if err != nil {
		return energy.Order{}, outside("accept order", err)
	}
	if o.Boot == g.home.boot && o.Lease > 0 && o.Lease <= g.home.maxLease { // a longer one is refused as it is
		if o.Lease, err = g.left(errand{"accept order", o.ID, o.Moment, o.Lease}, now); err != nil {
			return o, err
		}
	}
	err = g.home.accept(o, now)
	if err == nil && o.Lease > 0 {
		g.courses.Accepted(o.ID, o.Plant, now)
	}
	return o, err
}

// errand is what rests on a moment, and lasts from there.
type errand struct {
	op     string
	id     uint64
	moment energy.Moment
	lasts  time.Duration
}

// left returns what is left of an errand at now.
func (g *Gate) left(e errand, now time.Time) (time.Duration, error) {
	stale := func(err error) error {
		return &fault.Error{Op: e.op, Kind: fault.Stale, Subject: fmt.Sprint(e.id), Hint: "rest it on the moment told with this", Err: err}
	}
	at, ok := g.moments.open(e.moment)
	if !ok {
		return 0, stale(errors.New("it rests on no moment of this start"))
	}
	age := now.Sub(at)
	if age >= e.lasts {
		return 0, stale(fmt.Errorf("its lease of %v has ended: it rests on a moment %v ago", e.lasts, age))
	}
	return e.lasts - age, nil
}

// Hear hands a signed signal to the home, or refuses it as Accept does.
func (g *Gate) Hear(signed []byte) error {
	now := g.home.clock()
	s, err := wire.DecodeSignal(signed, g.trusted)
	if err != nil {
		return outside("hear signal", err)
	}
	g.home.hear(s, now)
	return nil
}

// outside keeps what was not signed apart from what cannot be read.
func outside(op string, err error) error {
	if fault.KindOf(err) == fault.Denied {
		return err
	}
	return &fault.Error{Op: op, Kind: fault.Corrupt, Hint: "issue it again", Err: err}
}
