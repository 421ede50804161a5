package driver

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// limit caps the AC power of an inverter in percent of its maximum, by model 704
// (WMaxLimPct) or 123 (WMaxLimPct). It lapses by its own reversion timer.
type limit struct {
	enable, share, timer point
	keep                 point   // 704 alone: what reversion leaves on
	whole                sources // the power that 100 % stands for
}

// limitOf returns the better limit the device has, nil for none.
func (d *Device) limitOf() *limit {
	if d.role == Meter {
		return nil
	}
	whole := append(d.from(702, "WMax", "WMaxRtg"), append(d.from(121, "WMax"), d.from(120, "WRtg")...)...)
	for _, l := range []*limit{
		{enable: d.find(704, "WMaxLimPctEna"), share: d.find(704, "WMaxLimPct"), timer: d.find(704, "WMaxLimPctRvrtTms"), keep: d.find(704, "WMaxLimPctEnaRvrt")},
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
	if err := l.enable.block.read(ctx, d); err != nil {
		return err
	}
	if err := d.reverts(l.timer); err != nil {
		return err
	}
	whole, err := l.of(ctx, d)
	if err != nil {
		return err
	}
	fields := []field{{l.timer, seconds(hold)}, {l.share, max(0, min(100, float64(most/whole)/percent))}, {l.enable, 1}}
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
	return nil
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
	if err := l.enable.block.read(ctx, d); err != nil {
		return err
	}
	if on, told := l.enable.value(); !told || on == 0 {
		return nil
	}
	return d.set(ctx, field{l.enable, 0})
}
