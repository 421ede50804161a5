package driver

import (
	"context"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/maker"
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
	p := place{bus: bus, unit: unit, clock: clock, options: optionsOf(opts)}
	if m.SunSpec {
		return p.openSunSpec(ctx, m)
	}
	ok, err := maker.Bears(ctx, p.at(), m)
	switch {
	case err != nil:
		return nil, fmt.Errorf("open unit %d as %s: %w", unit, m.Name, err)
	case !ok:
		return nil, &fault.Error{Op: "open", Kind: fault.Conflict, Subject: fmt.Sprintf("unit %d", unit), Hint: "check the unit id and the device in the site's file", Err: fmt.Errorf("it does not bear the marks of %s", m.Name)}
	}
	return p.openVendor(ctx, m)
}
