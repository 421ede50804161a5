package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// signals is a set of readings safety may need.
type signals uint8

const (
	grid signals = 1 << iota
	battery
	soc
	charge
	discharge
	temperature
)

func (s signals) has(other signals) bool { return s&other == other }

// needed returns the readings without which limits cannot be kept.
func (l *Limits) needed() signals {
	need := soc | charge | discharge
	if l.Export.Limited || l.Import.Limited {
		need |= grid | battery
	}
	if l.Temperature.Limited {
		need |= temperature
	}
	return need
}

// usable returns the readings that are good, fresh and plausible at now.
func (l *Limits) usable(snap *energy.Snapshot, now time.Time) signals {
	var s signals
	if p, ok := fresh(snap.Grid, now, l.Ages.Grid); ok && l.Connection.holds(p) {
		s |= grid
	}
	if p, ok := fresh(snap.Battery, now, l.Ages.Battery); ok && l.Battery.holds(p) {
		s |= battery
	}
	if x, ok := fresh(snap.SoC, now, l.Ages.SoC); ok && x >= 0 && x <= 1 {
		s |= soc
	}
	if p, ok := fresh(snap.MaxCharge, now, l.Ages.Battery); ok && p >= 0 {
		s |= charge
	}
	if p, ok := fresh(snap.MaxDischarge, now, l.Ages.Battery); ok && p >= 0 {
		s |= discharge
	}
	if _, ok := fresh(snap.Temperature, now, l.Ages.Temperature); ok {
		s |= temperature
	}
	return s
}

// fresh also refuses a reading from further ahead than it may be behind: a
// stamp from the future would never grow old.
func fresh[T ~float64](r energy.Reading[T], now time.Time, limit time.Duration) (T, bool) {
	v, _ := r.Value()
	return v, r.Quality() == energy.Good && now.Sub(r.At()).Abs() <= limit
}
