package programme

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// late is how long ago a call may begin that is asked for at once.
const late = time.Minute

// check returns the programme of a request, or why nobody can ask for it.
func (s *State) check(r *Request, now time.Time) (*Programme, error) {
	p, ok := s.programmes[r.Programme]
	if !ok {
		return nil, refused(r.ID, fault.NotFound, "define the programme first", fmt.Errorf("programme %q is not there", string(r.Programme)))
	}
	if err := errors.Join(named("call", r.ID), named("node", r.Node), r.sound(p)); err != nil {
		return nil, refused(r.ID, fault.Invalid, "correct the request", err)
	}
	if r.Start.Before(now.Add(-late)) || !r.End.After(now) {
		return nil, refused(r.ID, fault.Stale, "ask for one that begins now or later", fmt.Errorf("it begins at %v, and it is %v", stamp(r.Start), stamp(now)))
	}
	if told := r.Start.Add(-p.Rules.Notice.Of()); p.Rules.Notice > 0 && now.After(told) {
		return nil, refused(r.ID, fault.Stale, "ask for one that begins later", fmt.Errorf("owners are told %v ahead, which was %v", p.Rules.Notice, stamp(told)))
	}
	if err := p.Rules.admits(r.Span(), s.spans(r)); err != nil {
		return nil, refused(r.ID, fault.Conflict, "ask for another time", err)
	}
	return p, nil
}

func refused(id CallID, kind fault.Kind, hint string, err error) error {
	return &fault.Error{Op: "plan call", Kind: kind, Subject: string(id), Hint: hint, Err: err}
}

func (r *Request) sound(p *Programme) error {
	for _, w := range []energy.Watts{r.Up, r.Down} {
		if !(w >= 0 && w <= energy.MostPower) {
			return fmt.Errorf("power %v W: want a magnitude", w)
		}
	}
	switch {
	case r.Up == 0 && r.Down == 0:
		return errors.New("it asks for no power")
	case p.Kind.Drive().delivers() && r.Up > 0 && r.Down > 0:
		return fmt.Errorf("%s goes one way: give up or down", p.Kind)
	case p.Kind.Drive() == Measured && r.Down > 0:
		return fmt.Errorf("%s discharges: give up", p.Kind)
	case r.Purpose != Market && r.Purpose != Test:
		return fmt.Errorf("purpose %q: want market or test", string(r.Purpose))
	case !(r.Least >= 0 && r.Least <= 1):
		return fmt.Errorf("least_ratio %v: want 0 to 1", r.Least)
	}
	return nil
}

// spans returns when the calls are of the same programme and node that count.
func (s *State) spans(r *Request) []energy.Interval {
	var list []energy.Interval
	for _, c := range s.calls {
		if c.Programme == r.Programme && c.Node == r.Node && c.ID != r.ID && c.counts() {
			list = append(list, c.took())
		}
	}
	return list
}

// took is when the call ran, or is to run: one that was stopped takes no more time.
func (c *Call) took() energy.Interval {
	span := c.Span()
	if c.Closed != nil && c.Closed.Before(span.End) {
		span.End = *c.Closed
	}
	return span
}

// guarded tells whether a second person has to approve the call.
func (s *State) guarded(r *Request, threshold energy.Watts) bool {
	sum := max(r.Up, r.Down)
	for _, c := range s.calls {
		if c.ID != r.ID && c.Stage.Open() && !c.Guarded && meets(c.Start, c.End, r.Start, r.End) {
			sum += max(c.Up, c.Down)
		}
	}
	return sum > threshold
}
