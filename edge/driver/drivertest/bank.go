package drivertest

import (
	"context"
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Unit is the only unit that a Bank answers as.
const Unit = 3

// Request is one write that a Bank was sent and answered.
type Request struct {
	At    uint16
	Words []uint16
}

// Place is where a read begins.
type Place struct {
	Table regmap.Table
	Base  uint16
}

// Bank is one unit's registers. What no word stands for is refused as an illegal
// address; what is Silent or Mute does not answer. It is not safe for concurrent
// use.
type Bank struct {
	Words  map[uint16]uint16 // holding registers
	Inputs map[uint16]uint16
	Bases  map[uint16]uint16 // address of each SunSpec model, by id
	Silent map[uint16]bool   // models by id
	Mute   map[Place]bool    // reads by where they begin
	Blind  map[uint16]bool   // holding registers that refuse to be read
	Also   []uint8           // further units that answer, with the same registers
	Deaf   bool              // writes are answered and not taken
	Reads  int               // requests, answered or not
	Asked  func(Place)       // told of each read, where set
	Writes []Request
	Timers []*Timer

	Before func(write bool) error // each request; an error is its answer
	After  func() error           // each write that was taken; an error is its answer
}

// NewBank returns a Bank without a register.
func NewBank() *Bank {
	return &Bank{
		Words: map[uint16]uint16{}, Inputs: map[uint16]uint16{}, Bases: map[uint16]uint16{},
		Silent: map[uint16]bool{}, Mute: map[Place]bool{}, Blind: map[uint16]bool{},
	}
}

// NewDevice returns a Bank with a SunSpec mark at base, the models' images
// behind it, and the end of the list.
func NewDevice(base uint16, models ...[]uint16) *Bank {
	b := NewBank()
	at := b.Put(base, 0x5375, 0x6E53)
	for _, m := range models {
		b.Bases[m[0]] = at
		at = b.Put(at, m...)
	}
	b.Put(at, 0xFFFF, 0)
	return b
}

// Put lays words out from at on, and returns the address behind them.
func (b *Bank) Put(at uint16, words ...uint16) uint16 {
	for i, w := range words {
		b.Words[at+uint16(i)] = w
	}
	return at + uint16(len(words))
}

// Set puts words at an offset from the ID word of a model.
func (b *Bank) Set(model, offset uint16, words ...uint16) { b.Put(b.Bases[model]+offset, words...) }

// Get returns the word at an offset from the ID word of a model.
func (b *Bank) Get(model, offset uint16) uint16 { return b.Words[b.Bases[model]+offset] }

// ReadHolding fills into from address on.
func (b *Bank) ReadHolding(_ context.Context, unit uint8, address uint16, into []uint16) error {
	return b.read(unit, regmap.Holding, address, into)
}

// ReadInput fills into from the input register at address on.
func (b *Bank) ReadInput(_ context.Context, unit uint8, address uint16, into []uint16) error {
	return b.read(unit, regmap.Input, address, into)
}

func (b *Bank) read(unit uint8, table regmap.Table, address uint16, into []uint16) error {
	b.Reads++
	if b.Asked != nil {
		b.Asked(Place{table, address})
	}
	if err := b.check(false, unit, Place{table, address}, len(into)); err != nil {
		return err
	}
	for i := range into {
		into[i] = b.table(table)[address+uint16(i)]
	}
	return nil
}

func (b *Bank) table(t regmap.Table) map[uint16]uint16 {
	if t == regmap.Input {
		return b.Inputs
	}
	return b.Words
}

// WriteHolding takes words from address on.
func (b *Bank) WriteHolding(_ context.Context, unit uint8, address uint16, words []uint16) error {
	if err := b.check(true, unit, Place{regmap.Holding, address}, len(words)); err != nil {
		return err
	}
	b.Writes = append(b.Writes, Request{address, append([]uint16(nil), words...)})
	if !b.Deaf {
		b.Put(address, words...)
		for _, t := range b.Timers {
			t.written(b, address, len(words))
		}
	}
	if b.After != nil {
		return b.After()
	}
	return nil
}

func (b *Bank) check(write bool, unit uint8, at Place, count int) error {
	if b.Before != nil {
		if err := b.Before(write); err != nil {
			return err
		}
	}
	refuse := func(k fault.Kind) error {
		return &fault.Error{Op: "bank", Kind: k, Subject: fmt.Sprintf("%d words at %d", count, at.Base)}
	}
	if unit != Unit && !slices.Contains(b.Also, unit) || b.Mute[at] || count > 125 {
		return refuse(fault.Unreachable)
	}
	for id := range b.Silent {
		if b.Bases[id] == at.Base {
			return refuse(fault.Unreachable)
		}
	}
	for i := range count {
		if !write && at.Table == regmap.Holding && b.Blind[at.Base+uint16(i)] {
			return refuse(fault.Invalid)
		}
		if _, ok := b.table(at.Table)[at.Base+uint16(i)]; !ok || int(at.Base)+i > 0xFFFF {
			return refuse(fault.Invalid)
		}
	}
	return nil
}
