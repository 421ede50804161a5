package driver

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Stays says why a device that is commanded goes on for ever when nobody ends it, which
// the site agreed to by WithoutWayBack, and "" for one that falls back by itself or is
// not commanded.
func (d *Device) Stays() string {
	if m := d.vendor; m == nil || m.SunSpec || m.Lease.Kind != regmap.Kept || d.trust.Level == ReadOnly {
		return ""
	}
	return d.vendor.Lease.Why
}

// Lapse returns when the device is in its own mode again if the setpoint is
// written now and nothing after it. For a device that is not commanded that is
// now, for one that does not fall back by itself never.
func (d *Device) Lapse(s safety.Setpoint) time.Time {
	now := d.unit.Clock()
	if _, asked := s.Power(); d.control == nil || !asked {
		return now
	}
	return now.Add(d.control.Lapse(max(s.Until().Sub(now), time.Second)))
}
