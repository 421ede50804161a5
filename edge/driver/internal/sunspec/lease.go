package sunspec

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

const percent = 0.01

// lease is what every command of a SunSpec model has: the timer that ends it, what it
// left in the registers, and who is told what became of that.
type lease struct {
	unit    *register.Unit
	timer   register.Point
	sent    readback
	witness register.Witness
}

func (d *Device) lease(timer register.Point, w register.Witness) lease {
	return lease{unit: d.unit, timer: timer, witness: w}
}

// Lapse is how long a command for hold goes on when nobody refreshes it.
func (l *lease) Lapse(hold time.Duration) time.Duration {
	return time.Duration(seconds(hold)) * time.Second
}

// look has b as it stands and judges by it what became of the command before. It fails
// where that was overruled once too often, by a device that forgets or by another
// master. Who of two masters is right is not ours to say: the device is left alone for
// a time.
func (l *lease) look(ctx context.Context, b *register.Block) error {
	if err := b.Look(ctx); err != nil {
		return err
	}
	e, differs := l.sent.differs(l.unit.Clock())
	switch {
	case differs:
		l.sent.forget()
		return l.witness.Overruled(e.says())
	case l.sent.count > 0:
		l.witness.Kept()
	}
	return nil
}

// leave has b as it stands and expects nothing of it any more.
func (l *lease) leave(ctx context.Context, b *register.Block) error {
	if err := b.Look(ctx); err != nil {
		return err
	}
	l.sent.forget()
	return nil
}

// reverts refuses a device without a reversion timer: nothing would end the
// command when we die.
func (l *lease) reverts() error {
	if _, ok := l.timer.Value(); ok {
		return nil
	}
	return l.unit.Refuse(fault.Unsupported, errors.New("the device has no reversion timer"))
}

// expect notes what a command for hold has just left.
func (l *lease) expect(hold time.Duration, fields ...expected) {
	l.sent.expect(l.unit.Clock().Add(hold), fields...)
}

// holds is the timer set to hold.
func (l *lease) holds(hold time.Duration) register.Field {
	return register.Field{Point: l.timer, To: seconds(hold)}
}

// set is a field for a point.
func set(p register.Point, to float64) register.Field { return register.Field{Point: p, To: to} }

// seconds is d as a timer, rounded up and never 0, which would mean for ever.
func seconds(d time.Duration) float64 { return max(1, math.Ceil(d.Seconds())) }
