package twin

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Estimates is what is believed of a home at one instant.
type Estimates struct {
	Battery, PV, Load, Grid energy.Estimate
}

// Estimate returns what is believed of the home at now. A reading younger
// than FreshFor is Measured; an older one is Modelled until ModelFor: its mean
// stays, or for the battery follows what the home decided, and its variance
// grows toward that of a power anywhere within the rating, rating²/3. A home that
// tells changes only is believed while its report holds, with the variance of a
// power anywhere within its deadband on top.
func (t *Twin) Estimate(now time.Time) Estimates {
	s := &t.Report.Snapshot
	rating := t.rating()
	return Estimates{
		Battery: t.battery(now, rating),
		PV:      t.one(s.PV, now, rating, 10*time.Minute),
		Load:    t.one(s.Load, now, rating, 5*time.Minute),
		Grid:    t.one(s.Grid, now, rating, 2*time.Minute),
	}
}

func (t *Twin) battery(now time.Time, rating energy.Watts) energy.Estimate {
	e := t.one(t.Report.Snapshot.Battery, now, rating, 2*time.Minute)
	if e.Provenance == energy.Modelled {
		e.Mean = t.expected(now, e.Mean)
	}
	return e
}

// goesOn is the longest that a home nobody hears from does as it was told: its
// signal's hold ends it where the link is cut, its inverter's reversion timer
// where its gateway died.
const goesOn = 10 * time.Second

// expected returns the battery power the home's last decision leads to: the
// approved power while lease and timers last, then its own mode, and last where
// neither is known.
func (t *Twin) expected(now time.Time, last energy.Watts) energy.Watts {
	d := &t.Report.Decision
	silent, _ := t.Silent(now)
	since, _ := t.Since(now)
	if p, ok := d.Approved.Power(); ok && d.Order != 0 && since < d.LeaseLeft && silent < goesOn {
		return p
	}
	if d.Order != 0 {
		return t.ownMode(last)
	}
	return last
}

// ownMode returns the power at which the battery keeps the grid connection at
// 0 W (energy.Layer SelfConsumption), inside its limits, and last where that
// cannot be told. A home that never told of PV has none.
func (t *Twin) ownMode(last energy.Watts) energy.Watts {
	s := &t.Report.Snapshot
	load, seen := s.Load.Value()
	charge, ok := s.MaxCharge.Value()
	discharge, ok2 := s.MaxDischarge.Value()
	if !seen || !ok || !ok2 {
		return last
	}
	pv, told := s.PV.Value()
	if !told && !s.PV.At().IsZero() {
		return last
	}
	return energy.Envelope{Min: -charge, Max: discharge}.Clamp(-load - pv)
}

// one returns the estimate from one reading whose error reaches 63 % of its
// final variance after tau.
func (t *Twin) one(r energy.Reading[energy.Watts], now time.Time, rating energy.Watts, tau time.Duration) energy.Estimate {
	since, heard := t.Old(now)
	age, read := r.Age(t.Report.Snapshot.At)
	if !heard || !read {
		return energy.Estimate{}
	}
	age += since
	mean, ok := r.Value()
	if !ok || age > ModelFor {
		return energy.Estimate{Age: age}
	}
	final := float64(rating) * float64(rating) / 3
	if r.Quality() == energy.Doubtful {
		return energy.Estimate{Mean: mean, Variance: final, Provenance: energy.Modelled, Age: age}
	}
	e := energy.Estimate{Mean: mean, Provenance: energy.Modelled, Age: age}
	if age <= FreshFor {
		e.Provenance = energy.Measured
	}
	e.Variance = min(final, t.doubt(mean)-final*math.Expm1(-age.Seconds()/tau.Seconds()))
	return e
}

// rating returns the most power the home is known to move, and that of a
// common home battery where it has told nothing.
func (t *Twin) rating() energy.Watts {
	const common = 5000
	s := &t.Report.Snapshot
	charge, _ := s.MaxCharge.Value()
	discharge, _ := s.MaxDischarge.Value()
	if most := max(charge.Abs(), discharge.Abs()); most > 0 {
		return most
	}
	return common
}
