package baseline

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Days gives the baseline of course for event, whose ends are on steps. Others
// are all events that the home took part in; the days they lie on are not used. It
// fails with fault.NotFound where there are too few days for a baseline.
func (m Method) Days(course Course, event energy.Interval, others []energy.Interval, in Calendar) (Result, error) {
	if err := course.validate(); err != nil {
		return Result{}, err
	}
	if err := onSteps(&course, event); err != nil {
		return Result{}, err
	}
	s := similar{m: m, course: &course, event: event, others: others, in: in}
	s.hours = starts(event, course.Step)
	s.before = starts(energy.Interval{Start: event.Start.Add(-m.From), End: event.Start.Add(-m.To)}, course.Step)
	s.result = newResult(m.ID(), &course, event, m, others, in.Location.String(), in.Holidays)
	if err := s.choose(); err != nil {
		return Result{}, err
	}
	s.fill(s.adjust())
	return s.result, nil
}

func newResult(id string, c *Course, event energy.Interval, inputs ...any) Result {
	event = energy.Interval{Start: event.Start.UTC(), End: event.End.UTC()}
	// What is metered after the event changes nothing, and so is none of its input.
	until := sort.Search(len(c.Intervals), func(i int) bool { return !c.Intervals[i].Start.Before(event.End) })
	inputs = append([]any{id, c.Meter, c.Step, event, canonical(c.Intervals[:until])}, inputs...)
	return Result{
		Method: id, Meter: c.Meter, Start: event.Start, End: event.End, StepS: int64(c.Step / time.Second),
		Input: digest(inputs...), Days: []Date{}, LeftOut: []LeftOut{}, Intervals: []Value{},
	}
}

// canonical is the intervals as what they are whatever zone their times are in.
func canonical(all []Interval) [][3]int64 {
	out := make([][3]int64, len(all))
	for i, at := range all {
		out[i] = [3]int64{at.Start.Unix(), int64(at.Energy), int64(at.State)}
	}
	return out
}

func onSteps(c *Course, event energy.Interval) error {
	err := error(nil)
	switch length := event.Duration(); {
	case length <= 0 || length > 24*time.Hour || length%c.Step != 0:
		err = fmt.Errorf("event of %v: want whole steps of %v, at most a day", length, c.Step)
	case len(c.Intervals) == 0:
		err = errors.New("nothing was metered")
	case event.Start.Sub(c.Intervals[0].Start)%c.Step != 0:
		err = fmt.Errorf("the event begins at %v, between steps of %v", event.Start, c.Step)
	}
	if err == nil {
		return nil
	}
	return &fault.Error{Op: "make baseline", Kind: fault.Invalid, Subject: c.Meter, Err: err, Hint: "meter the event and the days before it by the steps that it begins and ends on"}
}

// starts are the beginnings of the steps of span.
func starts(span energy.Interval, step time.Duration) []time.Time {
	var all []time.Time
	for t := span.Start; t.Before(span.End); t = t.Add(step) {
		all = append(all, t.UTC())
	}
	return all
}

// similar is the baseline of one event from similar days, while it is made.
type similar struct {
	m      Method
	course *Course
	event  energy.Interval
	others []energy.Interval
	in     Calendar

	hours, before []time.Time // steps of the event, and of the hours of adjustment
	days          []day       // used, the latest first
	result        Result
}

// day is what a similar day metered at the like of hours and of before.
type day struct {
	date          Date
	hours, before []Energy
	load          Energy // in hours, from the grid
}

// choose picks the days.
func (s *similar) choose() error {
	own := dateOf(s.event.Start, s.in.Location)
	free := s.in.free(own)
	for back := 1; back <= s.m.LookBack && len(s.days) < s.m.Y.of(free); back++ {
		date := own.plus(-back)
		if s.in.free(date) != free {
			continue
		}
		if s.hasEvent(date) {
			s.result.LeftOut = append(s.result.LeftOut, LeftOut{Day: date, Reason: EventDay})
			continue
		}
		d := day{date: date}
		var count Count
		d.hours, d.before = s.alike(s.hours, back, &count), s.alike(s.before, back, &count)
		if count.Any() {
			s.result.LeftOut = append(s.result.LeftOut, LeftOut{Day: date, Reason: NoData, Count: count})
			continue
		}
		for _, e := range d.hours {
			d.load -= e
		}
		s.days = append(s.days, d)
	}
	if len(s.days) < s.m.Least.of(free) {
		return &fault.Error{Op: "make baseline", Kind: fault.NotFound, Subject: s.course.Meter,
			Err:  fmt.Errorf("%d similar days of %d that %s wants at least, %d left out", len(s.days), s.m.Least.of(free), s.m.ID(), len(s.result.LeftOut)),
			Hint: "use another method, or settle without this meter"}
	}
	s.highest(s.m.X.of(free))
	return nil
}

// highest keeps the n days with most load, of equals the later.
func (s *similar) highest(n int) {
	byLoad := slices.Clone(s.days)
	slices.SortStableFunc(byLoad, func(a, b day) int { return cmp.Compare(b.load, a.load) })
	for _, d := range byLoad[min(n, len(byLoad)):] {
		s.result.LeftOut = append(s.result.LeftOut, LeftOut{Day: d.date, Reason: LessLoad})
		s.days = slices.DeleteFunc(s.days, func(x day) bool { return x.date == d.date })
	}
	slices.SortStableFunc(s.result.LeftOut, func(a, b LeftOut) int { return b.Day.since(a.Day) })
	for _, d := range s.days {
		s.result.Days = append(s.result.Days, d.date)
	}
}

// hasEvent tells whether another event touches date, or a day that the hours of
// adjustment or an event over midnight reach from it.
func (s *similar) hasEvent(date Date) bool {
	own := dateOf(s.event.Start, s.in.Location)
	from, to := date.begin(s.in.Location), date.plus(1)
	if len(s.before) > 0 {
		from = date.plus(dateOf(s.before[0], s.in.Location).since(own)).begin(s.in.Location)
	}
	to = to.plus(dateOf(s.event.End.Add(-time.Nanosecond), s.in.Location).since(own))
	span := energy.Interval{Start: from, End: to.begin(s.in.Location)}
	return slices.ContainsFunc(s.others, func(e energy.Interval) bool { return overlap(e, span) && !overlap(e, s.event) })
}

func overlap(a, b energy.Interval) bool { return a.Start.Before(b.End) && b.Start.Before(a.End) }

// alike returns what was metered days before at the like of each of times, and
// counts what was not.
func (s *similar) alike(times []time.Time, days int, count *Count) []Energy {
	all := make([]Energy, 0, len(times))
	for _, t := range times {
		at := Interval{}
		if there, ok := s.in.alike(t, days); ok {
			at = s.course.at(there)
		}
		count.add(at.State)
		all = append(all, at.Energy)
	}
	return all
}
