package driver

import (
	"time"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// never is when a device is in its own mode again that does not fall back.
const never = 100 * 365 * 24 * time.Hour

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
	now := d.clock()
	_, asked := s.Power()
	left := max(s.Until().Sub(now), time.Second)
	switch {
	case d.control == nil || !asked:
		return now
	case d.vendor == nil || d.vendor.SunSpec:
		return now.Add(time.Duration(seconds(left)) * time.Second)
	}
	switch l := d.vendor.Lease; l.Kind {
	case regmap.Period, regmap.Timer:
		return now.Add(max((left+l.Count-1)/l.Count*l.Count, l.After))
	case regmap.Kept:
		return now.Add(never)
	default:
		return now.Add(l.After)
	}
}
