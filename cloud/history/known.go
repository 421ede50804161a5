package history

import (
	"context"
	"slices"
	"sort"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Clock is what is known of the clock that gave a time.
type Clock uint8

// The clocks. A settlement leaves out all but ClockRight.
const (
	ClockRight   Clock = iota
	ClockWrong         // further than ClockWithin from the cloud's when it told, or back in the time of an earlier boot
	ClockUnknown       // of an earlier boot of the home, told after it
)

// Known is what the history says of one metric from At to Until. What no Known
// covers is missing.
type Known struct {
	// Point is what was measured at its time. Value is 0 where Quality is Missing.
	Point
	// Until is up to when the home said that it held, within its deadband. It is
	// At where nothing is known but the instant.
	Until time.Time
	// Quality is Missing where the device, which had been read before, gave
	// nothing.
	Quality energy.Quality
	Clock   Clock
	// Corrected is set where the home told this time twice, with two values: Value
	// is the larger.
	Corrected bool
}

// holdAhead is how far behind the end of a span what held in it is looked for:
// longer than any home is silent that holds.
const holdAhead = time.Hour

// Known returns what is known of one site's metric, m < NumReadings, in span, in
// order of time. What a reading of before the span says of its beginning is not
// in it.
func (c *Client) Known(ctx context.Context, site energy.SiteID, m Metric, span energy.Interval) ([]Known, error) {
	points, err := c.Read(ctx, site, m, span)
	if err != nil {
		return nil, err
	}
	marks, err := c.Read(ctx, site, Flags, span)
	if err != nil {
		return nil, err
	}
	ahead := energy.Interval{Start: span.Start, End: span.End.Add(holdAhead)}
	held, err := c.Read(ctx, site, Held, ahead)
	if err != nil {
		return nil, err
	}
	list := events(m, points, marks)
	hold(list, held)
	return list, nil
}

// events returns each reading of m and each time at which it was lost.
func events(m Metric, points, marks []Point) []Known {
	var list []Known
	at := map[int64]flags{}
	for _, k := range marks {
		f := flags(k.Value)
		at[k.At.UnixMilli()] = f
		if f.has(lost(m)) {
			list = append(list, Known{Point: Point{At: k.At}, Until: k.At, Clock: clockOf(f)})
		}
	}
	for _, p := range points {
		f := at[p.At.UnixMilli()]
		k := Known{Point: p, Until: p.At, Quality: energy.Good, Clock: clockOf(f), Corrected: f.has(corrected(m))}
		if f.has(doubtful(m)) {
			k.Quality = energy.Doubtful
		}
		list = append(list, k)
	}
	// A reading and its loss at one time: the loss is of the later tick.
	slices.SortStableFunc(list, func(a, b Known) int {
		if order := a.At.Compare(b.At); order != 0 {
			return order
		}
		return int(b.Quality) - int(a.Quality)
	})
	return list
}

func clockOf(f flags) Clock {
	switch {
	case f.has(clockWrong):
		return ClockWrong
	case f.has(clockUnknown):
		return ClockUnknown
	}
	return ClockRight
}

// hold extends each of list, in order of time, by what of held follows it before
// the next.
func hold(list []Known, held []Point) {
	for _, h := range held {
		begun := h.At.Add(-time.Duration(h.Value * float64(time.Second)).Round(time.Millisecond))
		i := sort.Search(len(list), func(i int) bool { return list[i].At.After(begun) })
		if i == 0 {
			continue
		}
		end := h.At
		if i < len(list) && list[i].At.Before(end) {
			end = list[i].At
		}
		if end.After(list[i-1].Until) {
			list[i-1].Until = end
		}
	}
}
