package sunspec

import (
	"context"
	"errors"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/wear"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Limit caps the AC power of an inverter in percent of its maximum, by model 704
// (WMaxLimPct) or 123 (WMaxLimPct). It lapses by its own reversion timer.
type Limit struct {
	lease
	enable, share register.Point
	back, keep    register.Point   // 704 alone: what reversion sets, and leaves on
	whole         []register.Point // the power that 100 % stands for
	loans         *wear.Loans
	again         time.Time // not before is written what stands and does not hold
}

// Limit returns the better limit the device has, nil for none and for a device
// without PV: to hold a battery's inverter back would hold back what it is told.
func (d *Device) Limit(w register.Witness, loans *wear.Loans) *Limit {
	whole := d.whole()
	if !d.role.Sunny() || len(whole) == 0 {
		return nil
	}
	l := &Limit{
		lease:  d.lease(d.find(704, "WMaxLimPctRvrtTms"), w),
		enable: d.find(704, "WMaxLimPctEna"), share: d.find(704, "WMaxLimPct"),
		back: d.find(704, "WMaxLimPctRvrt"), keep: d.find(704, "WMaxLimPctEnaRvrt"),
	}
	if !l.enable.Known() {
		l = &Limit{
			lease:  d.lease(d.find(123, "WMaxLimPct_RvrtTms"), w),
			enable: d.find(123, "WMaxLim_Ena"), share: d.find(123, "WMaxLimPct"),
		}
	}
	if !l.enable.Known() {
		return nil
	}
	l.whole, l.loans = whole, loans
	return l
}

// Cap lets no more than sun through beside the battery's part of the inverter, for the
// time given. The timer goes first and the enable last, as with every command.
func (l *Limit) Cap(ctx context.Context, sun, battery energy.Watts, hold time.Duration) error {
	whole, err := l.Ready(ctx)
	if err != nil {
		return err
	}
	if err := l.reverts(); err != nil {
		return err
	}
	fields := []register.Field{l.holds(hold), l.part(l.share, max(0, sun+battery), whole), set(l.enable, 1)}
	if l.keep.Known() {
		fields = append([]register.Field{set(l.keep, 0)}, fields...)
	}
	if err := register.Encode(fields...); err != nil {
		return err
	}
	for i := range fields {
		if err := register.Send(ctx, fields[i]); err != nil {
			return err
		}
	}
	l.expect(hold, exactly(l.enable), about(l.share, wholePercent))
	return nil
}

// Ready looks at the registers and returns the power that 100 % stands for. It fails
// where they did not keep what was written once too often.
func (l *Limit) Ready(ctx context.Context) (energy.Watts, error) {
	if err := l.look(ctx, l.enable.Block); err != nil {
		return 0, err
	}
	return l.of(ctx)
}

// of is the power that 100 % stands for. It is a setting, so it is read with it.
func (l *Limit) of(ctx context.Context) (energy.Watts, error) {
	for _, p := range l.whole {
		if err := p.Block.Read(ctx); err != nil {
			return 0, err
		}
		if v, ok := p.Value(); ok && v > 0 {
			return energy.Watts(v), nil
		}
	}
	return 0, l.unit.Refuse(fault.Unsupported, errors.New("WMax, the power that 100 % stands for, is not told"))
}

// part is most as a share of the whole for p.
func (l *Limit) part(p register.Point, most, whole energy.Watts) register.Field {
	return set(p, p.Cut(max(0, min(100, float64(most)*100/float64(whole)))))
}

// Free takes the limit off where one is on.
func (l *Limit) Free(ctx context.Context) error {
	if err := l.leave(ctx, l.enable.Block); err != nil {
		return err
	}
	if on, told := l.enable.Value(); told && on != 0 {
		if err := register.Set(ctx, set(l.enable, 0)); err != nil {
			return err
		}
	}
	l.loans.Return(l.address())
	return nil
}

// Owed tells whether a limit of ours may stand that nothing but Free takes off.
func (l *Limit) Owed() bool {
	_, owed := l.loans.Borrowed(l.address())
	return owed
}

// address is that of the enable.
func (l *Limit) address() uint16 { return uint16(l.enable.Wire().Offset()) }
