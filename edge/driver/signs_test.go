package driver_test

import (
	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

type powers = func(energy.Snapshot) energy.Reading[energy.Watts]

// sign has one register of a model tell raw, which is want.
func sign(name string, of powers, model, offset, raw uint16, want energy.Watts) drivertest.Sign {
	return drivertest.Sign{Name: name, Of: of, Want: want, Tell: func(b *bank) { b.Set(model, offset, raw) }}
}

func gridOf(s energy.Snapshot) energy.Reading[energy.Watts]     { return s.Grid }
func batteryOf(s energy.Snapshot) energy.Reading[energy.Watts]  { return s.Battery }
func inverterOf(s energy.Snapshot) energy.Reading[energy.Watts] { return s.Inverter }

// The registers by hand, at the scale factors of the homes: 103 W at 14 and
// 701 W at 10 in tens of watts, 802 W at 47 and 203 W at 18 in watts. Only the
// meter counts what is imported as positive.
var (
	hybridSigns = []drivertest.Sign{
		sign("discharging", batteryOf, 802, 47, 1200, 1200),
		sign("charging", batteryOf, 802, 47, neg(900), -900),
		sign("generating", inverterOf, 103, 14, 120, 1200),
		sign("taking from the grid", inverterOf, 103, 14, neg(90), -900),
	}
	storageSigns = []drivertest.Sign{
		sign("discharging", batteryOf, 701, 10, 120, 1200),
		sign("charging", batteryOf, 701, 10, neg(90), -900),
	}
	solarSigns = []drivertest.Sign{sign("generating", inverterOf, 103, 14, 120, 1200)}
	meterSigns = []drivertest.Sign{
		sign("importing", gridOf, 203, 18, 1200, -1200),
		sign("exporting", gridOf, 203, 18, neg(900), 900),
	}
)
