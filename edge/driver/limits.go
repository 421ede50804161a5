package driver

// Limits are the battery's own limits that a device was seen to tell, kept by
// whoever remembers devices over a restart: see WithLimits.
type Limits struct{ Charge, Discharge bool }

// Limits returns which were told since it was opened, or before.
func (d *Device) Limits() Limits {
	return Limits{Charge: d.points.Takes.Told(), Discharge: d.points.Gives.Told()}
}

// remember takes in what an earlier start saw of this very device, of whatever firmware.
func (d *Device) remember() {
	was := d.options.of
	if was.Version = d.unit.Identity.Version; was != d.unit.Identity {
		return
	}
	if d.options.limits.Charge {
		d.points.Takes.Remember()
	}
	if d.options.limits.Discharge {
		d.points.Gives.Remember()
	}
}
