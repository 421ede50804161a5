package register

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Identity is what a device says it is (SunSpec model 1, or the points model,
// version and serial of a vendor's map).
type Identity struct {
	Maker, Model, Version, Serial string
}

// Unit is one device on its bus. It is not safe for concurrent use.
type Unit struct {
	Bus      Bus
	ID       uint8
	Other    uint8 // the unit of the map's points with unit=other, 0 for none
	Clock    func() time.Time
	Identity Identity // zero until it was read
}

// Key names the device where its writes are counted: what it says it is, or its unit
// where it tells no serial number.
func (u *Unit) Key() string {
	name := strings.Join([]string{u.Identity.Maker, u.Identity.Model, u.Identity.Serial}, "/")
	if u.Identity.Serial == "" {
		name += fmt.Sprintf("unit %d", u.ID)
	}
	return name
}

// Take reads from the table of that name, past all blocks.
func (u *Unit) Take(ctx context.Context, table regmap.Table, address uint16, into []uint16) error {
	return u.take(ctx, u.ID, table, address, into)
}

func (u *Unit) take(ctx context.Context, id uint8, table regmap.Table, address uint16, into []uint16) error {
	if table == regmap.Input {
		return u.Bus.ReadInput(ctx, id, address, into)
	}
	return u.Bus.ReadHolding(ctx, id, address, into)
}

// Post writes words to the holding registers of the unit, or of its other one.
func (u *Unit) Post(ctx context.Context, at regmap.Point, words []uint16) error {
	return u.Bus.WriteHolding(ctx, u.at(at.Elsewhere()), uint16(at.Offset()), words)
}

func (u *Unit) at(other bool) uint8 {
	if other {
		return u.Other
	}
	return u.ID
}

// Fault is an error of op on this device.
func (u *Unit) Fault(op string, kind fault.Kind, err error) *fault.Error {
	return &fault.Error{Op: op, Kind: kind, Subject: fmt.Sprintf("%s %s at unit %d", u.Identity.Maker, u.Identity.Model, u.ID), Err: err}
}

// Refuse is a command to the battery that is not carried out.
func (u *Unit) Refuse(kind fault.Kind, err error) error { return u.Fault("command battery", kind, err) }
