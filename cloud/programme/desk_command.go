package programme

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Define adds a programme, or puts it in the place of the one of its id. Calls that
// are planned keep the terms they were planned with. It fails as Programme.Check.
func (d *Desk) Define(p Programme, by Person, now time.Time) error {
	return d.run(by, func(s *State) ([]Entry, error) { return s.defining(p, by, now) })
}

// DefineMissing defines those of list that are not there: what somebody has changed
// since stays so. Nobody decides it.
func (d *Desk) DefineMissing(list []Programme, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var entries []Entry
	for i := range list {
		if d.state.programmes[list[i].ID] != nil {
			continue
		}
		more, err := d.state.defining(list[i], "", now)
		if err != nil {
			return err
		}
		entries = append(entries, more...)
	}
	return d.commit(entries)
}

// Enrol enrols homes, all or none. It fails as Invalid for what cannot be one, and
// as Conflict where a home is enrolled in the programme at some of the time.
func (d *Desk) Enrol(list []Enrolment, by Person, now time.Time) error {
	return d.run(by, func(s *State) ([]Entry, error) { return s.enrolling(list, by, now) })
}

// Leave ends at to the enrolment that holds then. It fails as NotFound where none
// does.
func (d *Desk) Leave(p ID, site energy.SiteID, to time.Time, by Person, now time.Time) error {
	return d.run(by, func(s *State) ([]Entry, error) { return s.leaving(p, site, to, by, now) })
}

// OptOut is an owner's no, which holds from the next tick on, also for a call that
// runs. One that begins in the past begins now.
func (d *Desk) OptOut(o OptOut, by Person, now time.Time) error {
	return d.command(by, func(s *State) ([]Entry, error) { return s.optingOut(o, by, now) })
}

// OptIn ends an owner's no to a programme, or where none is named that to all.
func (d *Desk) OptIn(p ID, site energy.SiteID, by Person, now time.Time) error {
	return d.command(by, func(s *State) ([]Entry, error) { return s.optingIn(p, site, by, now) })
}

// DryRun says what would happen if by proposed the call now. Nothing changes.
func (d *Desk) DryRun(r Request, by Person, f *Facts, now time.Time) Plan {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, _ := d.state.plan(&d.config, f, r, by, now) // the plan says why it would be refused
	return x.plan
}

// Propose plans a call and claims its homes. Where it fails nothing is claimed: as
// Invalid, NotFound or Stale for a request nobody could grant, as Conflict where
// the market's rules or what is claimed are in the way; the plan says more.
func (d *Desk) Propose(r Request, by Person, f *Facts, now time.Time) (Plan, error) {
	var plan Plan
	err := d.run(by, func(s *State) (entries []Entry, err error) {
		entries, plan, err = s.proposing(&d.config, f, r, by, now)
		return entries, err
	})
	if plan.Call != nil {
		c := plan.Call.copy()
		plan.Call = &c
	}
	return plan, err
}

// Approve lets a call go ahead that a second person has to approve. It fails as
// Denied for the one who proposed it.
func (d *Desk) Approve(id CallID, by Person, now time.Time) error {
	return d.run(by, func(s *State) ([]Entry, error) { return s.approving(&d.config, id, by, now) })
}

// Stop stops one call: from the next tick on nothing is asked for it, and its homes
// are back in their own mode within their leases. An error says that it is not
// durable yet; until it is, nothing is asked of any home.
func (d *Desk) Stop(id CallID, by Person, why string, now time.Time) error {
	if _, err := d.Call(id); err != nil {
		return err
	}
	return d.stop(func() []Entry { return d.state.stopping(func(c *Call) bool { return c.ID == id }, by, why, now) })
}

// StopProgramme stops all calls of a programme, as Stop does.
func (d *Desk) StopProgramme(p ID, by Person, why string, now time.Time) error {
	return d.stop(func() []Entry { return d.state.stopping(func(c *Call) bool { return c.Programme == p }, by, why, now) })
}

// Halt stops all that runs, as Stop does, and lets nothing begin until Resume. It
// needs nobody's name: who stops is not asked first.
func (d *Desk) Halt(by Person, why string, now time.Time) error {
	return d.stop(func() []Entry { return d.state.halting(by, why, now) })
}

// Resume lets calls begin again. What was stopped stays so.
func (d *Desk) Resume(by Person, why string, now time.Time) error {
	return d.run(by, func(s *State) ([]Entry, error) { return s.resuming(by, why, now), nil })
}

// Tell notes that the owners of sites were told of a call. The time that counts
// is now, not when the notice was sent.
func (d *Desk) Tell(kind NoticeKind, id CallID, sites []energy.SiteID, by Person, now time.Time) error {
	return d.command(by, func(s *State) ([]Entry, error) { return s.telling(kind, id, sites, by, now) })
}

// Score notes what a call that is over was worth, once.
func (d *Desk) Score(id CallID, result Result, by Person, now time.Time) error {
	return d.command(by, func(s *State) ([]Entry, error) { return s.scoring(id, result, by, now) })
}
