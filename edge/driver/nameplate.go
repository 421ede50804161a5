package driver

import (
	"context"
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Nameplate is what a device says it can do at most, as magnitudes, read once
// at discovery. Each is the lowest that its models tell, and Missing where none
// does. SunSpec has no power ratings in models 713 and 714.
type Nameplate struct {
	MaxCharge    energy.Reading[energy.Watts]       // models 702 WChaRteMax and WChaRteMaxRtg, 802, 120
	MaxDischarge energy.Reading[energy.Watts]       // models 702 WDisChaRteMax and WDisChaRteMaxRtg, 802, 120
	Power        energy.Reading[energy.Watts]       // active, AC: models 702 WMax and WMaxRtg, 121, 120
	Apparent     energy.Reading[energy.VoltAmperes] // AC: models 702 VAMax and VAMaxRtg, 121, 120
}

// Nameplate returns what the device said of itself at discovery.
func (d *Device) Nameplate() Nameplate { return d.nameplate }

// plateModels hold ratings and settings.
var plateModels = []uint16{120, 121, 702, 802}

// rate reads the name plates. A model that the device lists and then refuses
// tells nothing; silence is an error, for a rating may bind.
func (d *Device) rate(ctx context.Context) error {
	for _, id := range plateModels {
		b, ok := d.blocks[id]
		if !ok {
			continue
		}
		if err := b.read(ctx, d); err != nil && !refused(err) {
			return fmt.Errorf("discover unit %d: %w", d.unit, err)
		}
	}
	d.nameplate = Nameplate{
		MaxCharge: lowest[energy.Watts](from(d.find(702, "WChaRteMax"), d.find(702, "WChaRteMaxRtg"),
			d.find(802, "WChaRteMax"), d.find(120, "MaxChaRte"))),
		MaxDischarge: lowest[energy.Watts](from(d.find(702, "WDisChaRteMax"), d.find(702, "WDisChaRteMaxRtg"),
			d.find(802, "WDisChaRteMax"), d.find(120, "MaxDisChaRte"))),
		Power: lowest[energy.Watts](from(d.find(702, "WMax"), d.find(702, "WMaxRtg"),
			d.find(121, "WMax"), d.find(120, "WRtg"))),
		Apparent: lowest[energy.VoltAmperes](from(d.find(702, "VAMax"), d.find(702, "VAMaxRtg"),
			d.find(121, "VAMax"), d.find(120, "VARtg"))),
	}
	return nil
}
