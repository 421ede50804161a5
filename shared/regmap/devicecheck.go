package regmap

import (
	"fmt"
	"slices"
)

// required are the directives that every vendor map has.
var required = []string{"vendor", "role", "models", "source", "verified", "lease"}

// units are the points that a driver reads by name, with the unit each has.
var units = map[string]string{
	"grid": "W", "grid_import": "W", "grid_export": "W", "ac": "W", "battery": "W", "charge": "W", "discharge": "W",
	"dc": "W", "pv": "W", "pv1": "W", "pv2": "W", "pv3": "W", "pv4": "W", "pv5": "W", "pv6": "W", "pv7": "W", "pv8": "W", "rated": "W", "max_charge": "W", "max_discharge": "W",
	"watts1": "W", "watts2": "W", "watts3": "W", "amps1": "A", "amps2": "A", "amps3": "A",
	"charge_amps": "A", "discharge_amps": "A", "battery_volts": "V", "volts1": "V", "volts2": "V", "volts3": "V",
	"cell_min": "V", "cell_max": "V", "soc": "%", "capacity": "Wh", "temperature": "C", "hertz": "Hz",
	"import": "Wh", "export": "Wh", "model": "", "version": "", "serial": "",
}

// directedNames are those of them that need a direction.
var directedNames = []string{"grid", "ac", "dc", "battery", "watts1", "watts2", "watts3"}

// finish resolves what names other points, and holds the map together.
func (p *deviceParser) finish() (int, error) {
	if p.device == nil {
		return 1, fmt.Errorf("no device line")
	}
	for _, keyword := range required {
		if !p.told[keyword] {
			return 1, fmt.Errorf("no %s line", keyword)
		}
	}
	for _, check := range []func() (int, error){p.resolve, p.names, p.marks, p.elsewhere, p.islands, p.program, p.curb} {
		if line, err := check(); err != nil {
			return line, err
		}
	}
	return 0, nil
}

// resolve sets the offsets of scale factors and directions.
func (p *deviceParser) resolve() (int, error) {
	for _, r := range p.refs {
		pt := &p.device.points[r.point]
		for _, name := range []string{r.scale, r.minus} {
			if o, ok := p.device.byName[name]; name != "" && (!ok || o.table != pt.table || o.kind.words != 1 || o.kind.form == text) {
				return r.line, fmt.Errorf("%q: no point of one word by that name in the same table", name)
			}
		}
		if r.scale != "" {
			pt.scale, pt.factor = p.device.byName[r.scale].offset, true
		}
		if r.minus != "" {
			pt.minus, pt.turns = p.device.byName[r.minus].offset, true
		}
		if _, words := pt.Span(); words > maxRead {
			return r.line, fmt.Errorf("%q and what it is told by are too far apart for one request", pt.name)
		}
		p.device.byName[pt.name] = *pt
	}
	return 0, nil
}

// names holds the points that drivers read to their unit and direction.
func (p *deviceParser) names() (int, error) {
	for _, pt := range p.device.points {
		line := p.lines["point "+pt.name]
		if unit, ok := units[pt.name]; ok && unit != pt.unit {
			return line, fmt.Errorf("%q is in %q: want %q", pt.name, pt.unit, unit)
		}
		if slices.Contains(directedNames, pt.name) && !pt.turns && !pt.kind.directed() {
			return line, fmt.Errorf("%q: %s has no sign", pt.name, pt.kind.name)
		}
		if pt.write && pt.kind.numeric() && !pt.Limited() {
			return line, fmt.Errorf("%q is written: want range= or enum=", pt.name)
		}
		if pt.Wears() && pt.limits.budget == 0 {
			return line, fmt.Errorf("%q is stored: want budget=", pt.name)
		}
	}
	return 0, nil
}

// marks holds the fingerprint to points that can be read.
func (p *deviceParser) marks() (int, error) {
	for _, m := range p.device.Prints {
		pt, ok := p.device.byName[m.Point]
		if !ok || pt.blind || (pt.kind.form == text) != (len(m.Texts) > 0) || len(m.Texts) > 0 && len(m.Ranges) > 0 {
			return p.lines["print"], fmt.Errorf("mark %q: want texts of a text point, or numbers of another", m.Point)
		}
	}
	_, model := p.device.byName["model"]
	_, version := p.device.byName["version"]
	if len(p.device.Known) > 0 && !(model && version) {
		return p.lines["known"], fmt.Errorf("known pairs want the points model and version")
	}
	return 0, nil
}

// elsewhere holds the points of another unit to being named there, and out of what
// is read each time.
func (p *deviceParser) elsewhere() (int, error) {
	any := false
	for _, pt := range p.device.points {
		_, read := units[pt.name]
		if any = any || pt.other; pt.other && read {
			return p.lines["point "+pt.name], fmt.Errorf("%q is read at the device's own unit", pt.name)
		}
	}
	if any != (len(p.device.Others) > 0) {
		return max(1, p.lines["other"]), fmt.Errorf("want a line \"other\", and points with unit=other")
	}
	return 0, nil
}
