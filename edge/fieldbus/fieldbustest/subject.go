package fieldbustest

import "context"

// Registers are what a link gives.
type Registers interface {
	ReadHolding(ctx context.Context, unit uint8, address uint16, into []uint16) error
	ReadInput(ctx context.Context, unit uint8, address uint16, into []uint16) error
	WriteHolding(ctx context.Context, unit uint8, address uint16, words []uint16) error
}

// Subject is how a peer's registers were laid out before the test.
type Subject struct {
	Units   []uint8
	Address uint16 // the first register, of both kinds
	Count   int    // how many there are; the next one does not exist
	// Holding and Input are the words at an address; Input is nil where the peer
	// has no function 4.
	Holding, Input func(unit uint8, address uint16) uint16
	// Scratch is where words may be written, none where ScratchCount is 0: then
	// a write must be refused.
	Scratch      uint16
	ScratchCount int
}

// Plain is the layout of the peers in this repository: units 1 and 2 with
// registers 0 to 999 of each kind.
var Plain = Subject{
	Units: []uint8{1, 2}, Count: 1000,
	Holding: func(unit uint8, address uint16) uint16 { return address + 1000*uint16(unit) },
	Input:   func(unit uint8, address uint16) uint16 { return address + 1000*uint16(unit) + 20000 },
	Scratch: 200, ScratchCount: 300,
}

// ReadOnly is s behind a peer that takes no writes.
func (s Subject) ReadOnly() Subject {
	s.Scratch, s.ScratchCount = 0, 0
	return s
}
