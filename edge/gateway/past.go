package gateway

import (
	"encoding/json"
	"log/slog"
	"slices"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/record"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Past is what a home knows of its earlier starts.
type Past struct {
	Boot       uint64 // of this start, higher than that of any before
	Inventory  Inventory
	Owner      control.Memory // what the owner set
	Excursions safety.Excursions
	Spent      safety.Spent    // of limits that look back
	Operator   safety.Operator // the limits in force
	Wear       Wear
	Lost       []State // was kept, and is damaged
	Seed       uint64  // of the home's random waits, with its name
}

// State names what a home keeps across restarts, each in a file of its own.
type State string

// The states.
const (
	InventoryState  State = "inventory"
	OwnerState      State = "owner"
	ExcursionsState State = "excursions"
	SpentState      State = "spent"
	OperatorState   State = "operator"
	LimitsState     State = "limits" // of the site file, where they are sealed
)

// Inventory is the devices ever found, by seat.
type Inventory map[energy.DeviceID]Known

// Known is a device that was found once: from then on it is part of the home,
// and missing while it is silent.
type Known struct {
	Identity driver.Identity `json:"identity"`
	Role     string          `json:"role"`              // a key of roles
	Metered  bool            `json:"metered,omitempty"` // it reads the grid connection too
	Limits   driver.Limits   `json:"limits,omitzero"`   // that its battery was seen to tell
}

func (p *Past) lost(s State) bool { return slices.Contains(p.Lost, s) }

// cautious returns p with the most cautious in place of what was lost: the
// home is locked out, and the owner is taken to keep all and to be out of what
// others ask, until a person says otherwise; swings and energy are used up, and
// the network operator said 0 W. For the inventory see seats.
func (p Past) cautious() Past {
	if p.lost(ExcursionsState) {
		_ = p.Excursions.UnmarshalBinary(nil) // no record at all is a damaged one: locked
	}
	if p.lost(SpentState) {
		_ = p.Spent.UnmarshalBinary(nil)
	}
	if p.lost(OperatorState) {
		_ = p.Operator.UnmarshalBinary(nil)
	}
	if p.lost(OwnerState) {
		p.Owner = control.Memory{Reserve: 1, Pause: control.Spell{On: true}}
	}
	return p
}

// recall reads what is kept in dir. What is damaged is an alarm and not an end:
// a home that does not start is kept worse than one that takes care.
func recall(dir string, boot uint64, log *slog.Logger) Past {
	p := Past{Boot: boot}
	read := func(s State, decode func([]byte) error) {
		data, err := record.Load(dir, string(s))
		if err == nil {
			err = decode(data)
		}
		if err != nil && fault.KindOf(err) != fault.NotFound {
			p.Lost = append(p.Lost, s)
			log.Error("ALARM: what was kept is damaged: the most cautious holds in its place", "state", s, "err", err)
		}
	}
	read(InventoryState, func(b []byte) error { return json.Unmarshal(b, &p.Inventory) })
	read(OwnerState, func(b []byte) error { return json.Unmarshal(b, &p.Owner) })
	read(WearState, func(b []byte) error { return json.Unmarshal(b, &p.Wear) })
	read(ExcursionsState, p.Excursions.UnmarshalBinary)
	read(SpentState, p.Spent.UnmarshalBinary)
	read(OperatorState, p.Operator.UnmarshalBinary)
	return p.cautious()
}
