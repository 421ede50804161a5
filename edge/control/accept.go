package control

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Accept puts o in force from now for its lease; a lease of 0 ends what is in
// force. It refuses with Conflict (another site or boot), Stale (an ID that is
// not newer), Unsafe (a lease over the home's own maximum) or Invalid.
func (d *Desk) Accept(o energy.Order, now time.Time) error {
	switch {
	case o.Site != d.config.Site:
		return refuse(o, fault.Conflict, "send it to the site it names", fmt.Errorf("made for site %q", o.Site))
	case o.Boot != d.config.Boot:
		return refuse(o, fault.Conflict, fmt.Sprintf("this is boot %d", d.config.Boot), fmt.Errorf("made for boot %d", o.Boot))
	case o.ID <= d.newest:
		return refuse(o, fault.Stale, fmt.Sprintf("use an id above %d", d.newest), errors.New("id is not newer"))
	case o.Lease > d.config.MaxLease:
		return refuse(o, fault.Unsafe, fmt.Sprintf("this home takes at most %v", d.config.MaxLease), fmt.Errorf("lease %v", o.Lease))
	case o.Lease < 0:
		return refuse(o, fault.Invalid, "want a lease of 0 or more", fmt.Errorf("lease %v", o.Lease))
	}
	if err := sound(o); o.Lease > 0 && err != nil {
		return err
	}
	d.newest = o.ID
	if o.Lease == 0 {
		o = energy.Order{}
	}
	d.order, d.ends = o, now.Add(o.Lease)
	return nil
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
