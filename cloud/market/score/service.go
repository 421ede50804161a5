package score

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Service is a droop service and how its delivery is judged.
type Service struct {
	Name   string
	Curve  Curve
	Latest []Step        // in order, the first of no share, the last of all
	Every  time.Duration // the slowest samples that show it
	Period time.Duration // of settlement
	// Tolerance is how far outside the corridor is still inside, per unit of what
	// was contracted.
	Tolerance energy.Ratio
	// MostOutside is the share of a period's samples that must not be outside; 0
	// does not bound it.
	MostOutside energy.Ratio
	// LeastSeen is the share of a period's samples that must be there.
	LeastSeen energy.Ratio
	// SlopeFrom and SlopeTo bound the slope of delivered over required power, which
	// is the nearest that was permitted, so that no permitted delay is counted
	// against it. Both 0 do not bound it.
	SlopeFrom, SlopeTo float64
	// PaidTo and UnpaidFrom bound the error, the largest mean of a second outside
	// the corridor per unit: at or below the one all is paid, at or above the other
	// nothing. Both 0 pay by the verdict alone.
	PaidTo, UnpaidFrom energy.Ratio
}

// DynamicContainment is NESO's service for large deviations: 20 Hz data, begun
// in 0.5 s and full in 1 s. A half hour with less than 99.9 % of its data is not
// paid. That payment falls from all at an error of 3 % to nothing at 7 %, and
// that the second with the largest error counts, is general knowledge.
func DynamicContainment() Service {
	return dynamic("dynamic-containment", curveDC(), latestDC())
}

// DynamicModeration is NESO's service for medium deviations.
func DynamicModeration() Service { return dynamic("dynamic-moderation", curveDM(), latestDC()) }

// DynamicRegulation is NESO's service for small deviations, begun in 2 s and
// full in 10 s.
func DynamicRegulation() Service { return dynamic("dynamic-regulation", curveDR(), latestDR()) }

func dynamic(name string, c Curve, latest []Step) Service {
	return Service{
		Name: name, Curve: c, Latest: latest, Every: 50 * time.Millisecond, Period: 30 * time.Minute,
		Tolerance: 0.03, LeastSeen: 0.999, PaidTo: 0.03, UnpaidFrom: 0.07,
	}
}

// FCR is frequency containment of Continental Europe as TenneT judges it: per
// quarter of an hour less than 5 % outside a corridor of 10 mHz, which is 5 %, and
// a slope of 0.9 to 1.3. Data each 4 s at most.
func FCR() Service {
	return Service{
		Name: "fcr", Curve: curveFCR(), Latest: latestFCR(), Every: 4 * time.Second, Period: 15 * time.Minute,
		Tolerance: 0.05, MostOutside: 0.05, LeastSeen: 0.95, SlopeFrom: 0.9, SlopeTo: 1.3,
	}
}

// Services returns all droop services.
func Services() []Service {
	return []Service{DynamicContainment(), DynamicModeration(), DynamicRegulation(), FCR()}
}
