package history

import (
	"slices"
	"sync"
	"time"
)

// DelayBounds are the upper ends of the steps of Delays but the last, which has none.
var DelayBounds = [...]time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, time.Hour,
}

// Delays says of how many readings it took how long from when their device was read, by the
// home's clock, until the database had accepted them. What came late is among them.
type Delays struct {
	Steps [len(DelayBounds) + 1]uint64 // readings between a bound and the one before it
	Sum   time.Duration
}

// delays are Delays that grow.
type delays struct {
	mu  sync.Mutex
	all Delays
}

// note counts what the database accepted at now.
func (d *delays) note(series []run, now time.Time) {
	var some Delays
	for i := range series {
		if int(series[i].metric) >= NumReadings {
			continue
		}
		for _, p := range series[i].points {
			some.add(time.Duration(max(0, now.UnixMilli()-p.Timestamp)) * time.Millisecond)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, n := range some.Steps {
		d.all.Steps[i] += n
	}
	d.all.Sum += some.Sum
}

func (d *Delays) add(took time.Duration) {
	i := slices.IndexFunc(DelayBounds[:], func(most time.Duration) bool { return took <= most })
	if i < 0 {
		i = len(DelayBounds)
	}
	d.Steps[i]++
	d.Sum += took
}

func (d *delays) now() Delays {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.all
}
