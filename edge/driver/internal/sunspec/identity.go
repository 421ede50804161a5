package sunspec

import (
	"context"
	"errors"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func (d *Device) identify(ctx context.Context) error {
	b, ok := d.blocks[1]
	if !ok {
		return d.fault(fault.Corrupt, errors.New("model 1, the identity, is missing"))
	}
	if err := b.Read(ctx); err != nil {
		return d.silent(err)
	}
	text := func(name string) string { return b.Point(name).Text() }
	d.unit.Identity = register.Identity{Maker: text("Mn"), Model: text("Md"), Version: text("Vr"), Serial: text("SN")}
	return nil
}

// inputs reads the names of an inverter's inputs, where a battery may stand behind
// them that no other model tells of.
func (d *Device) inputs(ctx context.Context) error {
	if !d.has(160) || !d.has(124) || d.has(802) {
		return nil
	}
	return d.try(ctx, 160)
}

// try reads a model. One that the device lists and then refuses tells nothing; silence
// is an error.
func (d *Device) try(ctx context.Context, model uint16) error {
	b, ok := d.blocks[model]
	if !ok {
		return nil
	}
	if err := b.Read(ctx); err != nil && !register.Refused(err) {
		return d.silent(err)
	}
	return nil
}
