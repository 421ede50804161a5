package soak

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// How long a limit may be passed before that is a breach.
const (
	// graceSound is for a home whose equipment is and was sound: G100 counts an
	// excursion of 15 s as an event.
	graceSound = 15 * time.Second
	// graceBroken is for one that is not heard or not obeyed: readings stand for
	// 5 s, and what was commanded last for 10 s more, which is the inverter's own timer.
	graceBroken = graceSound + 15*time.Second
	// graceLying is for equipment that tells or does something else than it says:
	// that has to be found out first, within what the site file agrees on.
	graceLying = 5 * time.Minute
	// calm is how long ago the last trouble has to be.
	calm = 2 * time.Minute
)

// How far off the truth what is read, commanded and done may be.
const (
	offPower energy.Watts = 150
	offShare              = 0.03 // of a limit, of its fuse or of the inverter's own losses
	offSoC   energy.Ratio = 0.01
	// A gauge that does not move is found out after the frozen share of 0.1.
	offSoCLying energy.Ratio = 0.15
	// below it no command ever discharges, whatever is broken
	hardLeast energy.Ratio = 0.02
)

// tempers is how a fault has to be judged: the others only keep quiet.
var lies = map[string]bool{
	"torn_32bit": true, "frozen": true, "asleep": true, "sign_flip": true, "register_shift": true, "clock_change": true,
	"meter_lag": true, "accepted_not_applied": true, "slow_ramp": true, "taper_above_90": true,
}

// rule is one limit: whether it is passed in this tick, and what is seen of it.
type rule struct {
	name   string
	passed func(h *home, s *plant.State, lying bool) bool
}

// rules are of the truth. Loads alone may pass an import limit, and PV that
// cannot be reached an export limit: what is judged is what a command adds.
func rules() [numRules]rule {
	return [...]rule{
		{"reserve", spendsReserve}, {"soc", emptied}, {"export", exports}, {"import", imports}, {"fuse", overloads}, {"lease", outlives},
		{"oppose", opposes},
	}
}

const numRules = 7

func spendsReserve(h *home, _ *plant.State, lying bool) bool {
	off := offSoC
	if lying {
		off = offSoCLying
	}
	for i := range h.batteries {
		b := &h.batteries[i]
		if b.discharges() && b.truth.SoC+b.truth.GaugeError < max(h.agreed.reserve, h.owner)-off {
			return true
		}
	}
	return false
}

func emptied(h *home, _ *plant.State, _ bool) bool {
	for i := range h.batteries {
		b := &h.batteries[i]
		if x := b.truth.SoC; x < 0 || x > 1 || b.discharges() && x < hardLeast {
			return true
		}
	}
	return false
}

// exports: what is above the limit and a command gives, or what a gateway that
// is heard lets through of the PV behind the battery's own inverter.
func exports(h *home, s *plant.State, _ bool) bool {
	over := s.Grid > h.agreed.export*(1+offShare)+offPower
	reached := h.gateway != nil && h.sound() && h.agreed.shape == device.Hybrid
	return over && !s.Islanded && (h.discharges() || reached)
}

func imports(h *home, s *plant.State, _ bool) bool {
	return -s.Grid > h.agreed.connection()*(1+offShare)+offPower && h.charges()
}

// overloads: a phase carries more than its fuse, and a command adds to it.
func overloads(h *home, s *plant.State, _ bool) bool {
	most := energy.Watts(float64(h.agreed.fuse)*float64(s.Voltage)*(1+offShare)) + offPower
	for _, p := range s.Phases {
		if p > most && h.discharges() || -p > most && h.charges() {
			return true
		}
	}
	return false
}

// outlives: something is commanded when neither order nor arm is in force, in a home
// where nobody else commands, or said to be done for one.
func outlives(h *home, s *plant.State, _ bool) bool {
	// A lock-out commands too: 0 W, or a charge that spares the connection.
	locked := s.Battery < offPower && h.said.Bounds.Has(energy.BoundLockout)
	commanded := h.moved() && !h.agreed.selfUse && h.owner == 0 && !locked
	followed := h.gateway != nil && h.said.Layer == energy.Dispatch
	responds := h.gateway != nil && h.said.Layer == energy.Frequency
	return h.elapsed > h.judge.lease && (commanded && h.elapsed > h.judge.armed || followed) || h.elapsed > h.judge.armed && responds
}

// opposes: two batteries are commanded, and one charges with what the other gives.
// Where one of them is in its own mode nobody can keep it from that: see aside.
func opposes(h *home, _ *plant.State, _ bool) bool {
	commanded, yes := h.oppose()
	return yes && commanded == len(h.batteries)
}

// sound tells whether nothing of the equipment is broken now.
func (h *home) sound() bool {
	return !slices.ContainsFunc(h.broken, func(b broken) bool { return b.lasts(h.elapsed) })
}
