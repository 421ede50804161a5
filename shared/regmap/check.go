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
	"import": "Wh", "export": "Wh", "model": "", "version": "", "serial": "", "islanded": "",
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
	for _, check := range []func() (int, error){p.resolve, p.names, p.marks, p.program} {
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
	if len(p.device.Known) > 0 && (p.device.byName["model"].name == "" || p.device.byName["version"].name == "") {
		return p.lines["known"], fmt.Errorf("known pairs want the points model and version")
	}
	return 0, nil
}

// program holds every step to what may be written.
func (p *deviceParser) program() (int, error) {
	if p.device.Lease.Kind == NoLease && len(p.device.Steps) > 0 {
		return p.lines["lease"], fmt.Errorf("a device that never falls back is not commanded: take the steps out")
	}
	for i, s := range p.device.Steps {
		if err := p.device.able(s); err != nil {
			return p.steps[i], err
		}
	}
	if len(p.device.Steps) == 0 {
		return 0, nil
	}
	return p.lines["lease"], p.device.whole()
}

// able refuses a step that writes what is not declared.
func (d *Device) able(s Step) error {
	pt, ok := d.byName[s.Point]
	if s.Op == Need {
		if !ok || pt.blind || !pt.kind.numeric() || s.Term != Literal {
			return fmt.Errorf("need %q: want a number that is read", s.Point)
		}
		return nil
	}
	if !ok || !pt.write || !pt.kind.numeric() || pt.table != Holding || pt.split || pt.factor {
		return fmt.Errorf("%q: want a number in a holding register of its own that is written", s.Point)
	}
	if s.Term == Share {
		of, ok := d.byName[s.Of]
		if !ok || of.blind || of.unit != "W" || pt.unit != "%" {
			return fmt.Errorf("share:%s: want a power in W that is read, for a point in %%", s.Of)
		}
	}
	if s.Op == Release && s.Term != Literal {
		return fmt.Errorf("release writes numbers only")
	}
	if s.Term != Literal {
		return nil
	}
	block := make([]uint16, pt.kind.words)
	return pt.From(pt.offset).Encode(block, s.Value)
}

// whole refuses a program that could begin what nothing ends.
func (d *Device) whole() error {
	if len(d.Program(Release, Always)) == 0 {
		return fmt.Errorf("no release step")
	}
	for _, w := range []When{Charging, Discharging} {
		hold := d.Program(Hold, w)
		if !slices.ContainsFunc(hold, func(s Step) bool { return s.Term == Power || s.Term == Size || s.Term == Share }) {
			return fmt.Errorf("no hold step writes the power to %s", sorted(conditions)[int(w)])
		}
		if err := d.ends(hold, w); err != nil {
			return err
		}
	}
	return nil
}

// ends holds the program to its lease: the length is told before the last step.
func (d *Device) ends(hold []Step, w When) error {
	l := d.Lease
	at := func(t Term, steps []Step) int {
		return slices.IndexFunc(steps, func(s Step) bool { return s.Term == t && s.Point == l.Point })
	}
	for _, s := range d.Steps {
		if s.Term == Length && l.Count == 0 || s.Term == Beat && l.Kind != Heartbeat {
			return fmt.Errorf("%q is not what the lease is told by", s.Point)
		}
	}
	switch l.Kind {
	case Period, Timer:
		if i := at(Length, hold); i < 0 || i == len(hold)-1 {
			return fmt.Errorf("no hold step writes the length to %q before the last one", l.Point)
		}
		if pt := d.byName[l.Point]; pt.allows(0) {
			return fmt.Errorf("%q may be 0, which could mean for ever: want a range from 1", l.Point)
		}
	case Heartbeat:
		if at(Beat, hold) < 0 && at(Beat, d.Program(Refresh, w)) < 0 {
			return fmt.Errorf("no step writes the beat to %q", l.Point)
		}
	}
	return nil
}
