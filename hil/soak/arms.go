package soak

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// armory is what arms a home, where homes are armed: the key that it trusts, and the ID of
// the newest arm of this boot.
type armory struct {
	signer  *dispatchkey.Signer
	newest  uint64
	shifted energy.Hertz
}

// armable lets the home be armed, and plans that it is: drawn after all else, so that a
// life without arms is the same.
func (h *home) armable() (err error) {
	if !h.config.Arms {
		return nil
	}
	h.arms.signer, err = dispatchkey.New()
	h.agenda = append(h.agenda, entry{due: h.after(10 * time.Minute), does: h.arm}, entry{due: h.after(time.Hour), does: h.disturb})
	return err
}

func (h *home) trusted() dispatchkey.Ring {
	if h.arms.signer == nil {
		return dispatchkey.Ring{}
	}
	return h.arms.signer.Ring()
}

// agreedArms is what the site file says of arms.
func (h *home) agreedArms() []byte {
	if !h.config.Arms {
		return nil
	}
	return fmt.Appendf(nil, "\n[control.armable]\nnominal_hz = 50\npower_w = %g\nlongest_ms = %d\n", float64(h.agreed.spec.Power+h.agreed.spec.Second.Power), longestArm.Milliseconds())
}

const longestArm = time.Hour

// arm pushes a response ahead, good or bad, where the cloud can be heard.
func (h *home) arm(context.Context) (time.Duration, error) {
	next := h.after(10 * time.Minute)
	if h.gateway == nil || h.cloud.silent {
		return next, nil
	}
	a := h.draftArm()
	signed, err := wire.EncodeArm(a, h.arms.signer)
	if err != nil {
		h.count("arm that nobody could send")
		return next, nil
	}
	if err := h.gateway.Arm(signed); err != nil {
		h.count("arm refused " + fault.KindOf(err).String())
		return next, nil
	}
	h.count("arm taken")
	h.arms.newest = a.ID
	h.judge.armed = h.elapsed + a.Lasts
	return next, nil
}

func (h *home) draftArm() energy.Arm {
	r, rating := h.random, float64(h.agreed.spec.Power+h.agreed.spec.Second.Power)
	a := energy.Arm{
		ID: h.arms.newest + 1, Site: energy.SiteID(h.name()), Boot: h.starts, Issued: h.town.Now(), Moment: h.gateway.Moment(), Nominal: 50,
		Lasts: time.Duration(r.Int64N(int64(longestArm + 5*time.Minute))).Round(Tick),
		Up:    energy.Watts(1.2 * rating * r.Float64()), Down: energy.Watts(1.2 * rating * r.Float64()),
	}
	away := energy.Hertz(0.3 * r.Float64())
	a.Curve = energy.Curve{{Away: away, Share: energy.Ratio(r.Float64())}, {Away: away + energy.Hertz(0.3*r.Float64()), Share: 1}}
	switch r.IntN(12) {
	case 0:
		a.ID = h.arms.newest // replayed
	case 1:
		a.Boot-- // of the start before
	case 2, 3:
		a.Lasts = 0
	case 4, 5, 6:
		a.Curve = energy.Curve{{}, {Away: 0.2, Share: 1}}
	}
	return a
}

// disturb moves the frequency for a while, most often by little.
func (h *home) disturb(context.Context) (time.Duration, error) {
	off := h.random.NormFloat64() * 0.2
	h.arms.shifted += energy.Hertz(off)
	h.town.ShiftFrequency(h.arms.shifted)
	h.later(h.elapsed+h.between(10*time.Second, 10*time.Minute), func() error {
		h.arms.shifted -= energy.Hertz(off)
		h.town.ShiftFrequency(h.arms.shifted)
		return nil
	})
	return h.after(time.Hour), nil
}
