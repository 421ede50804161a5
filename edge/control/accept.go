package control

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Counts are the orders and arms taken and refused since NewDesk, of orders by why.
type Counts struct {
	Taken        uint64
	WrongSite    uint64
	WrongBoot    uint64
	NotNewer     uint64 // replayed, repeated or overtaken
	LeaseTooLong uint64
	Unsound      uint64 // no meaning, whatever the state
	Armed        uint64 // arms taken, those that ended others included
	ArmsRefused  uint64
}

// Counts returns what became of the orders and arms.
func (d *Desk) Counts() Counts { return d.counts }

// Accept puts o in force from now for its lease; a lease of 0 ends what is in
// force. It refuses with Conflict (another site or boot), Stale (an ID that is
// not newer), Unsafe (a lease over the home's own maximum, named
// lease_too_long) or Invalid. A refusal's hint holds what the next order needs to
// be taken. No window of old IDs is kept: only the newest counts.
func (d *Desk) Accept(o energy.Order, now time.Time) error {
	counter, err := d.check(o)
	if err == nil {
		counter, d.newest = &d.counts.Taken, o.ID
		d.put(o, now)
	}
	*counter++
	return err
}

// check returns why o is refused, and what counts that.
func (d *Desk) check(o energy.Order) (*uint64, error) {
	n := &d.counts
	switch {
	case o.Site != d.config.Site:
		return &n.WrongSite, refuse(o, fault.Conflict, "send it to the site it names", fmt.Errorf("made for site %q", o.Site))
	case o.Boot != d.config.Boot:
		return &n.WrongBoot, refuse(o, fault.Conflict, fmt.Sprintf("this is boot %d; use an id above %d", d.config.Boot, d.newest), fmt.Errorf("made for boot %d", o.Boot))
	case o.ID <= d.newest:
		return &n.NotNewer, refuse(o, fault.Stale, fmt.Sprintf("use an id above %d", d.newest), errors.New("id is not newer"))
	case o.Lease > d.config.MaxLease:
		return &n.LeaseTooLong, refuse(o, fault.Unsafe, fmt.Sprintf("this home takes at most %v", d.config.MaxLease), fmt.Errorf("lease_too_long: lease %v", o.Lease))
	case o.Lease < 0:
		return &n.Unsound, refuse(o, fault.Invalid, "want a lease of 0 or more", fmt.Errorf("lease %v", o.Lease))
	case o.Lease == 0:
		return &n.Unsound, nil
	}
	return &n.Unsound, sound(o)
}

func sound(o energy.Order) error {
	s := o.Share
	switch {
	case !energy.IsFinite(s.Base) || !energy.IsFinite(s.SlopeUp) || !energy.IsFinite(s.SlopeDown) || s.SlopeUp < 0 || s.SlopeDown < 0:
		return refuse(o, fault.Invalid, "want a finite base and slopes of 0 or more", fmt.Errorf("base %v slopes %v %v", s.Base, s.SlopeUp, s.SlopeDown))
	case !energy.IsFinite(s.Base+s.SlopeUp) || !energy.IsFinite(s.Base-s.SlopeDown):
		return refuse(o, fault.Invalid, "want a finite power at every level", fmt.Errorf("base %v slopes %v %v", s.Base, s.SlopeUp, s.SlopeDown))
	case !(s.Bounds.Min <= s.Bounds.Max) || !energy.IsFinite(s.Bounds.Clamp(0)):
		return refuse(o, fault.Invalid, "want min <= max with a finite power between", fmt.Errorf("bounds %v", s.Bounds))
	case s.FollowsSignal() && (s.SignalHold <= 0 || o.Plant == ""):
		return refuse(o, fault.Invalid, "a share with slopes needs a plant and a signal hold", errors.New("no signal to follow"))
	}
	return nil
}

func refuse(o energy.Order, k fault.Kind, hint string, err error) error {
	return &fault.Error{Op: "accept order", Kind: k, Subject: fmt.Sprint(o.ID), Hint: hint, Err: err}
}
