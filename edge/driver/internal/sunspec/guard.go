package sunspec

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// FallsBack tells whether the limit has a value that it reverts to, by its registers
// as they were read last.
func (l *Limit) FallsBack() bool {
	if !l.back.Known() {
		return false
	}
	for _, p := range []register.Point{l.back, l.keep, l.timer} {
		if _, told := p.Stood(); !told {
			return false
		}
	}
	return true
}

// Guard lets no more than now through, and no more than alone when we are gone, or for
// want of such a value no more than now. Whole is what Ready returned just before.
func (l *Limit) Guard(ctx context.Context, now, alone, whole energy.Watts, hold time.Duration) error {
	share := l.part(l.share, now, whole)
	if l.FallsBack() {
		return l.revert(ctx, share, l.part(l.back, alone, whole), hold)
	}
	return l.stand(ctx, share, hold)
}

// Owe has the next gateway take off what stands, where no limit is agreed any more.
func (l *Limit) Owe() {
	if !l.Owed() {
		l.loans.Borrow(l.address(), 0)
	}
}

// revert writes the limit with what it reverts to and its timer in one request, and
// the enable after it.
func (l *Limit) revert(ctx context.Context, share, back register.Field, hold time.Duration) error {
	if err := register.Set(ctx, share, back, set(l.keep, 1), l.holds(hold)); err != nil {
		return err
	}
	if err := register.Set(ctx, set(l.enable, 1)); err != nil {
		return err
	}
	l.expect(hold, exactly(l.enable), about(l.share, wholePercent), about(l.back, wholePercent))
	return nil
}

// stand writes a limit without a timer, where another stands.
func (l *Limit) stand(ctx context.Context, share register.Field, hold time.Duration) error {
	fields := []register.Field{share, set(l.enable, 1)}
	if _, told := l.timer.Value(); told {
		fields = append([]register.Field{set(l.timer, 0)}, fields...)
	}
	for _, f := range fields {
		if has, told := f.Value(); told && has == f.To {
			continue
		}
		if err := register.Set(ctx, f); err != nil {
			return err
		}
	}
	l.expect(hold, exactly(l.enable), about(l.share, wholePercent))
	return nil
}
