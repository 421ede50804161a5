package programme

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// State is what all entries together say. The zero State is that of none.
type State struct {
	programmes map[ID]*Programme
	enrolled   map[energy.SiteID][]Enrolment
	optOuts    map[energy.SiteID][]OptOut
	calls      map[CallID]*Call
	over       []*Call // that have run and were closed, in that order
	halt       *Halt
}

// Halt is that all is stopped until it is resumed.
type Halt struct {
	By  Person    `json:"by"`
	At  time.Time `json:"at"`
	Why string    `json:"why"`
}

// NewState returns the state of no entries.
func NewState() *State {
	return &State{
		programmes: map[ID]*Programme{}, enrolled: map[energy.SiteID][]Enrolment{},
		optOuts: map[energy.SiteID][]OptOut{}, calls: map[CallID]*Call{},
	}
}

// Apply takes an entry in. It fails for one that no command or tick has made of
// this state: then the state is not to be used any more.
func (s *State) Apply(e Entry) error {
	apply, ok := appliers[e.Verb]
	if !ok {
		return fmt.Errorf("verb %q: there is none", string(e.Verb))
	}
	if err := apply(s, e); err != nil {
		return fmt.Errorf("%s of %v: %w", e.Verb, e.At, err)
	}
	return nil
}

var appliers = map[Verb]func(*State, Entry) error{
	Defined: (*State).define, Enrolled: (*State).enrol, Left: (*State).leave, OptedOutOf: (*State).optOut, OptedIn: (*State).optIn,
	Proposed: (*State).propose, Cut: (*State).cut, Seconded: (*State).second, Moved: (*State).move, Told: (*State).tell,
	Halted: (*State).stopAll, Resumed: (*State).resume,
}

func (s *State) define(e Entry) error {
	if e.Programme == nil {
		return errNothing
	}
	p := *e.Programme
	s.programmes[p.ID] = &p
	return p.Check()
}

func (s *State) enrol(e Entry) error {
	for _, n := range e.Enrolments {
		s.enrolled[n.Site] = append(s.enrolled[n.Site], n)
	}
	return nil
}

// leave ends those enrolments that begin as the entry's do.
func (s *State) leave(e Entry) error {
	for _, n := range e.Enrolments {
		list := s.enrolled[n.Site]
		i := slices.IndexFunc(list, func(o Enrolment) bool { return o.Programme == n.Programme && o.From.Equal(n.From) })
		if i < 0 {
			return fmt.Errorf("%s is not enrolled in %s", n.Site, n.Programme)
		}
		list[i].To = n.To
	}
	return nil
}

func (s *State) optOut(e Entry) error {
	if e.OptOut == nil {
		return errNothing
	}
	o := *e.OptOut
	if !o.From.After(e.At) {
		o.From = time.Time{} // a clock that is set back gives nobody back
	}
	s.optOuts[o.Site] = append(s.optOuts[o.Site], o)
	return nil
}

// optIn ends at e.At what the home has opted out of.
func (s *State) optIn(e Entry) error {
	if e.OptOut == nil {
		return errNothing
	}
	kept := s.optOuts[e.OptOut.Site][:0]
	for _, o := range s.optOuts[e.OptOut.Site] {
		if o.Programme == e.OptOut.Programme && (o.To.IsZero() || e.At.Before(o.To)) {
			o.To = e.At
		}
		if o.To.IsZero() || o.From.Before(o.To) {
			kept = append(kept, o)
		}
	}
	s.optOuts[e.OptOut.Site] = kept
	return nil
}

func (s *State) stopAll(e Entry) error {
	s.halt = &Halt{By: e.By, At: e.At, Why: e.Why}
	return nil
}

func (s *State) resume(Entry) error {
	s.halt = nil
	return nil
}

// enrolment returns the home's enrolment in a programme at at.
func (s *State) enrolment(p ID, site energy.SiteID, at time.Time) (Enrolment, bool) {
	for _, n := range s.enrolled[site] {
		if n.Programme == p && holds(n.From, n.To, at) {
			return n, true
		}
	}
	return Enrolment{}, false
}

// floor returns the highest reserve of the home's enrolments that hold at some time
// in [start, end).
func (s *State) floor(site energy.SiteID, start, end time.Time) (floor energy.Ratio) {
	for _, n := range s.enrolled[site] {
		if meets(n.From, n.To, start, end) {
			floor = max(floor, n.Reserve)
		}
	}
	return floor
}

// optedOut tells whether the owner has said no to the programme at some time in
// [start, end).
func (s *State) optedOut(p ID, site energy.SiteID, start, end time.Time) bool {
	return slices.ContainsFunc(s.optOuts[site], func(o OptOut) bool {
		return (o.Programme == "" || o.Programme == p) && meets(o.From, o.To, start, end)
	})
}

// Calls returns all calls in the order in which they are served.
func (s *State) Calls() []*Call { return s.list(func(*Call) bool { return true }) }

func (s *State) list(want func(*Call) bool) []*Call {
	var list []*Call
	for _, c := range s.calls {
		if want(c) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, (*Call).before)
	return list
}

// Programmes returns the programmes by name.
func (s *State) Programmes() []Programme {
	var list []Programme
	for _, p := range s.programmes {
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b Programme) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list
}
