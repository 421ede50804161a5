package soak

import (
	"context"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// cloud is what is in force, as the one who sends it knows.
type cloud struct {
	newest uint64 // ID of the newest order of this boot
	seq    uint64 // of the newest signal
	silent bool
}

const plantID energy.PlantID = "soak"

// order sends one, good or bad, where the cloud can be heard.
func (h *home) order(context.Context) (time.Duration, error) {
	next := h.after(5 * time.Minute)
	if h.gateway == nil || h.cloud.silent {
		return next, nil
	}
	o := h.draft()
	err := h.gateway.Accept(o)
	if err != nil {
		h.count(refusedCount + fault.KindOf(err).String())
		return next, nil
	}
	h.count(takenCount)
	h.cloud.newest = o.ID
	h.judge.leaseEnds(h.elapsed + o.Lease)
	return next, nil
}

// draft is an order of a cloud that is well, careless, or meant to do harm.
func (h *home) draft() energy.Order {
	r, rating := h.random, float64(h.agreed.spec.Power+h.agreed.spec.Second.Power)
	power := func() energy.Watts {
		strange := [...]float64{0, math.NaN(), math.Inf(1), math.MaxFloat64, -math.MaxFloat64}
		if n := r.IntN(6 * len(strange)); n < len(strange) {
			return energy.Watts(strange[n])
		}
		return energy.Watts(rating * (3*r.Float64() - 1.5))
	}
	o := energy.Order{
		ID: h.cloud.newest + 1, Site: energy.SiteID(h.name()), Boot: h.starts, Issued: h.town.Now(), Plant: plantID,
		Lease: time.Duration(r.Int64N(int64(16 * time.Minute))).Round(Tick),
		Share: energy.Participation{Base: power(), Bounds: energy.Envelope{Min: -1e6, Max: 1e6}, SignalHold: h.between(2*time.Second, time.Minute)},
	}
	if r.IntN(3) == 0 {
		o.Share.SlopeUp, o.Share.SlopeDown = power(), power()
	}
	switch r.IntN(12) {
	case 0:
		o.ID = h.cloud.newest // replayed
	case 1:
		o.Boot-- // of the start before
	case 2:
		o.Lease = 0
	}
	return o
}

// signal sends a level, now and then an old one.
func (h *home) signal(context.Context) (time.Duration, error) {
	if h.gateway != nil && !h.cloud.silent {
		h.cloud.seq++
		s := energy.Signal{Plant: plantID, Seq: h.cloud.seq, Level: 2*h.random.Float64() - 1, Sent: h.town.Now()}
		if h.random.IntN(20) == 0 {
			s.Seq /= 2
		}
		h.gateway.Hear(s)
	}
	return h.after(20 * time.Second), nil
}

func (h *home) cutUplink(context.Context) (time.Duration, error) {
	h.cloud.silent = true
	h.count(silenceCount)
	h.later(h.elapsed+h.between(10*time.Second, time.Hour), func() error {
		h.cloud.silent = false
		return nil
	})
	return time.Hour + h.after(3*time.Hour), nil
}

// ownerActs pauses, resumes, or keeps another reserve.
func (h *home) ownerActs(context.Context) (time.Duration, error) {
	next := h.after(8 * time.Hour)
	if h.gateway == nil {
		return next, nil
	}
	h.count("owner acts")
	switch h.random.IntN(3) {
	case 0:
		h.gateway.Pause(h.between(time.Minute, time.Hour))
	case 1:
		h.gateway.Resume()
	case 2:
		keep := energy.Ratio(0.6 * h.random.Float64())
		if err := h.gateway.Reserve(keep); err != nil {
			return 0, err
		}
		h.owner = keep
	}
	return next, nil
}

// installerComes looks at what was given up and at a lock-out.
func (h *home) installerComes(context.Context) (time.Duration, error) {
	if h.gateway != nil {
		h.gateway.Clear()
		if h.gateway.Reset(true) == nil {
			h.count("lock-out reset")
		}
	}
	return 24 * time.Hour, nil
}
