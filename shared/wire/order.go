package wire

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// EncodeOrder returns o as the bytes of an Envelope.
func EncodeOrder(o energy.Order) ([]byte, error) {
	m := &Order{
		Id: o.ID, Site: string(o.Site), Boot: o.Boot, IssuedUnixMs: o.Issued.UnixMilli(),
		LeaseMs: millis(o.Lease), Plant: string(o.Plant),
		Share: &Participation{
			BaseW: float64(o.Share.Base), SlopeUpW: float64(o.Share.SlopeUp), SlopeDownW: float64(o.Share.SlopeDown),
			MinW: float64(o.Share.Bounds.Min), MaxW: float64(o.Share.Bounds.Max), SignalHoldMs: millis(o.Share.SignalHold),
		},
	}
	body, err := m.MarshalVT()
	if err != nil {
		return nil, fmt.Errorf("encode order %d: %w", o.ID, err)
	}
	return (&Envelope{Order: body}).MarshalVT()
}

// DecodeOrder returns the order in an Envelope. It refuses one without id or
// site, with a share that is absent, not finite or inverted, with a negative
// slope, or that follows the signal of no plant.
func DecodeOrder(payload []byte) (energy.Order, error) {
	var e Envelope
	var m Order
	if err := e.UnmarshalVT(payload); err != nil {
		return energy.Order{}, fmt.Errorf("decode order envelope: %w", err)
	}
	if err := m.UnmarshalVT(e.Order); err != nil {
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
		Lease: duration(m.LeaseMs), Plant: energy.PlantID(m.Plant),
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

// EncodeSignal returns s as the bytes of a Signal. It refuses what DecodeSignal
// would: a level outside -1..1, and no number.
func EncodeSignal(s energy.Signal) ([]byte, error) {
	if err := checkSignal(s); err != nil {
		return nil, fmt.Errorf("encode signal of %s: %w", s.Plant, err)
	}
	return (&Signal{Plant: string(s.Plant), Seq: s.Seq, Level: s.Level, SentUnixMs: s.Sent.UnixMilli()}).MarshalVT()
}

// DecodeSignal returns the signal in payload. It refuses one without a plant
// or number, and a level outside -1..1.
func DecodeSignal(payload []byte) (energy.Signal, error) {
	var m Signal
	if err := m.UnmarshalVT(payload); err != nil {
		return energy.Signal{}, fmt.Errorf("decode signal: %w", err)
	}
	plant, err := energy.ParsePlantID(m.Plant)
	if err != nil {
		return energy.Signal{}, fmt.Errorf("decode signal: %w", err)
	}
	s := energy.Signal{Plant: plant, Seq: m.Seq, Level: m.Level, Sent: time.UnixMilli(m.SentUnixMs)}
	if err := checkSignal(s); err != nil {
		return energy.Signal{}, fmt.Errorf("decode signal of %s: %w", plant, err)
	}
	return s, nil
}

func checkSignal(s energy.Signal) error {
	if s.Seq == 0 || !(s.Level >= -1 && s.Level <= 1) {
		return fmt.Errorf("number %d, level %v: want a number from 1 and a level in -1..1", s.Seq, s.Level)
	}
	return nil
}
