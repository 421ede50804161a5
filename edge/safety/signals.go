package safety

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// signals is a set of readings safety may need.
type signals uint16

const (
	grid signals = 1 << iota
	battery
	soc
	charge
	discharge
	temperature
	cells
	phases
	inverter
	pv
)

func (s signals) has(other signals) bool { return s&other == other }

// needed returns the readings without which limits cannot be kept.
func (l *Limits) needed() signals {
	need := soc | charge | discharge
	if l.Export.Limited || l.Import.Limited || l.BatteryExport.Limited || l.Live.Export.Limited || l.Live.Import.Limited {
		need |= grid | battery
	}
	if l.Fuse.Limited {
		need |= phases | battery
	}
	if l.Proof.Limited {
		need |= battery
	}
	if l.Temperature.Limited || l.Charging.Limited {
		need |= temperature
	}
	if l.Cells.Limited {
		need |= cells
	}
	return need
}

// usable returns the readings that are good, fresh and in range at now.
func (l *Limits) usable(snap *energy.Snapshot, now time.Time) signals {
	s := l.usablePower(snap, now)
	if x, ok := fresh(snap.SoC, now, l.Ages.SoC); ok && x >= 0 && x <= 1 {
		s |= soc
	}
	if t, ok := fresh(snap.Temperature, now, l.Ages.Temperature); ok && t >= coldest && t <= hottest {
		s |= temperature
	}
	low, ok := fresh(snap.CellMin, now, l.Ages.Cells)
	high, both := fresh(snap.CellMax, now, l.Ages.Cells)
	if ok && both && low >= leastCell && low <= high && high <= mostCell {
		s |= cells
	}
	if l.usablePhases(snap, now) {
		s |= phases
	}
	return s
}

// A battery reading beyond these is a broken sensor's, or that of a fire.
const coldest, hottest energy.Celsius = -50, 100

// mostPack is above what any home's battery takes or gives, whose pack may well bear
// more than its inverter is rated: a limit beyond both is a register that nobody
// fills (65535 A), and says nothing of what the battery bears.
const mostPack energy.Watts = 250_000

func (l *Limits) usablePower(snap *energy.Snapshot, now time.Time) signals {
	var s signals
	most := max(mostPack, l.Rating)
	if p, ok := fresh(snap.Grid, now, l.Ages.Grid); ok && l.Connection.holds(p) {
		s |= grid
	}
	if p, ok := fresh(snap.Battery, now, l.Ages.Battery); ok && l.Battery.holds(p) {
		s |= battery
	}
	if p, ok := fresh(snap.MaxCharge, now, l.Ages.Battery); ok && p >= 0 && p <= most {
		s |= charge
	}
	if p, ok := fresh(snap.MaxDischarge, now, l.Ages.Battery); ok && p >= 0 && p <= most {
		s |= discharge
	}
	if _, ok := fresh(snap.Inverter, now, l.Ages.Grid); ok {
		s |= inverter
	}
	if _, ok := fresh(snap.PV, now, l.Ages.Battery); ok {
		s |= pv
	}
	return s
}

// overload is how far past its rating a fuse may be seen to go: a gG fuse has
// an hour to blow at 1.6 times (IEC 60269-1). Beyond twice is not what flows.
const overload = 2

func (f Fuse) flows(a energy.Amperes) bool { return max(a, -a) <= overload*f.Current }

// usablePhases tells whether every phase that the battery feeds is known.
func (l *Limits) usablePhases(snap *energy.Snapshot, now time.Time) bool {
	for i, fed := range l.Fuse.Feeds {
		a, ok := fresh(snap.Phases[i], now, l.Ages.Grid)
		if fed && !(ok && l.Fuse.flows(a)) {
			return false
		}
	}
	return l.Fuse.Limited
}

// fresh also refuses a reading from further ahead than it may be behind: a
// stamp from the future would never grow old.
func fresh[T ~float64](r energy.Reading[T], now time.Time, limit time.Duration) (T, bool) {
	v, _ := r.Value()
	return v, r.Quality() == energy.Good && now.Sub(r.At()).Abs() <= limit
}
