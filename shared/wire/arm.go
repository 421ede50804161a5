package wire

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// EncodeArm returns a as the bytes of an Envelope, signed with by. It refuses what
// DecodeArm would.
func EncodeArm(a energy.Arm, by *dispatchkey.Signer) ([]byte, error) {
	if err := checkArm(a); err != nil {
		return nil, fmt.Errorf("encode arm %d: %w", a.ID, err)
	}
	m := &Arm{
		Id: a.ID, Site: string(a.Site), Boot: a.Boot, IssuedUnixMs: a.Issued.UnixMilli(), Moment: encodeMoment(a.Moment), LastsMs: millis(a.Lasts),
		Plant: string(a.Plant), NominalHz: float64(a.Nominal), UpW: float64(a.Up), DownW: float64(a.Down),
	}
	for _, p := range a.Curve {
		m.Curve = append(m.Curve, &Corner{AwayHz: float64(p.Away), ShareRatio: float64(p.Share)})
	}
	body, err := m.MarshalVT()
	if err != nil {
		return nil, fmt.Errorf("encode arm %d: %w", a.ID, err)
	}
	return seal(dispatchkey.Arm, body, by)
}

// DecodeArm returns the arm in an Envelope that a key in trusted signed; of any
// other, Denied. It refuses one without id or site, and one that lasts and fails
// energy.Arm.Check.
func DecodeArm(payload []byte, trusted dispatchkey.Ring) (energy.Arm, error) {
	body, err := open(dispatchkey.Arm, payload, trusted)
	if err != nil {
		return energy.Arm{}, fmt.Errorf("decode arm: %w", err)
	}
	var m Arm
	if err := m.UnmarshalVT(body); err != nil {
		return energy.Arm{}, fmt.Errorf("decode arm: %w", err)
	}
	a := energy.Arm{
		ID: m.Id, Site: energy.SiteID(m.Site), Boot: m.Boot, Issued: time.UnixMilli(m.IssuedUnixMs), Moment: decodeMoment(m.Moment), Lasts: duration(m.LastsMs),
		Plant: energy.PlantID(m.Plant), Nominal: energy.Hertz(m.NominalHz), Up: energy.Watts(m.UpW), Down: energy.Watts(m.DownW),
	}
	for _, p := range m.Curve[:min(len(m.Curve), energy.MaxCorners+1)] {
		a.Curve = append(a.Curve, energy.Corner{Away: energy.Hertz(p.AwayHz), Share: energy.Ratio(p.ShareRatio)})
	}
	if err := checkArm(a); err != nil {
		return energy.Arm{}, fmt.Errorf("decode arm %d: %w", m.Id, err)
	}
	return a, nil
}

func checkArm(a energy.Arm) error {
	if _, err := energy.ParseSiteID(string(a.Site)); err != nil {
		return err
	}
	if a.Plant != "" {
		if _, err := energy.ParsePlantID(string(a.Plant)); err != nil {
			return err
		}
	}
	switch {
	case a.ID == 0:
		return fmt.Errorf("id is missing")
	case a.Lasts <= 0: // it ends what is in force
		return nil
	}
	return a.Check()
}

// encodeArmable returns nil for a home that takes no arms.
func encodeArmable(a energy.Armable) *Armable {
	if !a.Able() {
		return nil
	}
	return &Armable{NominalHz: float64(a.Nominal), PowerW: float64(a.Power), LongestMs: millis(a.Longest), FullHz: float64(a.Full)}
}

// decodeArmable returns none for what is no limit.
func decodeArmable(m *Armable) energy.Armable {
	if m == nil || !energy.IsFinite(energy.Watts(m.PowerW)) || !energy.IsFinite(energy.Hertz(m.NominalHz)) || !energy.IsFinite(energy.Hertz(m.FullHz)) {
		return energy.Armable{}
	}
	return energy.Armable{Nominal: energy.Hertz(m.NominalHz), Power: energy.Watts(m.PowerW), Longest: duration(m.LongestMs), Full: energy.Hertz(m.FullHz)}
}
