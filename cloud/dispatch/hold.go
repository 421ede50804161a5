package dispatch

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Hold is the most that leases in force may have a home, or many, do: magnitudes, Up
// discharging at level +1 and Down charging at -1.
type Hold struct{ Up, Down energy.Watts }

func holdOf(p energy.Participation) Hold { return Hold{p.SlopeUp, p.SlopeDown} }

func (h Hold) none() bool { return h.Up == 0 && h.Down == 0 }

func (h Hold) plus(o Hold) Hold { return Hold{h.Up + o.Up, h.Down + o.Down} }

// less returns by how much o is below h, in either direction below 0 too.
func (h Hold) less(o Hold) Hold { return Hold{h.Up - o.Up, h.Down - o.Down} }

// or returns the greater in each direction.
func (h Hold) or(o Hold) Hold { return Hold{max(h.Up, o.Up), max(h.Down, o.Down)} }

// beyond returns what a battery does past what is held.
func (h Hold) beyond(battery energy.Watts) Hold {
	return Hold{max(0, battery-h.Up), max(0, -battery-h.Down)}
}
