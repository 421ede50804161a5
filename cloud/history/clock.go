package history

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// ClockWithin is how far a home's clock may be from the cloud's before the times
// of its readings are flagged. What a message took on its way counts as such: a
// clock that is late cannot be told from a network that is.
const ClockWithin = 5 * time.Second

// judge says what is to be known of the clock that gave b its times. Waited is
// from the newest report to its sending, both by that clock, so that the sending
// should be when b came. What is left of an earlier boot was timed by a clock
// that may have been set since; such a batch has no moment.
func judge(b *wire.Batch, received time.Time) flags {
	if b.Moment == (energy.Moment{}) || len(b.Reports) == 0 {
		return clockUnknown
	}
	sent := b.Reports[len(b.Reports)-1].Snapshot.At.Add(b.Waited)
	if received.Sub(sent).Abs() > ClockWithin {
		return clockWrong
	}
	return 0
}
