package arms

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Wish is what a home is to do by itself until a time, as energy.Arm says it. The zero
// Wish is nothing.
type Wish struct {
	Plant   energy.PlantID
	Nominal energy.Hertz
	Curve   energy.Curve
	Up      energy.Watts // magnitude
	Down    energy.Watts // likewise
	Until   time.Time
}

func (w Wish) none() bool { return w.Nominal == 0 }

// shortest is what is not worth an arm: no home does anything with less.
const shortest = time.Second

// within returns what of w a home takes from now on, the zero Wish for nothing.
func (w Wish) within(a energy.Armable, now time.Time) Wish {
	w.Up, w.Down = min(w.Up, a.Power), min(w.Down, a.Power)
	arm := energy.Arm{Nominal: w.Nominal, Curve: w.Curve, Up: w.Up, Down: w.Down}
	if !a.Able() || a.Check(arm) != nil || arm.Check() != nil || w.Until.Sub(now) < shortest {
		return Wish{}
	}
	return w
}

// What a power may differ by before a home is told another.
const (
	nearBy    energy.Watts = 50
	nearShare energy.Watts = 0.05
)

func slack(p energy.Watts) energy.Watts { return max(nearBy, nearShare*p) }

// like tells whether who holds w need not be told next.
func (w Wish) like(next Wish) bool {
	near := func(had, next energy.Watts) bool {
		return (next-had).Abs() <= slack(had) && (next == 0) == (had == 0)
	}
	return w.Plant == next.Plant && w.Nominal == next.Nominal && slices.Equal(w.Curve, next.Curve) && near(w.Up, next.Up) && near(w.Down, next.Down)
}

// exceeds tells whether who holds w would do more than next allows.
func (w Wish) exceeds(next Wish) bool {
	return w.Up > next.Up+slack(next.Up) || w.Down > next.Down+slack(next.Down) || w.Up > 0 && next.Up == 0 || w.Down > 0 && next.Down == 0
}
