package driver

import "slices"

// points are the values a device is read from.
type points struct {
	ac, battery, pv               sources
	capacity                      sources
	volts, chargeAmps, disAmps    sources // the battery's own limits of now
	chargeRating, dischargeRating sources
	temperature, voltage, hertz   sources
	charges                       []charge
}

func (d *Device) pointsOf(role Role) points {
	var p points
	if role == Hybrid || role == Storage {
		d.bindBattery(&p)
	}
	switch role {
	case Meter:
		p.ac, p.voltage, p.hertz = d.from(203, "W"), d.from(203, "PhV"), d.from(203, "Hz")
	case Hybrid:
		p.ac, p.battery, p.pv = d.from(103, "W"), d.from(802, "W"), d.from(160, "DCW")
		p.voltage, p.hertz, p.temperature = d.from(103, "PhVphA"), d.from(103, "Hz"), d.from(103, "TmpCab")
	case Storage:
		p.ac, p.battery, p.temperature = d.from(701, "W"), d.from(701, "W"), d.from(714, "Prt.Tmp")
		p.voltage, p.hertz = d.from(701, "LNV"), d.from(701, "Hz")
	case PV:
		p.ac, p.pv = d.from(103, "W"), d.from(103, "W")
		p.voltage, p.hertz = d.from(103, "PhVphA"), d.from(103, "Hz")
	}
	return p
}

// bindBattery finds what tells of the battery. The state of charge is that of
// model 802, else of 713, and of 124 where the device has neither; a power
// limit is that of 802, else of 702, else of 120. A model further down is not
// even polled where a better one is there.
func (d *Device) bindBattery(p *points) {
	p.charges = []charge{
		{d.find(802, "SoC"), d.find(802, "WHRtg")},
		{d.find(713, "SoC"), d.find(713, "WHRtg")},
	}
	p.capacity = append(d.from(802, "WHRtg"), d.from(713, "WHRtg")...)
	if !d.has(802) && !d.has(713) {
		p.charges = []charge{{d.find(124, "ChaState"), d.find(124, "WChaMax")}}
		p.capacity = d.from(120, "WHRtg")
	}
	p.volts, p.chargeAmps, p.disAmps = d.from(802, "V"), d.from(802, "AChaMax"), d.from(802, "ADisChaMax")
	switch {
	case d.has(802):
		p.chargeRating, p.dischargeRating = d.from(802, "WChaRteMax"), d.from(802, "WDisChaRteMax")
	case d.has(702):
		p.chargeRating = d.from(702, "WChaRteMax", "WChaRteMaxRtg")
		p.dischargeRating = d.from(702, "WDisChaRteMax", "WDisChaRteMaxRtg")
	default:
		p.chargeRating, p.dischargeRating = d.from(120, "MaxChaRte"), d.from(120, "MaxDisChaRte")
	}
}

// from returns those of the named points of one model that the device has.
func (d *Device) from(model uint16, names ...string) sources {
	var out sources
	for _, name := range names {
		out = append(out, from(d.find(model, name))...)
	}
	return out
}

// blocks returns the models that hold the points, each once, by address.
func (p *points) blocks() []*block {
	var out []*block
	add := func(q point) {
		if q.known && !slices.Contains(out, q.block) {
			out = append(out, q.block)
		}
	}
	for _, s := range []sources{
		p.ac, p.battery, p.pv, p.capacity, p.volts, p.chargeAmps, p.disAmps,
		p.chargeRating, p.dischargeRating, p.temperature, p.voltage, p.hertz,
	} {
		for _, q := range s {
			add(q)
		}
	}
	for _, c := range p.charges {
		add(c.level)
		add(c.proof)
	}
	slices.SortFunc(out, func(a, b *block) int { return int(a.base) - int(b.base) })
	return out
}
