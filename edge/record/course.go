package record

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Course is how far an order has come at home: four things that follow from each
// other and are none of them the other. A zero time is a step not seen yet.
type Course struct {
	Order    uint64
	Accepted time.Time // taken by control
	Written  time.Time // first taken by the battery's inverter
	ReadBack time.Time // its registers first read as they were written
	Measured time.Time // the battery's power was first what it was told
	// Overruled says what its registers read in place of what was written, as
	// seen last, "" where that was not seen.
	Overruled string
}

// Registers are those of the batteries that are commanded, as they were read after
// the write before this tick's.
type Registers struct {
	Kept      bool   // they read as they were written
	Overruled string // they do not, and how
}

// What counts as the power that was told: within so much, and so much of it.
const (
	nearBy    energy.Watts = 100
	nearShare energy.Ratio = 0.1
)

// after is the course one tick on. told is what the battery was told by the tick
// before, for this order.
func (c Course) after(t *Tick, told energy.Want, r Registers) Course {
	if r.Overruled != "" {
		c.Overruled = r.Overruled
	}
	p, commanded := told.Power()
	if commanded && r.Kept && c.ReadBack.IsZero() {
		c.ReadBack = t.At
	}
	if b, read := t.Battery.Value(); commanded && read && c.Measured.IsZero() && (b-p).Abs() <= nearBy+energy.Watts(nearShare)*p.Abs() {
		c.Measured = t.Battery.At()
	}
	if _, writes := commands(t).Power(); writes && c.Written.IsZero() {
		c.Written = t.At
	}
	return c
}

// commands is what the battery was told in t for an order, none where it was not. That
// something else was not done as well, as where PV is not held, is no part of it.
func commands(t *Tick) energy.Want {
	if t.Decision.Layer != energy.Dispatch {
		return energy.Want{}
	}
	return t.Decision.Approved
}
