package driver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// limit caps the AC power of an inverter in percent of its maximum, by model 704
// (WMaxLimPct) or 123 (WMaxLimPct). It lapses by its own reversion timer.
type limit struct {
	enable, share, timer point
	back, keep           point   // 704 alone: what reversion sets, and leaves on
	whole                sources // the power that 100 % stands for
	sent                 readback
	kept                 Proof // by its registers
	maker                *cut  // by a vendor's map, in place of all this
}

// Curtails tells whether the device has PV that Curtail can hold back.
func (d *Device) Curtails() bool {
	if d.limit == nil || d.held().Level != Controllable {
		return false
	}
	_, down := d.limit.kept.Downgraded(d.clock())
	return !down
}

// held is how far the device is trusted with its PV. That a battery cannot be
// commanded says nothing of a limit.
func (d *Device) held() Trust {
	if d.control == nil || d.limit.maker != nil {
		return d.familiar()
	}
	return d.trust
}

// Curtail lets no more of the device's PV through than the setpoint says, or all of
// it. The register limits the inverter as a whole, so that the battery's part comes
// on top: see beside. A battery that is not trusted any more keeps no PV from being
// curtailed. A device without PV has nothing to do. It fails as Write does.
func (d *Device) Curtail(ctx context.Context, s safety.Setpoint) error {
	return d.curtail(ctx, s, nil)
}

func (d *Device) curtail(ctx context.Context, s safety.Setpoint, g *Guard) error {
	left := s.Until().Sub(d.clock())
	most, on := s.Curtail()
	switch {
	case d.role != PV && d.role != Hybrid:
		return nil
	case d.limit == nil:
		return d.uncurtailed(fault.Unsupported, errors.New("the device has no limit for its PV"))
	case !d.Curtails():
		return d.uncurtailed(fault.Unsupported, errors.New(d.unheld()))
	case left <= 0:
		return d.uncurtailed(fault.Stale, errors.New("the setpoint has expired"))
	case !on && d.limit.maker != nil:
		return d.limit.maker.free(ctx, d)
	case !on && g == nil:
		return d.limit.free(ctx, d)
	}
	_, asked := s.Power()
	if m := d.limit.maker; m != nil {
		return m.cap(ctx, d, most, d.beside(asked), max(left, time.Second))
	}
	most = max(0, most+d.beside(asked))
	switch {
	case g != nil && on:
		return d.limit.guard(ctx, d, energy.WantPower(most), *g, max(left, time.Second))
	case g != nil:
		return d.limit.guard(ctx, d, energy.Want{}, *g, max(left, time.Second))
	}
	return d.limit.cap(ctx, d, most, max(left, time.Second))
}

// beside is the battery's part of the inverter's power: what it was told last, and
// in its own mode 0 W. Below 0 W it is what the battery was last read to take, for
// that alone is what PV does not send out. What it gives unasked counts as nothing,
// for no command keeps it at that.
func (d *Device) beside(asked bool) energy.Watts {
	var told energy.Watts
	lasts := d.clock().Before(d.lapses)
	if lasts {
		told = d.given
	}
	b, known := read[energy.Watts](d.points.battery).Value()
	switch {
	case !known:
		return told
	case asked && lasts:
		return max(told, min(0, b))
	}
	return min(0, told, b)
}

// unheld says why a device with a limit for its PV is not told any.
func (d *Device) unheld() string {
	if until, down := d.limit.kept.Downgraded(d.clock()); down {
		return fmt.Sprintf("its limit for PV did not keep what was written %d times; tried again at %s", maxFailures, until.UTC().Format(time.RFC3339))
	}
	return d.held().Reason
}

func (d *Device) uncurtailed(kind fault.Kind, err error) error {
	return &fault.Error{Op: "curtail PV", Kind: kind, Subject: fmt.Sprintf("%s %s at unit %d", d.identity.Maker, d.identity.Model, d.unit), Err: err}
}

// limitOf returns the better limit the device has, nil for none and for a device
// without PV: to hold a battery's inverter back would hold back what it is told.
func (d *Device) limitOf() *limit {
	if d.role != PV && d.role != Hybrid {
		return nil
	}
	whole := append(d.from(702, "WMax", "WMaxRtg"), append(d.from(121, "WMax"), d.from(120, "WRtg")...)...)
	for _, l := range []*limit{
		{enable: d.find(704, "WMaxLimPctEna"), share: d.find(704, "WMaxLimPct"), timer: d.find(704, "WMaxLimPctRvrtTms"), back: d.find(704, "WMaxLimPctRvrt"), keep: d.find(704, "WMaxLimPctEnaRvrt")},
		{enable: d.find(123, "WMaxLim_Ena"), share: d.find(123, "WMaxLimPct"), timer: d.find(123, "WMaxLimPct_RvrtTms")},
	} {
		if l.enable.known && len(whole) > 0 {
			l.whole = whole
			return l
		}
	}
	return nil
}

// cap lets no more than most through for the time given. The timer goes first
// and the enable last, as with every command.
func (l *limit) cap(ctx context.Context, d *Device, most energy.Watts, hold time.Duration) error {
	whole, err := l.ready(ctx, d)
	if err != nil {
		return err
	}
	if err := d.reverts(l.timer); err != nil {
		return err
	}
	fields := []field{{l.timer, seconds(hold)}, l.part(l.share, most, whole), {l.enable, 1}}
	if l.keep.known {
		fields = append([]field{{l.keep, 0}}, fields...)
	}
	if err := d.encode(fields...); err != nil {
		return err
	}
	for _, f := range fields {
		if err := d.set(ctx, f); err != nil {
			return err
		}
	}
	l.sent.expect(d.clock().Add(hold), exactly(l.enable), about(l.share, wholePercent))
	return nil
}

// ready looks at the registers and returns the power that 100 % stands for. It fails
// where they did not keep what was written once too often.
func (l *limit) ready(ctx context.Context, d *Device) (energy.Watts, error) {
	if err := l.enable.block.look(ctx, d); err != nil {
		return 0, err
	}
	if e, differs := l.sent.differs(d.clock()); differs {
		l.sent.forget()
		if l.kept = l.kept.After(Failed, d.clock()); !d.Curtails() {
			return 0, d.uncurtailed(fault.Conflict, errors.New(e.says()))
		}
	}
	return l.of(ctx, d)
}

// part is most as a share of the whole for p.
func (l *limit) part(p point, most, whole energy.Watts) field {
	return field{p, p.at.CutIn(p.block.words, max(0, min(100, float64(most)*100/float64(whole))))}
}

// of is the power that 100 % stands for. It is a setting, so it is read with it.
func (l *limit) of(ctx context.Context, d *Device) (energy.Watts, error) {
	for _, s := range l.whole {
		if err := s.plus[0].block.read(ctx, d); err != nil {
			return 0, err
		}
		if v, ok := s.value(); ok && v > 0 {
			return energy.Watts(v), nil
		}
	}
	return 0, d.refuse(fault.Unsupported, errors.New("WMax, the power that 100 % stands for, is not told"))
}

// free takes the limit off where one is on.
func (l *limit) free(ctx context.Context, d *Device) error {
	if err := l.enable.block.look(ctx, d); err != nil {
		return err
	}
	l.sent.forget()
	if on, told := l.enable.value(); told && on != 0 {
		if err := d.set(ctx, field{l.enable, 0}); err != nil {
			return err
		}
	}
	l.handBack(d)
	return nil
}
