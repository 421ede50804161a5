package wire

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// seal returns body in an Envelope.
func seal(c dispatchkey.Context, body []byte, by *dispatchkey.Signer) ([]byte, error) {
	signature, err := by.Sign(c, body)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return (&Envelope{Body: body, Signature: signature, Key: string(by.Name())}).MarshalVT()
}

// open returns the body of an Envelope, which nothing reads before its
// signature holds.
func open(c dispatchkey.Context, payload []byte, trusted dispatchkey.Ring) ([]byte, error) {
	var e Envelope
	if err := e.UnmarshalVT(payload); err != nil {
		return nil, fmt.Errorf("envelope: %w", err)
	}
	return e.Body, trusted.Verify(c, dispatchkey.Name(e.Key), e.Body, e.Signature)
}

func encodeMoment(m energy.Moment) []byte {
	if m == (energy.Moment{}) {
		return nil
	}
	return m[:]
}

// decodeMoment returns none for what is no moment: a home takes no order that
// rests on it.
func decodeMoment(b []byte) (m energy.Moment) {
	if len(b) == len(m) {
		copy(m[:], b)
	}
	return m
}
