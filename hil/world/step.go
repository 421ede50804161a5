package world

import (
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
)

// MaxStep is the coarsest step that is meaningful; the package says what is
// lost by it.
const MaxStep = time.Minute

// Step moves the world to the instant to, in steps of Config.Step and one
// shorter last one: physics, then all registers. It reads no clock and starts
// no goroutine. An instant that is not later does nothing.
func (w *World) Step(to time.Time) {
	for {
		left := to.Sub(w.town.Now())
		if left <= 0 {
			return
		}
		w.move(min(left, w.config.Step))
	}
}

func (w *World) move(dt time.Duration) {
	w.town.Step(dt)
	now := w.town.Now()
	for _, b := range w.banks {
		b.Tick(now)
	}
}

// Now returns the simulated time.
func (w *World) Now() time.Time { return w.town.Now() }

// Town returns the physics: the grid is cut there, and the weather changed.
func (w *World) Town() *plant.Town { return w.town }

// Home returns the physics of home i, from 0: its State is the truth.
func (w *World) Home(i int) *plant.Home { return w.town.Homes()[i] }

// Mode is who decides over a home's battery.
type Mode uint8

// The modes.
const (
	Own       Mode = iota // the inverter's self-consumption
	Limited               // the same, under limits from its control registers
	Commanded             // its control registers
	Islanded              // the load, for the grid is gone
	Dark                  // nobody: nothing is supplied
)

// String returns the mode's name.
func (m Mode) String() string {
	return [...]string{Own: "own", Limited: "limited", Commanded: "commanded", Islanded: "islanded", Dark: "dark"}[min(m, Dark)]
}

// Mode returns who decides over the battery of home i.
func (w *World) Mode(i int) Mode {
	h := w.Home(i)
	switch s := h.State(); {
	case s.Dark:
		return Dark
	case s.Islanded:
		return Islanded
	}
	switch w.banks[i].Control() {
	case device.Forced:
		return Commanded
	case device.Limited:
		return Limited
	}
	return Own
}

// Bank returns the equipment of home i, from 0.
func (w *World) Bank(i int) *device.Bank { return w.banks[i] }
