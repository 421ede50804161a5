package programme

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// A command returns the entries it makes of the state, none where what it asks for
// is so already, or why it is refused. It changes nothing.

func deny(op string, subject string, kind fault.Kind, hint string, format string, args ...any) error {
	return &fault.Error{Op: op, Kind: kind, Subject: subject, Hint: hint, Err: fmt.Errorf(format, args...)}
}

func (s *State) defining(p Programme, by Person, now time.Time) ([]Entry, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if old, ok := s.programmes[p.ID]; ok && reflect.DeepEqual(*old, p) {
		return nil, nil
	}
	return []Entry{{Verb: Defined, At: now, By: by, Programme: &p}}, nil
}

func (s *State) enrolling(list []Enrolment, by Person, now time.Time) ([]Entry, error) {
	var fresh []Enrolment
	batch := map[[2]string]bool{}
	for _, n := range list {
		subject := string(n.Programme) + "/" + string(n.Site)
		if err := s.mayEnrol(n); err != nil {
			return nil, &fault.Error{Op: "enrol", Kind: fault.Invalid, Subject: subject, Err: err}
		}
		known, err := s.meetsEnrolment(n)
		if err != nil || batch[[2]string{string(n.Programme), string(n.Site)}] {
			return nil, &fault.Error{Op: "enrol", Kind: fault.Conflict, Subject: subject, Hint: "end the one that is there first", Err: errors.Join(err, errTwice)}
		}
		batch[[2]string{string(n.Programme), string(n.Site)}] = true
		if !known {
			fresh = append(fresh, n)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	return []Entry{{Verb: Enrolled, At: now, By: by, Enrolments: fresh}}, nil
}

var (
	errTwice = errors.New("a home is enrolled in a programme once at a time")
	errOther = errors.New("another call has this id")
)

func (s *State) mayEnrol(n Enrolment) error {
	_, err := energy.ParseSiteID(string(n.Site))
	switch {
	case err != nil:
		return err
	case s.programmes[n.Programme] == nil:
		return fmt.Errorf("programme %q is not there", string(n.Programme))
	case !(n.Power > 0 && n.Power <= energy.MostPower):
		return fmt.Errorf("power %v W: want it above 0", n.Power)
	case !(n.Reserve >= 0 && n.Reserve <= 1):
		return fmt.Errorf("reserve %v: want 0 to 1", n.Reserve)
	case n.From.IsZero() || !n.To.IsZero() && !n.To.After(n.From):
		return errors.New("want a beginning, and an end after it or none")
	}
	return nil
}

// meetsEnrolment tells whether n is there already, or fails where another meets it.
func (s *State) meetsEnrolment(n Enrolment) (known bool, err error) {
	for _, o := range s.enrolled[n.Site] {
		if o.Programme != n.Programme {
			continue
		}
		if o.From.Equal(n.From) && o.To.Equal(n.To) && o.Power == n.Power && o.Reserve == n.Reserve {
			return true, nil
		}
		if (n.To.IsZero() || o.From.Before(n.To)) && (o.To.IsZero() || n.From.Before(o.To)) {
			return false, fmt.Errorf("it is enrolled from %v", stamp(o.From))
		}
	}
	return false, nil
}

func (s *State) leaving(p ID, site energy.SiteID, to time.Time, by Person, now time.Time) ([]Entry, error) {
	n, ok := s.enrolment(p, site, to)
	if !ok || !n.From.Before(to) {
		return nil, deny("end enrolment", string(p)+"/"+string(site), fault.NotFound, "", "it is not enrolled at %v", stamp(to))
	}
	if to.Before(now) {
		return nil, deny("end enrolment", string(p)+"/"+string(site), fault.Invalid, "give a time that is not past", "%v is past", stamp(to))
	}
	n.To = to
	return []Entry{{Verb: Left, At: now, By: by, Enrolments: []Enrolment{n}}}, nil
}

func (s *State) optingOut(o OptOut, by Person, now time.Time) ([]Entry, error) {
	if o.From.Before(now) {
		o.From = now // what was is not undone
	}
	_, err := energy.ParseSiteID(string(o.Site))
	if err != nil || !o.To.IsZero() && !o.To.After(o.From) {
		return nil, deny("opt out", string(o.Site), fault.Invalid, "give a home, and an end in the future or none", "from %v to %v", stamp(o.From), stamp(o.To))
	}
	for _, have := range s.optOuts[o.Site] {
		if have.Programme == o.Programme && !have.From.After(o.From) && (have.To.IsZero() || !o.To.IsZero() && !have.To.Before(o.To)) {
			return nil, nil
		}
	}
	return []Entry{{Verb: OptedOutOf, At: now, By: by, OptOut: &o}}, nil
}

func (s *State) optingIn(p ID, site energy.SiteID, by Person, now time.Time) ([]Entry, error) {
	for _, o := range s.optOuts[site] {
		if o.Programme == p && (o.To.IsZero() || now.Before(o.To)) {
			return []Entry{{Verb: OptedIn, At: now, By: by, OptOut: &OptOut{Site: site, Programme: p, From: now}}}, nil
		}
	}
	return nil, nil
}
