package driver

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// recognise opens the device by the first map whose marks it bears. Silence at
// one map's registers is no answer to the others', and is told only where none
// fits.
func recognise(ctx context.Context, bus Registers, unit uint8, clock func() time.Time, o options) (*Device, error) {
	var silent error
	for _, m := range regmap.Vendors() {
		if len(m.Prints) == 0 || m.Over != "" {
			continue
		}
		d := newDevice(bus, unit, clock, o)
		ok, err := d.bears(ctx, m)
		if err != nil {
			silent = err
		}
		if ok && err == nil {
			return d.openVendor(ctx, m)
		}
	}
	return nil, silent
}

// bears tells whether the device bears all marks of m. A register that it
// refuses is another device's.
func (d *Device) bears(ctx context.Context, m *regmap.Device) (bool, error) {
	for _, mark := range m.Prints {
		p, _ := m.Point(mark.Point)
		first, words := p.Span()
		block := make([]uint16, words)
		if err := d.take(ctx, d.unit, p.Table(), uint16(first), block); err != nil {
			if refused(err) {
				return false, nil
			}
			return false, err
		}
		if !shows(mark, p.From(first), block) {
			return false, nil
		}
	}
	return true, nil
}

func shows(mark regmap.Print, p regmap.Point, block []uint16) bool {
	if text, ok := p.Text(block); ok {
		return slices.ContainsFunc(mark.Texts, func(pattern string) bool { return matches(pattern, text) })
	}
	v, ok := p.Decode(block)
	return ok && slices.ContainsFunc(mark.Ranges, func(r regmap.Range) bool { return v >= r.Least && v <= r.Most })
}

// overtaken returns the device as the map of its maker sees it, where there is
// one for SunSpec devices of that maker and the device bears its marks.
func (d *Device) overtaken(ctx context.Context) (*Device, error) {
	for _, m := range regmap.Vendors() {
		if m.Over == "" || !matches(m.Over, d.identity.Maker) {
			continue
		}
		if m.SunSpec && d.role == Hybrid {
			d.vendor = m
			d.trust = d.trustOf()
			return d, nil
		}
		v := newDevice(d.bus, d.unit, d.clock, d.options)
		switch ok, err := v.bears(ctx, m); {
		case err != nil:
			return nil, fmt.Errorf("discover unit %d: %w", d.unit, err)
		case !ok || m.SunSpec:
			return d, nil
		}
		return v.openVendor(ctx, m)
	}
	return d, nil
}
