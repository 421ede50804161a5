package control

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Memory is what a desk has to know after a restart: the owner's settings and
// the plan. Orders are not in it, for a restart voids them. It is plain data,
// for JSON; times are on the wall clock, which may be another one after a restart:
// a spell also says how long it had to go.
type Memory struct {
	Reserve energy.Ratio `json:"reserve_ratio"`
	Storm   Spell        `json:"storm"`
	Shelter energy.Ratio `json:"storm_reserve_ratio"`
	Pause   Spell        `json:"pause"`
	Plan    []Slot       `json:"plan"`
}

// Memory returns what to keep at now. It shares nothing with the desk.
func (d *Desk) Memory(now time.Time) Memory {
	o := d.owner
	return Memory{Reserve: o.Reserve, Storm: o.Storm.kept(now), Shelter: o.Shelter, Pause: o.Pause.kept(now), Plan: slices.Clone(d.plan)}
}

// Restore puts m in place of what was set, at now. No spell lasts longer from
// there than it had to go, whatever the clock did meanwhile. It refuses as
// Reserve, Storm and Plan do, and then changes nothing.
func (d *Desk) Restore(m Memory, now time.Time) error {
	if err := checkShare("reserve", m.Reserve); err != nil {
		return err
	}
	if err := checkShare("storm", m.Shelter); err != nil {
		return err
	}
	if err := d.Plan(m.Plan); err != nil {
		return err
	}
	d.owner = wishes{Reserve: m.Reserve, Storm: m.Storm.back(now), Shelter: m.Shelter, Pause: m.Pause.back(now)}
	return nil
}

func (s Spell) kept(now time.Time) Spell {
	if !s.Until.IsZero() {
		s.Left = max(0, s.Until.Sub(now))
	}
	s.Until = s.Until.Round(0)
	return s
}

func (s Spell) back(now time.Time) Spell {
	if latest := now.Add(s.Left); !s.Until.IsZero() && s.Until.After(latest) {
		s.Until = latest
	}
	s.Left = 0
	return s
}
