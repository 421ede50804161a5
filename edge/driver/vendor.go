package driver

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Open opens the device at unit by the vendor map of that name. It fails as
// Invalid where there is no such map, and else as OpenMap does.
func Open(ctx context.Context, bus Registers, unit uint8, clock func() time.Time, name string, opts ...Option) (*Device, error) {
	m, ok := regmap.Vendor(name)
	if !ok {
		return nil, &fault.Error{Op: "open", Kind: fault.Invalid, Subject: fmt.Sprintf("unit %d", unit), Hint: "use the name of a map in shared/regmap/maker", Err: fmt.Errorf("no register map %q", name)}
	}
	return OpenMap(ctx, bus, unit, clock, m, opts...)
}

// OpenMap opens the device at unit by a vendor map, such as one of the site's own.
// It fails as Conflict where the device bears other marks than the map's.
func OpenMap(ctx context.Context, bus Registers, unit uint8, clock func() time.Time, m *regmap.Device, opts ...Option) (*Device, error) {
	if m.SunSpec {
		return openSunSpec(ctx, bus, unit, clock, optionsOf(opts), m)
	}
	d := newDevice(bus, unit, clock, optionsOf(opts))
	ok, err := d.bears(ctx, m)
	switch {
	case err != nil:
		return nil, fmt.Errorf("open unit %d as %s: %w", unit, m.Name, err)
	case !ok:
		return nil, &fault.Error{Op: "open", Kind: fault.Conflict, Subject: fmt.Sprintf("unit %d", unit), Hint: "check the unit id and the device in the site's file", Err: fmt.Errorf("it does not bear the marks of %s", m.Name)}
	}
	return d.openVendor(ctx, m)
}

// openVendor reads who the device is and binds its points.
func (d *Device) openVendor(ctx context.Context, m *regmap.Device) (*Device, error) {
	d.vendor = m
	for _, step := range []func(context.Context) error{d.identifyVendor, d.seekOther, d.bindVendor, d.rateVendor} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("open unit %d as %s: %w", d.unit, m.Name, err)
		}
	}
	d.trust = d.trustOf()
	return d, nil
}

// identifyVendor reads the identity. What the device refuses to tell stays "".
func (d *Device) identifyVendor(ctx context.Context) error {
	names := []string{"model", "version", "serial"}
	var blocks []*block
	for _, s := range d.vendor.Plan(names...) {
		b := newSpan(s)
		if err := b.read(ctx, d); err != nil && !refused(err) {
			return err
		}
		blocks = append(blocks, b)
	}
	told := func(name string) string { return seat(d.vendor, name, blocks).words() }
	d.identity = Identity{Maker: d.vendor.Maker, Model: told("model"), Version: told("version"), Serial: told("serial")}
	return nil
}

// seekOther finds the unit of the map's points with unit=other: the first that has
// them. Where there is none the device is read all the same.
func (d *Device) seekOther(ctx context.Context) error {
	i := slices.IndexFunc(d.vendor.Points(), func(p regmap.Point) bool { return p.Elsewhere() && p.Readable() })
	if i < 0 {
		return nil
	}
	for _, d.other = range d.vendor.Others {
		for _, s := range d.vendor.Plan(d.vendor.Points()[i].Name()) {
			if newSpan(s).read(ctx, d) == nil {
				return nil
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	d.other = 0
	return nil
}

func (d *Device) unitOf(other bool) uint8 {
	if other {
		return d.other
	}
	return d.unit
}

// words is a point as text: a number in hexadecimal, as makers write codes.
func (p point) words() string {
	if v, ok := p.value(); ok {
		return fmt.Sprintf("0x%04X", int64(v))
	}
	return p.text()
}

func newSpan(s regmap.Span) *block {
	return &block{table: s.Table, base: s.Base, other: s.Other, words: make([]uint16, s.Words)}
}

// seat finds the named point in the block that holds all of it.
func seat(m *regmap.Device, name string, blocks []*block) point {
	p, ok := m.Point(name)
	if !ok || !p.Readable() {
		return point{at: p}
	}
	i := slices.IndexFunc(blocks, func(b *block) bool {
		return regmap.Span{Table: b.table, Base: b.base, Words: len(b.words), Other: b.other}.Holds(p)
	})
	if i < 0 {
		return point{at: p}
	}
	return point{block: blocks[i], at: p.From(int(blocks[i].base)), known: true}
}
