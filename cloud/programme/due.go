package programme

import "time"

// due returns how time moves open calls at now.
func (s *State) due(now time.Time) []Entry {
	var moved []Entry
	for _, c := range s.list(func(c *Call) bool { return c.Stage.Open() }) {
		stage := c.Stage
		for range len(moves) { // each stage once at most
			cause, why := c.due(stage, now, s.halt != nil)
			next, ok := Next(stage, cause)
			if !ok {
				break
			}
			moved = append(moved, Entry{Verb: Moved, At: now, ID: c.ID, Cause: cause, Why: why})
			stage = next
		}
	}
	return moved
}

// due returns what moves the call out of stage at now, "" where nothing does.
func (c *Call) due(stage Stage, now time.Time, halted bool) (Cause, string) {
	over := !now.Before(c.End)
	notice := c.Terms.Rules.Notice.Of()
	switch {
	case stage == Planned && (c.approved(now) || notice == 0) && !(notice > 0 && now.After(c.Start.Add(-notice))):
		return Notify, ""
	case stage == Planned && notice > 0 && now.After(c.Start.Add(-notice)):
		return Miss, "no time is left to tell the owners"
	case stage == Running && over:
		return Finish, ""
	case stage == Running:
		return "", ""
	case over:
		return Miss, "its end came before it could begin"
	case stage == Noticed && c.approved(now):
		return Clear, ""
	case stage == Approved && !c.approved(now):
		return Lapse, "its approval ran out"
	case stage == Approved && !halted && !now.Before(c.Start):
		return Begin, ""
	}
	return "", ""
}
