package wire

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// EncodeSignal returns s as the bytes of an Envelope, signed with by. It refuses
// what DecodeSignal would: a level outside -1..1, and no number.
func EncodeSignal(s energy.Signal, by *dispatchkey.Signer) ([]byte, error) {
	if err := checkSignal(s); err != nil {
		return nil, fmt.Errorf("encode signal of %s: %w", s.Plant, err)
	}
	body, err := (&Signal{Plant: string(s.Plant), Seq: s.Seq, Level: s.Level, SentUnixMs: s.Sent.UnixMilli()}).MarshalVT()
	if err != nil {
		return nil, fmt.Errorf("encode signal of %s: %w", s.Plant, err)
	}
	return seal(dispatchkey.Signal, body, by)
}

// DecodeSignal returns the signal in an Envelope that a key in trusted signed;
// of any other, Denied. It refuses one without a plant or number, and a level
// outside -1..1.
func DecodeSignal(payload []byte, trusted dispatchkey.Ring) (energy.Signal, error) {
	body, err := open(dispatchkey.Signal, payload, trusted)
	if err != nil {
		return energy.Signal{}, fmt.Errorf("decode signal: %w", err)
	}
	var m Signal
	if err := m.UnmarshalVT(body); err != nil {
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
