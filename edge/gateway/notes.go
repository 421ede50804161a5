package gateway

import (
	"fmt"
	"strings"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/shared/regmap"
)

// Notes are what whoever commissions a home should know of a site file that is valid.
func Notes(c Config) []string {
	var out []string
	if off := c.Limits.off(); len(off) > 0 {
		out = append(out, "limits: not agreed, and so not held or judged: "+strings.Join(off, ", "))
	}
	if o := c.Limits.Operator; o != nil {
		out = append(out, fmt.Sprintf("limits.operator: its failsafe limits hold until the box %q has spoken, and for ever where there is none: leave this part out then", o.Guard))
	}
	for i, b := range c.Buses {
		for _, d := range b.Devices {
			m, ok := regmap.Vendor(d.Map)
			if !ok {
				continue
			}
			if why := hurry(m.Pace, c.Tick.Duration(), driver.RequestsOf(m)); why != "" {
				out = append(out, fmt.Sprintf("bus %d, unit %d, by map %s: %s", i+1, d.Unit, m.Name, why))
			}
			if bare(m) && d.Model != "" && !c.Limits.rating().Limited {
				out = append(out, fmt.Sprintf("bus %d, unit %d: map %s knows no limit of the battery, which is left in its own mode: write battery_rating_w or inverter_rating_w, in W, into [limits]", i+1, d.Unit, m.Name))
			}
		}
	}
	return out
}

// bare tells whether a map that commands a battery has no point of how much it takes, or
// none of how much it gives.
func bare(m *regmap.Device) bool {
	has := func(names ...string) bool {
		for _, name := range names {
			if _, ok := m.Point(name); ok {
				return true
			}
		}
		return false
	}
	return len(m.Steps) > 0 && !(has("max_charge", "charge_amps") && has("max_discharge", "discharge_amps"))
}

// off are the limits that do not hold, and the checks that are not made.
func (l Limits) off() []string {
	var out []string
	for _, limit := range []struct {
		key string
		on  bool
	}{
		{"connection_w", l.ConnectionW != nil}, {"max_export_w", capOf(l.MaxExportW, l.ConnectionW).Limited}, {"max_import_w", capOf(l.MaxImportW, l.ConnectionW).Limited},
		{"max_battery_export_w", l.MaxBatteryExportW != nil}, {"ramp_w_per_s", l.RampWPerS != nil}, {"daily_wh", l.DailyWh != nil},
		{"fuse", l.Fuse != nil}, {"temperature", l.Temperature != nil}, {"charging", l.Charging != nil}, {"cells", l.Cells != nil}, {"swings", l.Swings != nil},
		{"jumps", l.Jumps == nil || !l.Jumps.Off}, {"frozen", l.Frozen == nil || !l.Frozen.Off},
		{"balance", l.Balance != nil && !l.Balance.Off}, {"proof", l.Proof == nil || !l.Proof.Off}, {"operator", l.Operator != nil},
	} {
		if !limit.on {
			out = append(out, limit.key)
		}
	}
	return out
}
