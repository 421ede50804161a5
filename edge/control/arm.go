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
	if d.armed = (armed{}); a.Lasts > 0 {
		band := max(insensitive, a.Curve.DeadBand())
		d.armed = armed{arm: a, droop: Droop{Nominal: a.Nominal, DeadBand: band, Curve: a.Curve, Up: a.Up, Down: a.Down}, ends: now.Add(a.Lasts)}
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
	case a.Lasts > able.Longest:
		return refuseArm(a, fault.Unsafe, fmt.Sprintf("this home takes at most %v", able.Longest), fmt.Errorf("arm_too_long: lasts %v", a.Lasts))
	case a.Up > able.Power || a.Down > able.Power:
		return refuseArm(a, fault.Unsafe, fmt.Sprintf("this home takes at most %v W", float64(able.Power)), fmt.Errorf("arm_too_strong: up %v W, down %v W", float64(a.Up), float64(a.Down)))
	case a.Nominal != able.Nominal:
		return refuseArm(a, fault.Unsafe, fmt.Sprintf("this home is on a grid of %v Hz", float64(able.Nominal)), fmt.Errorf("nominal %v Hz", float64(a.Nominal)))
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
