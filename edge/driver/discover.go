package driver

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/maker"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Discover finds the device at unit: a SunSpec device by its list of models, else
// one that bears the marks of a vendor's map. NotFound means that something
// answered and is neither, Unsupported that it has no model we know a use for,
// Corrupt that its list cannot be. A device that is not trusted is found all the
// same, and says so in Trust.
func Discover(ctx context.Context, bus Registers, unit uint8, clock func() time.Time, opts ...Option) (*Device, error) {
	p := place{bus: bus, unit: unit, clock: clock, options: optionsOf(opts)}
	d, err := p.openSunSpec(ctx, nil)
	switch {
	case err == nil:
		return p.overtaken(ctx, d)
	case fault.KindOf(err) != fault.NotFound:
		return nil, err
	}
	d, other := p.recognise(ctx)
	switch {
	case d != nil && other == nil:
		return d, nil
	case other != nil:
		return nil, other
	}
	return nil, err
}

// recognise opens the device by the first map whose marks it bears. Silence at
// one map's registers is no answer to the others', and is told only where none
// fits.
func (p place) recognise(ctx context.Context) (*Device, error) {
	var silent error
	for _, m := range regmap.Vendors() {
		if len(m.Prints) == 0 || m.Over != "" {
			continue
		}
		ok, err := maker.Bears(ctx, p.at(), m)
		if err != nil {
			silent = err
		}
		if ok && err == nil {
			return p.openVendor(ctx, m)
		}
	}
	return nil, silent
}

// overtaken returns the SunSpec device as the map of its maker sees it, where there is
// one for SunSpec devices of that maker and the device bears its marks.
func (p place) overtaken(ctx context.Context, d *Device) (*Device, error) {
	for _, m := range regmap.Vendors() {
		if m.Over == "" || !regmap.Matches(m.Over, d.Identity().Maker) {
			continue
		}
		if m.SunSpec && d.role == Hybrid {
			d.vendor = m
			d.judge()
			return d, nil
		}
		switch ok, err := maker.Bears(ctx, p.at(), m); {
		case err != nil:
			return nil, fmt.Errorf("discover unit %d: %w", p.unit, err)
		case !ok || m.SunSpec:
			return d, nil
		}
		return p.openVendor(ctx, m)
	}
	return d, nil
}
