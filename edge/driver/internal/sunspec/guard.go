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
// want of such a value no more than now. Whole is what Ready returned just before, and
// gives what the inverter was read to give.
func (l *Limit) Guard(ctx context.Context, now, alone, whole, gives energy.Watts, hold time.Duration) error {
	share := l.part(l.share, now, whole)
	if l.FallsBack() {
		return l.revert(ctx, share, l.part(l.back, alone, whole), hold)
	}
	if err := l.stand(ctx, l.passed(gives > now+slack+slackShare*whole), l.standing(share)); err != nil {
		return err
	}
	l.expect(hold, exactly(l.enable), about(l.share, wholePercent))
	return nil
}

// An inverter may give so much more than its limit, of which it knows whole percents.
const (
	slack      energy.Watts = 50
	slackShare energy.Watts = 0.02
)

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

// insist is how long a limit that stands and does not hold is left as it is: some
// inverters begin their way down anew with each write, and some do not go down so far.
const insist = 10 * time.Second

// passed tells whether what stands is to be written again, where more is given.
func (l *Limit) passed(more bool) bool {
	now := l.unit.Clock()
	if !more || now.Before(l.again) {
		return false
	}
	l.again = now.Add(insist)
	return true
}

// standing is a limit without a timer.
func (l *Limit) standing(share register.Field) []register.Field {
	fields := []register.Field{share, set(l.enable, 1)}
	if _, told := l.timer.Value(); told {
		fields = append([]register.Field{set(l.timer, 0)}, fields...)
	}
	return fields
}

// stand writes what does not stand yet. Where the inverter gives more than its registers
// say, they are not believed: some keep what they were told and forgot to do it.
func (l *Limit) stand(ctx context.Context, passed bool, fields []register.Field) error {
	for _, f := range fields {
		if has, told := f.Value(); told && has == f.To && !passed {
			continue
		}
		if err := register.Set(ctx, f); err != nil {
			return err
		}
	}
	return nil
}
