package regmap

import (
	"fmt"
	"slices"
)

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
	if s.Op == Need || s.Op == CutNeed {
		if !ok || pt.blind || !pt.kind.numeric() {
			return fmt.Errorf("need %q: want a number that is read", s.Point)
		}
		return nil
	}
	if !ok || !pt.write || !pt.kind.numeric() || pt.table != Holding || pt.split || pt.factor {
		return fmt.Errorf("%q: want a number in a holding register of its own that is written", s.Point)
	}
	if err := d.refers(s, pt); err != nil || s.Term != Literal {
		return err
	}
	block := make([]uint16, pt.kind.words)
	return pt.From(pt.offset).Encode(block, s.Value)
}

// refers holds what a step reads beside to the unit it counts in.
func (d *Device) refers(s Step, pt Point) error {
	reads := func(name, unit string) bool {
		of, ok := d.byName[name]
		return ok && !of.blind && of.kind.numeric() && of.unit == unit
	}
	switch s.Term {
	case Share, MostShare:
		if !reads(s.Of, "W") || pt.unit != "%" {
			return fmt.Errorf("%q: want a power in W that is read, for a point in %%", s.Of)
		}
	case Copy:
		if !reads(s.Of, pt.unit) {
			return fmt.Errorf("point:%s: want one that is read, in %q", s.Of, pt.unit)
		}
	case Before:
		if pt.blind {
			return fmt.Errorf("%q cannot be read: want a number to put back", pt.name)
		}
	case Sun, Most:
		if pt.unit != "W" {
			return fmt.Errorf("%q is in %q: want W", pt.name, pt.unit)
		}
	}
	for _, name := range append(slices.Clone(s.Plus), s.Minus...) {
		if !reads(name, "W") {
			return fmt.Errorf("power with %q: want a power in W that is read", name)
		}
	}
	return nil
}

// whole refuses a program that could begin what nothing ends.
func (d *Device) whole() error {
	release := d.Program(Release, Always)
	if len(release) == 0 {
		return fmt.Errorf("no release step")
	}
	if !slices.ContainsFunc(release, func(s Step) bool { return !d.byName[s.Point].blind }) {
		return fmt.Errorf("no release step of a point that is read: nothing tells the device's own mode")
	}
	for _, s := range d.Steps {
		if s.Term == Length && d.Lease.Count == 0 || s.Term == Beat && d.Lease.Kind != Heartbeat {
			return fmt.Errorf("%q is not what the lease is told by", s.Point)
		}
	}
	for _, w := range []When{Charging, Discharging} {
		hold := d.Program(Hold, w)
		if !slices.ContainsFunc(hold, Step.Sized) {
			return fmt.Errorf("no hold step writes the power to %s", sorted(conditions)[int(w)])
		}
		if err := d.ends(d.Lease, hold, w); err != nil {
			return err
		}
	}
	return nil
}

// ends holds the program to its lease: the length is told before the last step.
func (d *Device) ends(l Lease, hold []Step, w When) error {
	at := func(t Term, steps []Step) int {
		return slices.IndexFunc(steps, func(s Step) bool { return s.Term == t && s.Point == l.Point })
	}
	switch l.Kind {
	case Period, Timer:
		if i := at(Length, hold); i < 0 || i == len(hold)-1 {
			return fmt.Errorf("no step writes the length to %q before the last one", l.Point)
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

// curb holds what holds PV back to the same, where a map has it.
func (p *deviceParser) curb() (int, error) {
	d, line := p.device, max(1, p.lines["curb"])
	switch {
	case len(d.Cuts) == 0 && p.lines["curb"] > 0:
		return line, fmt.Errorf("no cut step")
	case len(d.Cuts) == 0:
		return 0, nil
	case d.Role != "pv" && d.Role != "hybrid":
		return line, fmt.Errorf("a %s has no PV to hold back", d.Role)
	case d.Curb.Kind == NoLease || d.Curb.Kind == Heartbeat:
		return line, fmt.Errorf("want a curb line: timer, period, fixed or kept")
	}
	for i, s := range d.Cuts {
		if err := d.able(s); err != nil {
			return p.cuts[i], err
		}
		if s.Term == Length && s.Point != d.Curb.Point {
			return p.cuts[i], fmt.Errorf("%q is not what the curb is told by", s.Point)
		}
	}
	return line, d.curbs()
}

// curbs refuses a limit that says no power, or that nothing takes off.
func (d *Device) curbs() error {
	cut := d.Program(Cut, Always)
	if !slices.ContainsFunc(cut, func(s Step) bool { return s.Term >= Sun }) {
		return fmt.Errorf("no cut step writes the power")
	}
	if len(d.Program(Uncut, Always)) == 0 {
		return fmt.Errorf("no uncut step")
	}
	return d.ends(d.Curb, cut, Always)
}
