package driver

import "slices"

// points are the values a device is read from.
type points struct {
	ac, grid, battery, pv       sources
	capacity, volts             sources // of the battery
	takes, gives                bound
	temperature, voltage, hertz sources
	cellMin, cellMax            sources // of each string
	phases                      [3]phase
	charges                     []charge
	island                      island
}

// phase is one conductor at the grid connection.
type phase struct {
	amps, watts, volts sources
	signed             bool // amps have a direction of their own
}

func (d *Device) pointsOf(role Role) points {
	p := points{island: d.islandOf(role)}
	if role == Hybrid || role == Storage {
		d.bindBattery(&p)
	}
	if m := d.any(meterModels); m != 0 {
		d.bindMeter(&p, m)
	}
	inverter := d.any(inverterModels)
	switch role {
	case Hybrid:
		d.bindInverter(&p, inverter)
		p.temperature = d.from(inverter, "TmpCab")
	case PV:
		d.bindInverter(&p, inverter)
		p.pv = d.from(inverter, "W")
	case Storage:
		p.ac, p.battery, p.temperature = d.from(701, "W"), d.from(701, "W"), d.from(714, "Prt.Tmp")
		p.voltage, p.hertz = d.from(701, "LNV"), d.from(701, "Hz")
	}
	return p
}

// bindMeter finds what tells of the grid connection. A meter's currents are
// magnitudes with some makers, so that power gives them their direction.
func (d *Device) bindMeter(p *points, m uint16) {
	p.grid, p.voltage, p.hertz = d.from(m, "W"), d.from(m, "PhV", "PhVphA"), d.from(m, "Hz")
	for i, name := range []string{"A", "B", "C"} {
		p.phases[i] = phase{amps: d.from(m, "Aph"+name), watts: d.from(m, "Wph"+name), volts: d.from(m, "PhVph"+name)}
	}
}

// bindInverter finds what tells of an inverter with PV. A battery behind two
// inputs of its own tells its power by them.
func (d *Device) bindInverter(p *points, m uint16) {
	inputs := d.modulesOf()
	p.ac, p.battery = d.from(m, "W"), d.from(802, "W")
	p.voltage, p.hertz = d.from(m, "PhVphA"), d.from(m, "Hz")
	p.pv = sum(inputs.pv, nil, 0)
	if !d.has(802) && inputs.stores() {
		p.battery = sum(inputs.discharge, inputs.charge, 0)
	}
}

// bindBattery finds what tells of the battery. The state of charge is that of
// model 802, else of 713, and of 124 where the device has neither; a power
// limit is that of 802, else of 702, else of 120, or WChaMax of 124, which Fronius
// documents as the reference of both directions. A model further down is not even
// polled where a better one is there.
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
	p.volts, p.takes.amps, p.gives.amps = d.from(802, "V"), d.from(802, "AChaMax"), d.from(802, "ADisChaMax")
	p.cellMin, p.cellMax = d.cells("CellVMin"), d.cells("CellVMax")
	switch {
	case d.has(802):
		p.takes.rating, p.gives.rating = d.from(802, "WChaRteMax"), d.from(802, "WDisChaRteMax")
	case d.has(702):
		p.takes.rating = d.from(702, "WChaRteMax", "WChaRteMaxRtg")
		p.gives.rating = d.from(702, "WDisChaRteMax", "WDisChaRteMaxRtg")
	default:
		p.takes.rating = append(d.from(120, "MaxChaRte"), d.from(124, "WChaMax")...)
		p.gives.rating = append(d.from(120, "MaxDisChaRte"), d.from(124, "WChaMax")...)
	}
}

// cells returns where a cell voltage stands: for the whole battery in model 802,
// else for each string in 803.
func (d *Device) cells(name string) sources {
	if p := d.find(802, name); p.known {
		return from(p)
	}
	p := d.find(803, "Str"+name)
	if !p.known {
		return nil
	}
	var out sources
	for i := range p.block.model.Repeats(len(p.block.words) - header) {
		out = append(out, from(point{block: p.block, at: p.at.At(i), known: true})...)
	}
	return out
}

// from returns those of the named points of one model that the device has.
func (d *Device) from(model uint16, names ...string) sources {
	var out sources
	for _, name := range names {
		out = append(out, from(d.find(model, name))...)
	}
	return out
}

// blocks returns the blocks that hold the points, each once, by address.
func (p *points) blocks() []*block {
	var out []*block
	add := func(points ...point) {
		for _, q := range points {
			if q.known && !slices.Contains(out, q.block) {
				out = append(out, q.block)
			}
		}
	}
	all := []sources{
		p.ac, p.grid, p.battery, p.pv, p.capacity, p.volts, p.takes.amps, p.gives.amps,
		p.takes.rating, p.gives.rating, p.temperature, p.voltage, p.hertz, p.cellMin, p.cellMax,
	}
	for _, f := range p.phases {
		all = append(all, f.amps, f.watts, f.volts)
	}
	for _, s := range all {
		for _, q := range s {
			add(q.plus...)
			add(q.minus...)
		}
	}
	for _, c := range p.charges {
		add(c.level, c.proof)
	}
	add(p.island.points()...)
	slices.SortFunc(out, func(a, b *block) int { return int(a.table)<<16 + int(a.base) - int(b.table)<<16 - int(b.base) })
	return out
}
