package fieldbus

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// judge notes what an exchange that cost that time tells of its unit; heard:
// something came after its time.
func (l *Link) judge(id uint8, err error, cost time.Duration, heard bool) {
	now := time.Now()
	before, after := l.units.change(id, func(u *unit) {
		refusal := refusalIn(err)
		switch {
		case refusal != nil && refusal.kind() == fault.Busy, timedOut(err) && heard:
			u.strained(now)
		case refusal != nil && refusal.absent(), timedOut(err):
			u.missed(now, cost, l.config.BackoffMax)
		case refusal != nil, err == nil:
			u.answered(now)
		}
	})
	l.tell(id, before, after)
}

// timedOut tells whether err is that nothing, or not all, came in time.
func timedOut(err error) bool {
	late := errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
	return late && !errors.Is(err, errLost)
}

// tell logs that a unit fell asleep or woke.
func (l *Link) tell(id uint8, before, after UnitState) {
	switch {
	case after == Silent && before != Silent:
		l.config.Log.Info("unit silent", "link", l.config.Address, "unit", id)
	case before == Silent && after != Silent:
		l.config.Log.Info("unit answers again", "link", l.config.Address, "unit", id)
	}
}

// count keeps the statistics of one exchange.
func (l *Link) count(err error) {
	switch {
	case err == nil:
	case refusalIn(err) != nil:
		l.exceptions.Add(1)
		if fault.KindOf(err) == fault.Busy {
			l.busy.Add(1)
		}
	case errors.As(err, new(frameError)):
		l.corrupt.Add(1)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		l.timeouts.Add(1)
	}
}
