package server

import (
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/estimate"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// duty is what a plant is asked for and does at one instant.
type duty struct{ asked, had energy.Watts }

// event is a time in which a plant is asked for at least what the law of its offer called
// firm when it began, whatever events showed since: a plant that promises nothing any more
// has to be able to show that it is well. The zero event has not begun.
type event struct {
	since      time.Time
	offered    estimate.Power
	firm       energy.Watts
	asked, had float64 // W, summed over n
	n          int
}

const (
	// settling is how long a plant may take to come to what it is asked for.
	settling = 30 * time.Second
	// met is the part of what was asked for that counts as all of it.
	met = 0.98
)

// see takes in what the plant does, and returns what was had of what was offered where
// an event of that length is over. Who is asked for less shows nothing, so that ends it.
func (v *event) see(d duty, offered estimate.Power, firm energy.Watts, length time.Duration, now time.Time) (power estimate.Power, had energy.Watts, over bool) {
	running := !v.since.IsZero()
	switch {
	case running && d.asked < v.firm, !running && (firm <= 0 || d.asked < firm):
		*v = event{}
		return power, 0, false
	case !running:
		*v = event{since: now, offered: offered, firm: firm}
	}
	if now.Sub(v.since) >= settling {
		v.asked, v.had, v.n = v.asked+float64(d.asked), v.had+float64(d.had), v.n+1
	}
	if now.Sub(v.since) < length {
		return power, 0, false
	}
	power, had = v.offered, v.shown()
	*v = event{}
	return power, had, true
}

// shown is what was had. Where that was all that was asked for, more may have been there:
// it counts as what was offered in the mean, for it is in no tail of it.
func (v *event) shown() energy.Watts {
	asked, had := energy.Watts(v.asked/float64(v.n)), energy.Watts(v.had/float64(v.n))
	if had >= met*asked {
		return max(asked, v.offered.Mean)
	}
	return had
}

// events are those of one plant, by span.
type events [len(firmFor)]event

// watch takes in what plants do. It is for who holds the lock of the fleet.
func (e *estimates) watch(duties map[energy.PlantID]duty, p *picture) {
	for id := range e.events {
		if _, asked := duties[id]; !asked {
			delete(e.events, id)
		}
	}
	for id, d := range duties {
		b, known := p.groups[asset.GroupID(id)]
		if !known {
			continue
		}
		if e.events[id] == nil {
			e.events[id] = &events{}
		}
		loose := e.loose[id] // nobody promised what homes do that cannot be commanded
		d = duty{asked: d.asked - loose, had: d.had - loose}
		for i, span := range firmFor {
			offered, had, over := e.events[id][i].see(d, b.total.Up[span], firm(b.total.Up[span]), lengthOf(span), p.at)
			if over {
				e.fleet.Stood(span, offered, had)
			}
		}
	}
}
