package sunspec

import (
	"context"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// plateModels hold ratings and settings.
var plateModels = [...]uint16{120, 121, 702, 802}

// rate reads the name plates. Silence is an error, for a rating may bind.
func (d *Device) rate(ctx context.Context) error {
	for _, id := range plateModels {
		if err := d.try(ctx, id); err != nil {
			return err
		}
	}
	d.plate = measure.Nameplate{
		MaxCharge: measure.Lowest[energy.Watts](measure.From(d.find(702, "WChaRteMax"), d.find(702, "WChaRteMaxRtg"),
			d.find(802, "WChaRteMax"), d.find(120, "MaxChaRte"))),
		MaxDischarge: measure.Lowest[energy.Watts](measure.From(d.find(702, "WDisChaRteMax"), d.find(702, "WDisChaRteMaxRtg"),
			d.find(802, "WDisChaRteMax"), d.find(120, "MaxDisChaRte"))),
		Power: measure.Lowest[energy.Watts](measure.From(d.whole()...)),
		Apparent: measure.Lowest[energy.VoltAmperes](measure.From(d.find(702, "VAMax"), d.find(702, "VAMaxRtg"),
			d.find(121, "VAMax"), d.find(120, "VARtg"))),
	}
	return nil
}

// whole is where the maximum active power stands that 100 % of a set point, or of a
// limit, stands for, best first.
func (d *Device) whole() []register.Point {
	return append(d.those(702, "WMax", "WMaxRtg"), append(d.those(121, "WMax"), d.those(120, "WRtg")...)...)
}
