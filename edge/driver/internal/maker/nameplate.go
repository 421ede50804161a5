package maker

import (
	"context"

	"github.com/hearthgrid/hearthgrid/edge/driver/internal/measure"
	"github.com/hearthgrid/hearthgrid/edge/driver/internal/register"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// rate reads the name plate, once. What the device refuses tells nothing;
// silence is an error, for a rating may bind.
func (d *Device) rate(ctx context.Context) error {
	for _, name := range []string{"max_charge", "max_discharge", "rated"} {
		p := d.named(name)
		if !p.Known() {
			continue
		}
		if _, fresh := p.Block.At(); fresh {
			continue
		}
		if err := p.Block.Read(ctx); err != nil && !register.Refused(err) {
			return err
		}
	}
	lowest := func(name string) energy.Reading[energy.Watts] { return measure.Lowest[energy.Watts](d.one(name)) }
	d.plate = measure.Nameplate{MaxCharge: lowest("max_charge"), MaxDischarge: lowest("max_discharge"), Power: lowest("rated")}
	return nil
}
