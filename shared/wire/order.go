package wire

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// EncodeOrder returns o as the bytes of an Envelope, signed with by.
func EncodeOrder(o energy.Order, by *dispatchkey.Signer) ([]byte, error) {
	m := &Order{
		Id: o.ID, Site: string(o.Site), Boot: o.Boot, IssuedUnixMs: o.Issued.UnixMilli(),
		LeaseMs: millis(o.Lease), Plant: string(o.Plant), Moment: encodeMoment(o.Moment), SignalAfter: o.After,
		Share: &Participation{
			BaseW: float64(o.Share.Base), SlopeUpW: float64(o.Share.SlopeUp), SlopeDownW: float64(o.Share.SlopeDown),
			MinW: float64(o.Share.Bounds.Min), MaxW: float64(o.Share.Bounds.Max), SignalHoldMs: millis(o.Share.SignalHold),
		},
	}
	body, err := m.MarshalVT()
	if err != nil {
		return nil, fmt.Errorf("encode order %d: %w", o.ID, err)
	}
	return seal(dispatchkey.Order, body, by)
}

// DecodeOrder returns the order in an Envelope that a key in trusted signed; of
// any other, Denied. It refuses one without id or site, with a share that is
// absent, not finite or inverted, with a negative slope, or that follows the
// signal of no plant.
func DecodeOrder(payload []byte, trusted dispatchkey.Ring) (energy.Order, error) {
	body, err := open(dispatchkey.Order, payload, trusted)
	if err != nil {
		return energy.Order{}, fmt.Errorf("decode order: %w", err)
	}
	var m Order
	if err := m.UnmarshalVT(body); err != nil {
		return energy.Order{}, fmt.Errorf("decode order: %w", err)
	}
	o, err := orderOf(&m)
	if err != nil {
		return energy.Order{}, fmt.Errorf("decode order %d: %w", m.Id, err)
	}
	return o, nil
}

func orderOf(m *Order) (energy.Order, error) {
	site, err := energy.ParseSiteID(m.Site)
	if err != nil {
		return energy.Order{}, err
	}
	if m.Id == 0 || m.Share == nil {
		return energy.Order{}, fmt.Errorf("id or share is missing")
	}
	o := energy.Order{
		ID: m.Id, Site: site, Boot: m.Boot, Issued: time.UnixMilli(m.IssuedUnixMs),
		Lease: duration(m.LeaseMs), Plant: energy.PlantID(m.Plant), Moment: decodeMoment(m.Moment), After: m.SignalAfter,
		Share: energy.Participation{
			Base: energy.Watts(m.Share.BaseW), SlopeUp: energy.Watts(m.Share.SlopeUpW), SlopeDown: energy.Watts(m.Share.SlopeDownW),
			Bounds:     energy.Envelope{Min: energy.Watts(m.Share.MinW), Max: energy.Watts(m.Share.MaxW)},
			SignalHold: duration(m.Share.SignalHoldMs),
		},
	}
	return o, checkShare(o)
}

func checkShare(o energy.Order) error {
	s := o.Share
	for _, w := range []energy.Watts{s.Base, s.SlopeUp, s.SlopeDown, s.Bounds.Min, s.Bounds.Max} {
		if !energy.IsFinite(w) {
			return fmt.Errorf("share holds %v W", w)
		}
	}
	if s.Bounds.Min > s.Bounds.Max || s.SlopeUp < 0 || s.SlopeDown < 0 {
		return fmt.Errorf("share %+v: want min_w <= max_w and slopes of at least 0", s)
	}
	if _, err := energy.ParsePlantID(string(o.Plant)); err != nil && s.FollowsSignal() {
		return fmt.Errorf("share follows a signal: %w", err)
	}
	return nil
}
