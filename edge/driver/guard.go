package driver

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Guard is what an inverter is to hold by itself once nobody tells it anything, so that
// an agreed export limit does not end with the gateway (G100: loss of any part fails
// safe). The battery is taken to send nothing to the grid in the inverter's own mode.
type Guard struct {
	Alone energy.Watts // it may give whatever the home does, 0 W or more
	Room  energy.Watts // it may give beyond what it gives now, as the home is now
}

// What a standing limit leaves free, so that the one that safety asks for is seen to
// bind before it: little, and what is lost to whole percents.
const (
	slack      energy.Watts = 20
	slackShare energy.Watts = 0.01

	// An inverter that gives this much of what stands may be kept from more by it.
	nearly energy.Watts = 0.8
)

// Guard does as Curtail, and leaves the device such that it keeps to g when nothing
// is written any more. A limit always stands, also where Curtail would let all PV
// through: at Alone, and higher only for as long as the inverter gives as much. Model
// 704 falls back to Alone by its timer. Model 123 would fall back to no limit, so that
// its limit is left without a timer: what kept the limit as the home was last, see
// Unguarded. It fails as Curtail does.
func (d *Device) Guard(ctx context.Context, s safety.Setpoint, g Guard) error {
	return d.curtail(ctx, s, &g)
}

// guard lets no more than most through now, and no more than g when we are gone.
func (d *Device) guard(ctx context.Context, g Guard, most energy.Want, hold time.Duration) error {
	l := d.pv.stays
	whole, err := l.Ready(ctx)
	if err != nil {
		return err
	}
	l.Owe()
	now, limited := most.Power()
	if !limited {
		now = d.standing(g, whole)
	}
	gives, _ := measure.Read[energy.Watts](d.points.AC).Value()
	return l.Guard(ctx, now, g.Alone, whole, gives, hold)
}

// standing is a limit that binds nothing the home may send out now: Alone for as long
// as the inverter needs no more.
func (d *Device) standing(g Guard, whole energy.Watts) energy.Watts {
	gives, known := measure.Read[energy.Watts](d.points.AC).Value()
	sun, _ := measure.Read[energy.Watts](d.points.PV).Value()
	b, _ := measure.Read[energy.Watts](d.points.Battery).Value()
	gives = max(gives, sun+b) // some inverters limit what they give before their losses
	wants := gives
	if d.unit.Clock().Before(d.lapses) {
		wants = max(gives, d.given)
	}
	free := slack + slackShare*whole
	if !known || wants+free <= nearly*g.Alone {
		return g.Alone
	}
	return max(g.Alone, gives+max(0, g.Room)+free)
}

// Guards tells whether Guard leaves anything behind in the device.
func (d *Device) Guards() bool { return d.pv != nil && d.pv.stays != nil && d.Curtails() }

// Held tells whether a limit of ours may stand in the device that nothing but Curtail
// takes off, of this start or an earlier one.
func (d *Device) Held() bool { return d.pv != nil && d.pv.Owed() }

// Unguarded says what is missing of a limit that the device keeps when the gateway
// ends, "" where it reverts to one by itself or has no PV.
func (d *Device) Unguarded() string {
	if !d.role.Sunny() {
		return ""
	}
	if d.pv == nil {
		return "it keeps no export limit: it has no limit for its PV"
	}
	reason, unheld := d.unheld()
	switch {
	case unheld:
		return "it keeps no export limit: " + reason
	case d.pv.stays == nil && d.vendor.Curb.Kind != regmap.Kept:
		return "it keeps no export limit: the limit that it is told lapses, and all PV passes"
	case d.pv.stays == nil:
		return "it keeps the limit that it was told last, or none where PV was not held back: it has none to fall back to"
	case !d.pv.stays.FallsBack():
		return "it keeps the limit that it was told last, which was right for what the home and its battery took then: it has none to fall back to"
	}
	return ""
}
