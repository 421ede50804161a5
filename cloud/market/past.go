package market

import (
	"context"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/agenda"
	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/tape"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Known is what is stored of a meter from At to Until, in the unit of its metric.
// Value counts only where State is Metered.
type Known struct {
	At, Until time.Time
	Value     float64
	State     baseline.State
}

// Past is what was stored of homes.
type Past interface {
	// Known returns what is known of a meter in span, and of what holds at its
	// beginning, in order of time.
	Known(ctx context.Context, m Meter, span energy.Interval) ([]Known, error)
	// Late returns what of span the home told late.
	Late(ctx context.Context, site energy.SiteID, span energy.Interval) ([]agenda.Told, error)
}

// Level is a grid operator's signal: -1 all down to 1 all up.
type Level = tape.Level

// Tape is what levels of a programme's signal were followed.
type Tape interface {
	// Levels returns those of span, in order of time.
	Levels(programme string, span energy.Interval) ([]energy.Reading[Level], error)
}

// Fleet is all homes that there are.
type Fleet interface {
	Sites() ([]energy.SiteID, error)
}

// Sources are where what is known of calls and homes comes from.
type Sources struct {
	Past  Past
	Tape  Tape
	Fleet Fleet
}

// Metrics other than of power, as the API names them.
const frequencyMeter = "frequency_hz"

// samples returns known as what energy is metered from.
func samples(known []Known) []baseline.Sample {
	all := make([]baseline.Sample, len(known))
	for i, k := range known {
		all[i] = baseline.Sample{At: k.At, Until: k.Until, Power: energy.Watts(k.Value), State: k.State}
	}
	return all
}

// readings returns known as readings at the time that each was read, and at each
// second up to which it held. What is not settled by is Doubtful or Missing.
func readings[T ~float64](known []Known) []energy.Reading[T] {
	all := make([]energy.Reading[T], 0, len(known))
	for i, k := range known {
		end := k.Until
		if i+1 < len(known) && known[i+1].At.Before(end) {
			end = known[i+1].At
		}
		for at := k.At; ; at = at.Add(time.Second) {
			r := energy.Read(T(k.Value), at)
			switch k.State {
			case baseline.Metered:
			case baseline.Missing:
				r = r.Lost()
			default:
				r = r.Doubt()
			}
			all = append(all, r)
			if !at.Add(time.Second).Before(end) {
				break
			}
		}
	}
	return all
}
