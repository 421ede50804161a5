package baseline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// member is a home and what it metered while homes are matched.
type member struct {
	course *Course
	match  []Energy
}

// fit returns the homes with all their data, by name.
func (g Group) fit(e *Effect) (called, control []member, err error) {
	if err := g.check(); err != nil {
		return nil, nil, &fault.Error{Op: "compare with control group", Kind: fault.Invalid, Err: err, Hint: "give courses of one step, each home once"}
	}
	g.Called, g.Control = byName(g.Called), byName(g.Control)
	e.Input = g.digest()
	for i := range g.Called {
		if m, ok := g.member(&g.Called[i]); ok {
			called = append(called, m)
		} else {
			e.LeftOut = append(e.LeftOut, g.Called[i].Meter)
		}
	}
	for i := range g.Control {
		if m, ok := g.member(&g.Control[i]); ok {
			control = append(control, m)
		} else {
			e.Unfit++
		}
	}
	return called, control, nil
}

func byName(list []Course) []Course {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Course) int { return strings.Compare(a.Meter, b.Meter) })
	return list
}

func (g Group) digest() string {
	inputs := []any{GroupID, utc(g.Event), len(g.Called)}
	for _, m := range g.Match {
		inputs = append(inputs, utc(m))
	}
	for _, list := range [...][]Course{g.Called, g.Control} {
		for i := range list {
			inputs = append(inputs, list[i].Meter, list[i].Step, canonical(list[i].Intervals))
		}
	}
	return digest(inputs...)
}

func utc(i energy.Interval) energy.Interval {
	return energy.Interval{Start: i.Start.UTC(), End: i.End.UTC()}
}

func (g Group) check() error {
	if len(g.Called) == 0 || len(g.Control) == 0 || len(g.Match) == 0 {
		return fmt.Errorf("%d called homes, %d controls, %d spans to match in", len(g.Called), len(g.Control), len(g.Match))
	}
	if len(g.Called)*len(g.Control) > mostPairs {
		return fmt.Errorf("%d homes against %d: compare at most %d pairs", len(g.Called), len(g.Control), mostPairs)
	}
	seen := map[string]bool{}
	for _, list := range [...][]Course{g.Called, g.Control} {
		for i := range list {
			if err := list[i].validate(); err != nil {
				return err
			}
			if list[i].Step != g.Called[0].Step || seen[list[i].Meter] {
				return fmt.Errorf("home %q has another step, or is there twice", list[i].Meter)
			}
			seen[list[i].Meter] = true
		}
	}
	for _, m := range g.Match {
		if overlap(m, g.Event) || m.Duration() <= 0 {
			return fmt.Errorf("homes are matched at %v, which is empty or in the event", m)
		}
	}
	return nil
}

// member returns c with what it metered, and false where it lacks an interval.
func (g Group) member(c *Course) (member, bool) {
	m := member{course: c}
	for _, span := range append(slices.Clone(g.Match), g.Event) {
		for _, t := range starts(span, c.Step) {
			at := c.at(t)
			if at.State != Metered {
				return member{}, false
			}
			m.match = append(m.match, at.Energy)
		}
	}
	m.match = m.match[:len(m.match)-len(starts(g.Event, c.Step))]
	return m, true
}

// nearest returns the control not taken that is most like m, -1 without any.
func nearest(m *member, control []member, taken []bool) (which int, distance Energy) {
	which = -1
	for i := range control {
		if taken[i] {
			continue
		}
		if d := between(m.match, control[i].match); which < 0 || cmp.Less(d, distance) {
			which, distance = i, d
		}
	}
	return which, distance
}

func between(a, b []Energy) (d Energy) {
	for i := range a {
		d += max(a[i]-b[i], b[i]-a[i])
	}
	return d
}
