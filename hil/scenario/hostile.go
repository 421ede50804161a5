package scenario

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// hostile is an order from someone who holds the cloud's keys and means harm,
// or has lost his mind.
func hostile(h *house, r *rand.Rand) energy.Order {
	power := func() energy.Watts { return energy.Watts(weird(r)) }
	h.newest += r.Uint64N(3)
	o := energy.Order{
		ID: h.newest, Site: energy.SiteID(h.site.name), Boot: h.boot, Issued: h.now().Add(time.Duration(r.Int64N(1e15) - 5e14)),
		Lease: time.Duration(r.Int64N(int64(20*time.Minute))) - time.Minute, Plant: plantID,
		Share: energy.Participation{Base: power(), Bounds: energy.Envelope{Min: -wide, Max: wide}, SignalHold: time.Duration(r.Int64N(int64(time.Minute)))},
	}
	if r.IntN(2) == 0 {
		o.Share.SlopeUp, o.Share.SlopeDown = power(), power()
	}
	if r.IntN(3) == 0 {
		o.Share.Bounds = energy.Envelope{Min: power(), Max: power()}
	}
	return o
}

// weird is a power that is often large, sometimes absurd, sometimes no number.
func weird(r *rand.Rand) float64 {
	strange := [...]float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}
	if n := r.IntN(2 * len(strange)); n < len(strange) {
		return strange[n]
	}
	return math.Round(40000*r.Float64() - 20000)
}
