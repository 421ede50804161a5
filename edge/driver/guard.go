package driver

import (
	"context"
	"time"

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
	slackShare energy.Watts = percent

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

// Guards tells whether Guard leaves anything behind in the device.
func (d *Device) Guards() bool { return d.limit != nil && d.limit.maker == nil && d.Curtails() }

// Unguarded says what is missing of a limit that the device keeps when the gateway
// ends, "" where it reverts to one by itself or has no PV.
func (d *Device) Unguarded() string {
	switch {
	case d.role != PV && d.role != Hybrid:
		return ""
	case d.limit == nil:
		return "it keeps no export limit: it has no limit for its PV"
	case !d.Curtails():
		return "it keeps no export limit: " + d.unheld()
	case d.limit.maker != nil && d.vendor.Curb.Kind != regmap.Kept:
		return "it keeps no export limit: the limit that it is told lapses, and all PV passes"
	case d.limit.maker != nil:
		return "it keeps the limit that it was told last, or none where PV was not held back: it has none to fall back to"
	case !d.limit.fallsBack():
		return "it keeps the limit that it was told last, which was right for what the home and its battery took then: it has none to fall back to"
	}
	return ""
}

// Held tells whether a limit of ours may stand in the device that nothing but Curtail
// takes off, of this start or an earlier one.
func (d *Device) Held() bool {
	l := d.limit
	if l == nil {
		return false
	}
	if l.maker != nil {
		return l.maker.borrowed(d)
	}
	b, ok := d.options.ledger.(Borrower)
	if !ok {
		return false
	}
	_, owed := b.Borrowed(d.Key(), l.register())
	return owed
}

// borrowed tells whether anything is to be put back.
func (c *cut) borrowed(d *Device) bool {
	for _, s := range c.vendor.Program(regmap.Uncut, regmap.Always) {
		if _, owed := c.stood(d, s.Point); owed && s.Term == regmap.Before {
			return true
		}
	}
	return false
}

// fallsBack tells whether the limit has a value that it reverts to, by its registers
// as they were read last.
func (l *limit) fallsBack() bool {
	if !l.back.known {
		return false
	}
	for _, p := range []point{l.back, l.keep, l.timer} {
		if _, told := p.at.Decode(p.block.words); !told {
			return false
		}
	}
	return true
}

// register is the address of the enable.
func (l *limit) register() uint16 { return l.enable.block.base + uint16(l.enable.at.Offset()) }

// handBack notes that no limit of ours stands any more.
func (l *limit) handBack(d *Device) {
	if b, ok := d.options.ledger.(Borrower); ok {
		b.Return(d.Key(), l.register())
	}
}

// guard lets no more than most through now, and no more than g when we are gone.
func (l *limit) guard(ctx context.Context, d *Device, most energy.Want, g Guard, hold time.Duration) error {
	whole, err := l.ready(ctx, d)
	if err != nil {
		return err
	}
	// The next gateway takes off what stands, where no limit is agreed any more.
	if b, ok := d.options.ledger.(Borrower); ok && !d.Held() {
		b.Borrow(d.Key(), l.register(), 0)
	}
	now, limited := most.Power()
	if !limited {
		now = d.standing(g, whole)
	}
	share := l.part(l.share, now, whole)
	if l.fallsBack() {
		return l.revert(ctx, d, share, l.part(l.back, g.Alone, whole), hold)
	}
	return l.stand(ctx, d, share, hold)
}

// revert writes the limit with what it reverts to and its timer in one request, and
// the enable after it.
func (l *limit) revert(ctx context.Context, d *Device, share, back field, hold time.Duration) error {
	if err := d.set(ctx, share, back, field{l.keep, 1}, field{l.timer, seconds(hold)}); err != nil {
		return err
	}
	if err := d.set(ctx, field{l.enable, 1}); err != nil {
		return err
	}
	l.sent.expect(d.clock().Add(hold), exactly(l.enable), about(l.share, wholePercent), about(l.back, wholePercent))
	return nil
}

// stand writes a limit without a timer, where another stands.
func (l *limit) stand(ctx context.Context, d *Device, share field, hold time.Duration) error {
	fields := []field{share, {l.enable, 1}}
	if _, told := l.timer.value(); told {
		fields = append([]field{{l.timer, 0}}, fields...)
	}
	for _, f := range fields {
		if has, told := f.value(); told && has == f.to {
			continue
		}
		if err := d.set(ctx, f); err != nil {
			return err
		}
	}
	l.sent.expect(d.clock().Add(hold), exactly(l.enable), about(l.share, wholePercent))
	return nil
}

// standing is a limit that binds nothing the home may send out now: Alone for as long
// as the inverter needs no more.
func (d *Device) standing(g Guard, whole energy.Watts) energy.Watts {
	gives, known := read[energy.Watts](d.points.ac).Value()
	sun, _ := read[energy.Watts](d.points.pv).Value()
	b, _ := read[energy.Watts](d.points.battery).Value()
	gives = max(gives, sun+b) // before its losses, for some limit that
	wants := gives
	if d.clock().Before(d.lapses) {
		wants = max(gives, d.given)
	}
	free := slack + slackShare*whole
	if !known || wants+free <= nearly*g.Alone {
		return g.Alone
	}
	return max(g.Alone, gives+max(0, g.Room)+free)
}
