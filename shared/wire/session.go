package wire

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Presence is a Status message: a home's session begins, or has ended.
type Presence struct {
	Site     energy.SiteID
	Boot     uint64
	Online   bool
	Software string
	MaxLease time.Duration
	Order    uint64 // highest order id taken in this boot
	Session  uint64 // of this boot, from 1; 0 where the home does not count them
	Moment   energy.Moment
	Arm      uint64         // highest arm id taken in this boot
	Armable  energy.Armable // zero: it takes no arms
}

// EncodeStatus returns p as the bytes of a Status.
func EncodeStatus(p Presence) ([]byte, error) {
	return (&Status{
		Version: Version, Site: string(p.Site), Boot: p.Boot, Online: p.Online,
		Software: p.Software, MaxLeaseMs: millis(p.MaxLease), Order: p.Order, Session: p.Session,
		Moment: encodeMoment(p.Moment), Arm: p.Arm, Armable: encodeArmable(p.Armable),
	}).MarshalVT()
}

// DecodeStatus returns the presence in payload.
func DecodeStatus(payload []byte) (Presence, error) {
	var m Status
	if err := m.UnmarshalVT(payload); err != nil {
		return Presence{}, fmt.Errorf("decode status: %w", err)
	}
	site, err := checkHeader(m.Version, m.Site)
	if err != nil {
		return Presence{}, fmt.Errorf("decode status: %w", err)
	}
	return Presence{
		Site: site, Boot: m.Boot, Online: m.Online, Software: m.Software,
		MaxLease: duration(m.MaxLeaseMs), Order: m.Order, Session: m.Session, Moment: decodeMoment(m.Moment),
		Arm: m.Arm, Armable: decodeArmable(m.Armable),
	}, nil
}

// Answer is a Receipt message: an order or an arm was taken or refused, with all
// that the next needs to be taken.
type Answer struct {
	Site       energy.SiteID
	Boot       uint64
	Order      uint64 // 0 where it is about an arm
	Arm        uint64 // 0 where it is about an order
	Taken      bool
	Kind       fault.Kind // of a refusal
	Reason     string     // of a refusal, for people
	Highest    uint64     // highest order id taken in this boot
	HighestArm uint64     // likewise of arms
	Clock      time.Time  // the home's wall clock
	Moment     energy.Moment
}

// EncodeReceipt returns a as the bytes of a Receipt.
func EncodeReceipt(a Answer) ([]byte, error) {
	return (&Receipt{
		Order: a.Order, Accepted: a.Taken, Kind: uint32(a.Kind), Reason: a.Reason,
		Site: string(a.Site), Boot: a.Boot, HighestOrder: a.Highest, ClockUnixMs: a.Clock.UnixMilli(), Moment: encodeMoment(a.Moment),
		Arm: a.Arm, HighestArm: a.HighestArm,
	}).MarshalVT()
}

// DecodeReceipt returns the answer in payload.
func DecodeReceipt(payload []byte) (Answer, error) {
	var m Receipt
	if err := m.UnmarshalVT(payload); err != nil {
		return Answer{}, fmt.Errorf("decode receipt: %w", err)
	}
	site, err := energy.ParseSiteID(m.Site)
	if err != nil {
		return Answer{}, fmt.Errorf("decode receipt: %w", err)
	}
	return Answer{
		Site: site, Boot: m.Boot, Order: m.Order, Taken: m.Accepted, Kind: fault.Kind(m.Kind),
		Reason: m.Reason, Highest: m.HighestOrder, Clock: time.UnixMilli(m.ClockUnixMs), Moment: decodeMoment(m.Moment),
		Arm: m.Arm, HighestArm: m.HighestArm,
	}, nil
}

// EncodeStored returns the bytes of a Stored: all of boot up to seq is durable.
func EncodeStored(boot, seq uint64) ([]byte, error) {
	return (&Stored{Boot: boot, Seq: seq}).MarshalVT()
}

// DecodeStored returns the boot and the highest number stored without a gap.
func DecodeStored(payload []byte) (boot, seq uint64, err error) {
	var m Stored
	if err := m.UnmarshalVT(payload); err != nil {
		return 0, 0, fmt.Errorf("decode stored: %w", err)
	}
	return m.Boot, m.Seq, nil
}
