package control

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// armed is a frequency response in force that was pushed ahead. The zero armed is
// none.
type armed struct {
	arm   energy.Arm
	droop Droop
	ends  time.Time
	moved history // of the response
}

func (r *armed) holds(now time.Time) bool { return r.arm.ID != 0 && now.Before(r.ends) }

// Arm puts a in force from now for as long as it lasts, in place of the one before;
// one that lasts 0 ends what is in force. It refuses with Conflict (another site or
// boot), Stale (an ID that is not newer), Unsupported (this home takes none), Unsafe
// (beyond what was agreed at commissioning) or Invalid; what is in force stays so
// then. A refusal's hint holds what the next needs to be taken.
func (d *Desk) Arm(a energy.Arm, now time.Time) error {
	if err := d.checkArm(&a); err != nil {
		d.counts.ArmsRefused++
		return err
	}
	d.counts.Armed++
	d.newestArm = a.ID
	moved := d.armed.moved // goes on where the response is armed anew
	if d.armed = (armed{}); a.Lasts > 0 {
		band := max(insensitive, a.Curve.DeadBand())
		d.armed = armed{arm: a, droop: Droop{Nominal: a.Nominal, DeadBand: band, Curve: a.Curve, Up: a.Up, Down: a.Down}, ends: now.Add(a.Lasts), moved: moved}
	}
	return nil
}

// NewestArm returns the ID of the newest arm taken, 0 for none.
func (d *Desk) NewestArm() uint64 { return d.newestArm }

func (d *Desk) checkArm(a *energy.Arm) error {
	able := d.config.Armable
	switch {
	case a.Site != d.config.Site:
		return refuseArm(a, fault.Conflict, "send it to the site it names", fmt.Errorf("made for site %q", a.Site))
	case a.Boot != d.config.Boot:
		return refuseArm(a, fault.Conflict, fmt.Sprintf("this is boot %d; use an id above %d", d.config.Boot, d.newestArm), fmt.Errorf("made for boot %d", a.Boot))
	case a.ID <= d.newestArm:
		return refuseArm(a, fault.Stale, fmt.Sprintf("use an id above %d", d.newestArm), errors.New("id is not newer"))
	case a.Lasts < 0:
		return refuseArm(a, fault.Invalid, "want a length of 0 or more", fmt.Errorf("lasts %v", a.Lasts))
	case a.Lasts == 0:
		return nil
	case !able.Able():
		return refuseArm(a, fault.Unsupported, "agree at commissioning that it may be armed", errors.New("this home takes no frequency response"))
	}
	if err := able.Check(*a); err != nil {
		return refuseArm(a, fault.Unsafe, "stay within what this home tells with its session", err)
	}
	if err := a.Check(); err != nil {
		return refuseArm(a, fault.Invalid, "send one that says what to do", err)
	}
	return nil
}

func refuseArm(a *energy.Arm, k fault.Kind, hint string, err error) error {
	return &fault.Error{Op: "accept arm", Kind: k, Subject: fmt.Sprint(a.ID), Hint: hint, Err: err}
}

// change returns the change of power that the frequency asks for: of what was agreed at
// commissioning and what is armed, the stronger. What was agreed may be a duty of the
// grid code, which what is sold must never weaken; and to add them up would give one
// reaction twice, and more than either was agreed to be.
func (d *Desk) change(f energy.Reading[energy.Hertz], now time.Time) energy.Want {
	own := d.config.Droop.response(f, now)
	if !d.armed.holds(now) {
		return own
	}
	theirs := d.armed.droop.response(f, now)
	p, duty := own.Power()
	q, asked := theirs.Power()
	if !asked || q == 0 || duty && p.Abs() >= q.Abs() { // 0 W where it is armed in the other direction, or too near
		return own
	}
	return theirs
}

// What of an armed response is an event, as shares of the power that is armed: so much
// of it, and so much more or less within the time that the meter is late. A step of the
// 10 mHz that meters tell is less in any curve that is sold.
const (
	eventful energy.Watts = 0.25
	stirred  energy.Watts = 0.06
)

// answers tells whether the frequency is answered by so much that the home's balance must
// stand still. Of what was agreed at commissioning that is any response. A home that is
// armed answers small deviations all day, and slowly: if its balance stood still then,
// nobody would follow its load.
func (d *Desk) answers(v *look) bool {
	p, responding := v.response.Power()
	if !d.armed.holds(v.now) {
		return responding
	}
	span := d.armed.moved.see(p, d.config.late(), v.now)
	armed := max(d.armed.arm.Up, d.armed.arm.Down)
	return p.Abs() > eventful*armed || span.Max-span.Min > stirred*armed
}
