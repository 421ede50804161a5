package control

import (
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Decide returns what each layer wants and whose wish is taken. State, Approved
// and Bounds are left for safety to fill.
func (d *Desk) Decide(snap energy.Snapshot, now time.Time) energy.Decision {
	var out energy.Decision
	if d.inForce(now) {
		out.Order, out.LeaseLeft = d.order.ID, d.ends.Sub(now)
		out.Wants[energy.Dispatch] = d.dispatch(now)
	}
	out.Wants[energy.SelfConsumption] = d.selfConsumption(&snap)
	for _, layer := range [...]energy.Layer{energy.SelfConsumption, energy.Dispatch} {
		if _, ok := out.Wants[layer].Power(); ok {
			out.Layer = layer
		}
	}
	return out
}

func (d *Desk) dispatch(now time.Time) energy.Want {
	s := d.order.Share
	if !s.FollowsSignal() {
		return energy.WantPower(s.Power(0))
	}
	if d.heard.IsZero() || d.signal.Plant != d.order.Plant || now.Sub(d.heard) > s.SignalHold {
		return energy.Want{}
	}
	return energy.WantPower(s.Power(d.signal.Level))
}

// selfConsumption is a damped integral on the meter: battery' = battery -
// gain*grid. The battery itself is the memory, so nothing winds up.
func (d *Desk) selfConsumption(snap *energy.Snapshot) energy.Want {
	if snap.Grid.Quality() != energy.Good || snap.Battery.Quality() != energy.Good {
		return energy.Want{}
	}
	g, _ := snap.Grid.Value()
	b, _ := snap.Battery.Value()
	return energy.WantPower(b - energy.Watts(d.config.Gain)*g)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
