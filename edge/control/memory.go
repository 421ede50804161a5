package control

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Memory is what a desk has to know after a restart: the owner's settings and
// the plan. Orders are not in it, for a restart voids them. It is plain data,
// for JSON; times are on the wall clock.
type Memory struct {
	Reserve energy.Ratio `json:"reserve_ratio"`
	Storm   Spell        `json:"storm"`
	Shelter energy.Ratio `json:"storm_reserve_ratio"`
	Pause   Spell        `json:"pause"`
	Plan    []Slot       `json:"plan"`
}

// Memory returns what to keep. It shares nothing with the desk.
func (d *Desk) Memory() Memory {
	o := d.owner
	return Memory{Reserve: o.Reserve, Storm: o.Storm.wall(), Shelter: o.Shelter, Pause: o.Pause.wall(), Plan: slices.Clone(d.plan)}
}

// Restore puts m in place of what was set. It refuses as Reserve, Storm and Plan
// do, and then changes nothing.
func (d *Desk) Restore(m Memory) error {
	if err := checkShare("reserve", m.Reserve); err != nil {
		return err
	}
	if err := checkShare("storm", m.Shelter); err != nil {
		return err
	}
	if err := d.Plan(m.Plan); err != nil {
		return err
	}
	d.owner = wishes{Reserve: m.Reserve, Storm: m.Storm, Shelter: m.Shelter, Pause: m.Pause}
	return nil
}

func (s Spell) wall() Spell {
	s.Until = s.Until.Round(0)
	return s
}
