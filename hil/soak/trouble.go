package soak

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// broken is one fault of the equipment, until it is mended.
type broken struct {
	unit uint8
	name string
	ends time.Duration
}

// lasts tells whether it is broken when a tick is judged: it is mended in the next one.
func (b broken) lasts(at time.Duration) bool { return b.ends >= at }

// mostBroken is how much is broken at once.
const mostBroken = 3

func (h *home) breakSomething(context.Context) (time.Duration, error) {
	next := h.after(30 * time.Minute)
	h.broken = slices.DeleteFunc(h.broken, func(b broken) bool { return b.ends <= h.elapsed })
	if len(h.broken) == mostBroken {
		return next, nil
	}
	all, units := device.Faults(), h.bank.Units()
	b := broken{unit: units[h.random.IntN(len(units))], name: all[h.random.IntN(len(all))].Name, ends: h.elapsed + h.between(5*time.Second, 15*time.Minute)}
	var arg []string
	if b.name == "sign_flip" {
		arg = []string{[]string{"battery", "grid", "command"}[h.random.IntN(3)]}
	}
	if err := h.bank.Break(b.unit, b.name, arg...); err != nil {
		return 0, err
	}
	h.broken = append(h.broken, b)
	h.count(faultCount + b.name)
	h.tell("broken", b)
	h.judge.troubled(h.elapsed, b)
	h.later(b.ends, func() error {
		h.tell("mended", b)
		h.judge.troubled(h.elapsed, b)
		return h.bank.Mend(b.unit, b.name)
	})
	return next, nil
}

// tell adds a fault to the trace.
func (h *home) tell(what string, b broken) {
	if c := h.config; c.Trace != nil && c.Only != All {
		c.Trace(h.elapsed, fmt.Sprintf("%s: unit %d %s", what, b.unit, b.name))
	}
}

// later has something done once.
func (h *home) later(at time.Duration, do func() error) {
	h.agenda = append(h.agenda, entry{due: at, does: func(context.Context) (time.Duration, error) { return never, do() }})
}

func (h *home) cutGrid(context.Context) (time.Duration, error) {
	h.home.CutGrid()
	h.count(outageCount)
	h.judge.troubled(h.elapsed, broken{})
	h.later(h.elapsed+h.between(2*time.Second, 40*time.Minute), func() error {
		h.home.RestoreGrid()
		h.judge.troubled(h.elapsed, broken{})
		return nil
	})
	return time.Hour + h.after(3*24*time.Hour), nil
}

func (h *home) killGateway(ctx context.Context) (time.Duration, error) {
	if err := h.kill(); err != nil {
		return 0, err
	}
	h.count(killCount)
	h.judge.troubled(h.elapsed, broken{})
	h.judge.leaseEnds(h.elapsed) // a restart voids orders
	h.later(h.elapsed+h.between(Tick, 10*time.Minute), func() error {
		h.judge.troubled(h.elapsed, broken{})
		return h.boot(ctx)
	})
	return time.Hour + h.after(36*time.Hour), nil
}

// plugIn charges a car, or cooks.
func (h *home) plugIn(context.Context) (time.Duration, error) {
	phase := plant.Phase(h.random.IntN(4))
	most := map[bool]float64{true: 11000, false: 4600}[phase == plant.AllPhases]
	h.home.Plug(phase, energy.Watts(most*h.random.Float64()))
	h.count("plugged in")
	h.later(h.elapsed+h.between(10*time.Second, 3*time.Hour), func() error {
		h.home.Plug(phase, 0)
		return nil
	})
	return h.after(3 * time.Hour), nil
}
