package gateway

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// troubles appends to list what a pass, of which snap and d are, found that somebody
// has to know of. It belongs to the caller of Pass.
func (h *Home) troubles(list []trouble, snap *energy.Snapshot, d *energy.Decision) []trouble {
	add := func(is bool, kind energy.EventKind, severity energy.Severity, text string) {
		if is {
			list = append(list, trouble{kind, severity, "", text})
		}
	}
	list = h.batteries.troubles(h.deviceTroubles(list))
	island, _ := snap.Islanded.Value()
	add(island == 1, energy.Islanded, energy.Warning, "the grid is lost")
	add(h.doubtful(snap), energy.MeterDoubt, energy.Alarm, "the grid connection is not read, or not believed")
	add(d.Bounds.Has(energy.BoundImplausible), energy.Implausible, energy.Alarm, "readings contradict each other, or stay the very same")
	h.mu.Lock()
	defer h.mu.Unlock()
	add(h.connection.excursions.Locked(), energy.LockedOut, energy.Alarm, "the export limit was exceeded too often or too long")
	add(h.desk.Status(snap.At).Paused, energy.Paused, energy.Notice, "by the owner")
	limited, lost := h.connection.in(energy.Limited), h.connection.in(energy.Failsafe)
	add(limited != "", energy.LimitedByOperator, energy.Notice, limited)
	add(lost != "", energy.LimitLost, energy.Alarm, lost)
	return list
}

// doubtful tells whether the grid connection is not read, or not believed. At the start
// every device is given the time of one search.
func (h *Home) doubtful(snap *energy.Snapshot) bool {
	if snap.Grid.Quality() == energy.Good {
		return false
	}
	searched := snap.At.Sub(h.born) >= searchLimit*time.Duration(len(h.seats))
	return !snap.Grid.At().IsZero() || searched && h.metered()
}

// metered tells whether the grid connection is there to be read: by a device that is, or
// may be, its meter, or for the sake of a limit.
func (h *Home) metered() bool {
	return h.limits.Export.Limited || h.limits.Import.Limited || slices.ContainsFunc(h.seats, func(s *seat) bool {
		return s.known == Known{} || s.known.Metered || s.role()&site.Meter != 0
	})
}

// deviceTroubles are those of single devices.
func (h *Home) deviceTroubles(list []trouble) []trouble {
	for i := range h.devices {
		d := &h.devices[i]
		switch {
		case d.ReadOnly == "":
		case d.Unknown:
			list = append(list, trouble{energy.UnknownDevice, energy.Warning, d.ID, d.ReadOnly})
		default:
			list = append(list, trouble{energy.ReadOnlyDevice, energy.Warning, d.ID, d.ReadOnly})
		}
		if d.State == Silent {
			list = append(list, trouble{energy.SilentDevice, energy.Warning, d.ID, "it does not answer"})
		}
		switch {
		case d.Command.Stage == driver.Overruled:
			list = append(list, trouble{energy.OtherMaster, energy.Alarm, d.ID, d.Command.Why})
		case d.Contested != "":
			list = append(list, trouble{energy.OtherMaster, energy.Alarm, d.ID, d.Contested})
		}
	}
	return list
}

// refusedAfter is how many commands in a row a battery does not take before that is
// trouble: one may be lost.
const refusedAfter = 3

func (b *batteries) troubles(list []trouble) []trouble {
	for _, x := range b.all {
		if x.failed >= refusedAfter {
			list = append(list, trouble{energy.WriteRefused, energy.Alarm, x.seat.id, "it takes no command"})
		}
		if x.unproven {
			list = append(list, trouble{energy.Disobeyed, energy.Alarm, x.seat.id, "it did not do what it had taken"})
		}
	}
	return list
}

// in names the directions in which the operator's limits are in a state, "" for none.
func (c *connection) in(state energy.SafetyState) string {
	imports, exports := c.phases[safety.Importing] == state, c.phases[safety.Exporting] == state
	switch {
	case imports && exports:
		return "import and export"
	case imports:
		return "import"
	case exports:
		return "export"
	}
	return ""
}
