package gateway

import (
	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// fallback is what was found of how an inverter keeps the export limit by itself.
type fallback struct {
	settled bool
	why     string // it does not, or not wholly
}

// guards returns what each inverter is to keep of the agreed export limit when the
// gateway ends: their parts of it by their ratings, evenly where one tells none. What
// those may give that cannot be held back comes off first. It is nil where no limit is
// agreed, or all of them together cannot break it, and on an island, which sends nothing
// out and has nobody else to feed it. What batteries do in their own mode is not
// counted, for that regulates the meter to 0 W and sends nothing out.
func (h *Home) guards(suns []sun, snap *energy.Snapshot) map[*seat]*driver.Guard {
	if island, _ := snap.Islanded.Value(); island == 1 || !h.export.Limited || !exceeds(suns, h.export.Power) {
		return nil
	}
	live := h.limits.Export.Tighter(h.limits.Live.Export).Tighter(h.export)
	alone, room := max(0, live.Power-h.limits.Margin), energy.Watts(0)
	if g, ok := snap.Grid.Value(); ok {
		room = alone - g + h.takes(snap)
	}
	return parts(suns, alone, room)
}

// takes is how much more power the batteries can take than they do, which they will of a
// sun that rises: a limit without that would keep it from rising.
func (h *Home) takes(snap *energy.Snapshot) energy.Watts {
	b, known := snap.Battery.Value()
	most, told := snap.MaxCharge.Value()
	soc, level := snap.SoC.Value()
	if !known {
		return 0
	}
	if !told || !level || soc >= h.limits.MaxSoC {
		most = 0
	}
	return max(0, b+most)
}

// parts shares what all inverters may give among those that can be held back.
func parts(suns []sun, alone, room energy.Watts) map[*seat]*driver.Guard {
	held, whole, rated := 0, energy.Watts(0), true
	for _, s := range suns {
		if s.free {
			alone -= max(s.gives, s.rating)
			continue
		}
		held, whole, rated = held+1, whole+s.rating, rated && s.rating > 0
	}
	out := map[*seat]*driver.Guard{}
	for _, s := range suns {
		part := 1 / energy.Watts(max(1, held))
		if rated {
			part = s.rating / whole
		}
		if !s.free {
			out[s.seat] = &driver.Guard{Alone: part * max(0, alone), Room: part * room}
		}
	}
	return out
}

// exceeds tells whether the inverters together may give more than most. One that
// tells no rating may.
func exceeds(suns []sun, most energy.Watts) bool {
	var whole energy.Watts
	for _, s := range suns {
		if s.rating <= 0 {
			return true
		}
		whole += s.rating
	}
	return whole > most
}

// fallbacks says once, and where it changes, which inverters do not keep the export limit
// when the gateway ends.
func (h *Home) fallbacks() {
	if !h.export.Limited {
		return
	}
	suns, _ := h.suns()
	risky := exceeds(suns, h.export.Power)
	for _, s := range suns {
		now, before := fallback{settled: true}, s.seat.guard
		contested := s.seat.overruled(h.clock())
		switch {
		case risky && contested != "":
			now.why = "it keeps no export limit: another master undoes it: " + contested
		case risky:
			now.why = s.seat.device.Unguarded()
		}
		s.seat.guard = now
		switch {
		case before == now:
		case now.why != "":
			h.log.Warn("the inverter does not keep the export limit when the gateway ends", "device", s.seat.id, "limit_w", h.export.Power, "why", now.why)
		case risky:
			h.log.Info("the inverter keeps the export limit when the gateway ends", "device", s.seat.id, "limit_w", h.export.Power)
		}
	}
}
