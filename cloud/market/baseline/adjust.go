package baseline

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/cloud/market/whole"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// adjust returns the factor by which the event day compares with the days used,
// and notes how it came about.
func (s *similar) adjust() (num, den int64) {
	if s.m.From == s.m.To {
		return 1, 1
	}
	a := Adjustment{Num: 1, Den: 1}
	var mean Energy // times the number of days
	for i, t := range s.before {
		at := s.course.at(t)
		called := slices.ContainsFunc(s.others, func(e energy.Interval) bool { return overlap(e, energy.Interval{Start: t, End: t.Add(s.course.Step)}) })
		if called {
			at.State = Missing // it shows an event, not the home's own doing
		}
		a.Count.add(at.State)
		if at.State != Metered {
			continue
		}
		a.EventDay += at.Energy
		for _, d := range s.days {
			mean += d.before[i]
		}
	}
	n := int64(len(s.days))
	a.Baseline = Energy(whole.Scale(int64(mean), 1, n))
	if mean >= 0 {
		a.Undefined = true
	} else {
		a.Num, a.Den, a.Capped = s.m.capped(-int64(a.EventDay)*n, -int64(mean))
	}
	s.result.Adjustment = &a
	return a.Num, a.Den
}

// capped returns num/den, or the bound that it passes.
func (m Method) capped(num, den int64) (int64, int64, bool) {
	switch {
	case num*1000 > den*(1000+m.Cap):
		return 1000 + m.Cap, 1000, true
	case num*1000 < den*(1000-m.Cap):
		return 1000 - m.Cap, 1000, true
	}
	return num, den, false
}

// fill puts the intervals of the event, each with the mean of the days times
// num/den, rounded once.
func (s *similar) fill(num, den int64) {
	n := int64(len(s.days))
	for i, t := range s.hours {
		total := int64(0)
		for _, d := range s.days {
			total += int64(d.hours[i])
		}
		s.result.put(s.course.at(t), t, Energy(whole.Scale(total, num, den*n)), s.m.Floor)
	}
}
