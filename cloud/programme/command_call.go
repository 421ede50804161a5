package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// proposing plans a call. A request that is there already is not planned twice;
// another of the same id is refused.
func (s *State) proposing(config *Config, f *Facts, r Request, by Person, now time.Time) ([]Entry, Plan, error) {
	if have, ok := s.calls[r.ID]; ok {
		if have.same(&r) && have.By == by {
			return nil, Plan{Call: have}, nil
		}
		return nil, Plan{}, refused(r.ID, fault.Conflict, "give the new one an id of its own", errOther)
	}
	x, err := s.plan(config, f, r, by, now)
	if err != nil {
		return nil, x.plan, err
	}
	return append([]Entry{{Verb: Proposed, At: now, By: by, Call: x.call}}, x.cuts...), x.plan, nil
}

// approving has a second person approve a call that has not begun.
func (s *State) approving(config *Config, id CallID, by Person, now time.Time) ([]Entry, error) {
	const op = "approve call"
	c := s.calls[id]
	switch {
	case c == nil:
		return nil, deny(op, string(id), fault.NotFound, "", "it is not there")
	case by == c.By:
		return nil, deny(op, string(id), fault.Denied, "have somebody else approve it", "%s has proposed it", by)
	case c.Approval != nil && c.Approval.By == by && (c.approved(now) || c.Began != nil):
		return nil, nil
	case !c.Guarded:
		return nil, deny(op, string(id), fault.Conflict, "", "it needs no approval")
	case !c.Stage.Open() || c.Stage == Running:
		return nil, deny(op, string(id), fault.Conflict, "", "it is %s", c.Stage)
	}
	return []Entry{{Verb: Seconded, At: now, By: by, ID: id, Approval: &Approval{By: by, At: now, Until: now.Add(config.ApprovalLife)}}}, nil
}

// stopping stops the calls that match and have homes.
func (s *State) stopping(match func(*Call) bool, by Person, why string, now time.Time) []Entry {
	var list []Entry
	for _, c := range s.list(func(c *Call) bool { return c.holds(now) && match(c) }) {
		list = append(list, Entry{Verb: Moved, At: now, By: by, ID: c.ID, Cause: Stop, Why: why})
	}
	return list
}

// halting stops all that runs, and lets nothing begin until it is resumed.
func (s *State) halting(by Person, why string, now time.Time) []Entry {
	running := s.stopping(func(c *Call) bool { return c.Began != nil }, by, why, now)
	if s.halt != nil {
		return running
	}
	return append([]Entry{{Verb: Halted, At: now, By: by, Why: why}}, running...)
}

func (s *State) resuming(by Person, why string, now time.Time) []Entry {
	if s.halt == nil {
		return nil
	}
	return []Entry{{Verb: Resumed, At: now, By: by, Why: why}}
}

// telling notes that owners were told. Those that were told already stay so.
func (s *State) telling(kind NoticeKind, id CallID, sites []energy.SiteID, by Person, now time.Time) ([]Entry, error) {
	c := s.calls[id]
	if c == nil || kind != Invitation && kind != Withdrawal {
		return nil, deny("note notice", string(id), fault.NotFound, "", "no such call or notice %q", string(kind))
	}
	var fresh []energy.SiteID
	for _, site := range sites {
		claim := c.claim(site)
		if claim == nil {
			return nil, deny("note notice", string(id), fault.NotFound, "", "%s is not called", site)
		}
		if kind == Invitation && claim.Told == nil || kind == Withdrawal && claim.Withdrawn == nil {
			fresh = append(fresh, site)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	return []Entry{{Verb: Told, At: now, By: by, ID: id, Notice: kind, Sites: fresh}}, nil
}

func (s *State) scoring(id CallID, result Result, by Person, now time.Time) ([]Entry, error) {
	c := s.calls[id]
	if c == nil {
		return nil, deny("score call", string(id), fault.NotFound, "", "it is not there")
	}
	if c.Stage == Scored && *c.Result == result {
		return nil, nil
	}
	if _, ok := Next(c.Stage, Score); !ok || !energy.IsFinite(result.Score) {
		return nil, deny("score call", string(id), fault.Conflict, "score it once, after its end, with a number", "it is %s, and its score %v", c.Stage, result.Score)
	}
	return []Entry{{Verb: Moved, At: now, By: by, ID: id, Cause: Score, Result: &result}}, nil
}
