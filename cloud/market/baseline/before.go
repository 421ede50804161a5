package baseline

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/whole"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Before is meter-before/meter-after: the baseline of every interval is the mean
// of what was metered in Window before the event.
type Before struct {
	Version int
	Window  time.Duration // whole steps
	Floor   bool
}

// MeterBefore returns it with the last quarter of an hour.
func MeterBefore() Before { return Before{Version: 1, Window: 15 * time.Minute, Floor: true} }

// ID returns name, window and version.
func (b Before) ID() string {
	return fmt.Sprintf("meter-before-%ds@%d", int64(b.Window/time.Second), b.Version)
}

// Baseline gives the baseline of course for event. It fails with fault.NotFound
// where an interval of the window is not metered: what a home does just before an
// event is not to be guessed.
func (b Before) Baseline(course Course, event energy.Interval) (Result, error) {
	if err := course.validate(); err != nil {
		return Result{}, err
	}
	if err := onSteps(&course, event); err != nil {
		return Result{}, err
	}
	if b.Window <= 0 || b.Window%course.Step != 0 {
		return Result{}, &fault.Error{Op: "make baseline", Kind: fault.Invalid, Subject: course.Meter, Err: fmt.Errorf("window of %v", b.Window), Hint: "want whole steps"}
	}
	r := newResult(b.ID(), &course, event, b)
	var total Energy
	var count Count
	window := starts(energy.Interval{Start: event.Start.Add(-b.Window), End: event.Start}, course.Step)
	for _, t := range window {
		at := course.at(t)
		count.add(at.State)
		total += at.Energy
	}
	if count.Any() {
		return Result{}, &fault.Error{Op: "make baseline", Kind: fault.NotFound, Subject: course.Meter,
			Err:  errors.New("the meter was not read, or not to be believed, just before the event"),
			Hint: "use another method, or settle without this meter"}
	}
	for _, t := range starts(event, course.Step) {
		r.put(course.at(t), t, Energy(whole.Scale(int64(total), 1, int64(len(window)))), b.Floor)
	}
	return r, nil
}
