package gateway

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// look returns what the last pass found that somebody has to know of, and what is wrong
// with the gateway itself; it hands over what happened once. It is the loop's.
func (g *Gateway) look(snap *energy.Snapshot, d *energy.Decision) []trouble {
	g.found = g.home.troubles(g.found[:0], snap, d)
	g.found = lineTroubles(g.found, g.fields)
	if len(g.lost) > 0 {
		g.found = append(g.found, trouble{energy.StateDamaged, energy.Alarm, "", g.damage})
	}
	if why := g.unkept(); why != "" {
		g.found = append(g.found, trouble{energy.DiskFailing, energy.Alarm, "", why})
	}
	g.home.changes(snap.At, g.outlet.conditions.happen)
	return g.found
}

// unkept says what the disk does not take now, and would be lost with a restart, "" for
// nothing.
func (g *Gateway) unkept() string {
	switch state, reports := g.keeper.Failing(), g.spool.Stats().Failing; {
	case state:
		return "the state folder cannot be written to"
	case reports:
		return "reports that the cloud has not cannot be kept on disk"
	}
	return ""
}

// damage names what of the past was lost.
func damage(lost []State) string {
	return fmt.Sprintf("the most cautious holds in place of what was kept of %v", lost)
}

// changes tells once of each device that is not what it was.
func (h *Home) changes(now time.Time, tell func(energy.Event)) {
	for _, s := range h.seats {
		if s.changed != "" {
			tell(energy.Event{Kind: energy.FirmwareChanged, Severity: energy.Warning, Device: s.id, At: now, Text: s.changed})
			s.changed = ""
		}
	}
}
