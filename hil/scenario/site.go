package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/hil/plant"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// site is one home as its line sets it: the physics, the equipment, and what
// its gateway is told at commissioning.
type site struct {
	line
	name  string
	spec  plant.Spec
	shape device.Shape
	// shape2 is of the second battery's inverter, where there is one.
	shape2 device.Shape
	meter  device.Meter
	pvAC   energy.Watts // AC rating of the PV inverter
	link   link
	tick   time.Duration
	file   siteFile
	said   string // of its units, in the site file
	// stranger: nobody has tried such equipment before.
	stranger bool
	load     *float64 // held from the start, W of consumption; nil: the household's own
	sun      *float64 // held from the start, W; nil: the sky's own
}

// usualTick is how often a gateway passes over its home.
const usualTick = time.Second

// option sets one key of a site line.
type option func(s *site, value string) error

// options is every key of a site line.
func options() map[string]option {
	all := map[string]option{
		"battery": setBattery, "seed": setSeed, "soc": ratioOf(func(s *site) *energy.Ratio { return &s.spec.SoC }),
		"pv": setPV, "load": setLoad, "shape": setShape, "meter": setMeter, "backup": setBackup, "link": setLink, "tick": setTick, "phase": setPhase,
		"dead":       spanOf(func(s *site) *time.Duration { return &s.spec.DeadTime }),
		"settle":     spanOf(func(s *site) *time.Duration { return &s.spec.Settling }),
		"efficiency": ratioOf(func(s *site) *energy.Ratio { return &s.spec.Efficiency }),
		"exposure":   ratioOf(func(s *site) *energy.Ratio { return &s.spec.Exposure }),
		"imbalance":  ratioOf(func(s *site) *energy.Ratio { return &s.spec.Imbalance }),
		"reserve":    limitOf("reserve_ratio", pure), "rating": limitOf("inverter_rating_w", watts), "fuse": limitOf("connection_w", watts),
		"export": limitOf("max_export_w", watts), "import": limitOf("max_import_w", watts), "ramp": limitOf("ramp_w_per_s", wattsPerSecond),
		"known": func(s *site, v string) error {
			if v != "yes" && v != "no" {
				return fmt.Errorf("%q: want yes or no", v)
			}
			s.stranger = v == "no"
			return nil
		},
		"max-lease": func(s *site, v string) error {
			d, err := span(v)
			s.file.set("max_lease_ms", fmt.Sprint(d.Milliseconds()))
			return err
		},
	}
	maps.Copy(all, secondOptions())
	return all
}

func parseSite(p *parser, l line, rest []string) error {
	s := &site{line: l, name: usualHome, tick: usualTick}
	if len(rest) > 0 && !strings.Contains(rest[0], "=") {
		s.name, rest = rest[0], rest[1:]
	}
	if _, err := energy.ParseSiteID(s.name); err != nil {
		return l.refuse("site name: %w", err)
	}
	if p.find(s.name) >= 0 {
		return l.refuse("a second site %q: give each its own name", s.name)
	}
	if _, ok := settings()[s.name]; ok || verbs()[s.name] != nil {
		return l.refuse("site name %q is a statement: choose another", s.name)
	}
	s.spec = plainHome(uint64(len(p.script.sites)))
	known := options()
	given := map[string]bool{}
	for _, word := range rest {
		key, value, ok := strings.Cut(word, "=")
		set := known[key]
		switch {
		case !ok:
			return l.refuse("%q: want key=value", word)
		case set == nil:
			return l.unknown("site option", key, slices.Collect(maps.Keys(known)))
		case given[key]:
			return l.refuse("%s is given twice", key)
		}
		given[key] = true
		if err := set(s, value); err != nil {
			return l.refuse("%s: %w", key, err)
		}
	}
	if !given["battery"] {
		return l.refuse("no battery: want one such as battery=5kW/10kWh")
	}
	p.script.sites = append(p.script.sites, s)
	return nil
}

// plainHome is a home without PV and with a household of its own: a battery
// that answers after 0.8 s and settles in 3 s, as laboratories measured.
func plainHome(index uint64) plant.Spec {
	s := plant.Draw(index)
	s.Coupling, s.PVPeak = plant.DC, 0
	s.SoC, s.Efficiency = 0.5, 0.96
	s.DeadTime, s.Settling = 800*time.Millisecond, 3*time.Second
	s.Standby, s.Exposure, s.Imbalance, s.LineOhms = 10, 0, 0.005, 0.2
	s.X, s.Y, s.Tilt, s.Azimuth, s.ShadeHeight = 0, 0, 30, 180, 0
	s.Heating, s.DailyLoad = 0, 10000
	return s
}

func setBattery(s *site, v string) (err error) {
	s.spec.Power, s.spec.Capacity, err = batteryOf(v)
	return err
}

func batteryOf(v string) (energy.Watts, energy.WattHours, error) {
	power, capacity, ok := strings.Cut(v, "/")
	if !ok {
		return 0, 0, fmt.Errorf("%q: want power/capacity such as 10kW/20kWh", v)
	}
	p, err := quantity(power, watts)
	if err != nil {
		return 0, 0, err
	}
	c, err := quantity(capacity, wattHours)
	return energy.Watts(p), energy.WattHours(c), err
}

// setPV takes a constant power, or the peak of panels under the sky: sun/5kW.
func setPV(s *site, v string) error {
	if peak, ok := strings.CutPrefix(v, "sun/"); ok {
		p, err := quantity(peak, watts)
		s.spec.PVPeak, s.pvAC = energy.Watts(p), energy.Watts(p)
		return err
	}
	p, err := quantity(v, watts)
	if err != nil || p < 0 {
		return fmt.Errorf("%q: want a constant power of 0 or more such as 3kW, or panels such as sun/5kW", v)
	}
	s.sun = &p
	s.usePV(p)
	return nil
}

// setSeed draws what people in the home do: alike in homes with the same.
func setSeed(s *site, v string) error {
	seed, err := strconv.ParseUint(v, 10, 32)
	s.spec.Seed = seed
	return err
}

// usePV makes the inverter large enough for a script's constant sun.
func (s *site) usePV(p float64) {
	need := energy.Watts(p / 0.9)
	s.spec.PVPeak, s.pvAC = max(s.spec.PVPeak, need), max(s.pvAC, need)
}

// setLoad takes a constant power, or a household's mean day: household/12kWh.
func setLoad(s *site, v string) error {
	if day, ok := strings.CutPrefix(v, "household/"); ok {
		e, err := quantity(day, wattHours)
		s.spec.DailyLoad = energy.WattHours(e)
		return err
	}
	p, err := quantity(v, watts)
	if err != nil || p < 0 {
		return fmt.Errorf("%q: want consumption of 0 or more such as 2kW, or a mean day such as household/12kWh", v)
	}
	s.load = &p
	return nil
}

func setShape(s *site, v string) (err error) {
	s.shape, err = device.ParseShape(v)
	if s.shape == device.ACCoupled || s.shape == device.Victron {
		s.spec.Coupling = plant.AC
	}
	return err
}

func setMeter(s *site, v string) (err error) {
	s.meter, err = device.ParseMeter(v)
	return err
}

func setBackup(s *site, v string) error {
	return choice(v, map[string]func(){"yes": func() { s.spec.Backup = true }, "no": func() {}})
}

func setLink(s *site, v string) error {
	return choice(v, map[string]func(){"direct": func() {}, "tcp": func() { s.link = overTCP }, "rtu": func() { s.link = overRTU }})
}

func setPhase(s *site, v string) error {
	return choice(v, map[string]func(){
		"all": func() {}, "L1": func() { s.spec.Phase = plant.L1 }, "L2": func() { s.spec.Phase = plant.L2 }, "L3": func() { s.spec.Phase = plant.L3 },
	})
}

func setTick(s *site, v string) error {
	d, err := span(v)
	s.tick = d
	return err
}

func choice(v string, of map[string]func()) error {
	if f := of[v]; f != nil {
		f()
		return nil
	}
	return fmt.Errorf("%q: want %s", v, strings.Join(slices.Sorted(maps.Keys(of)), " or "))
}

func spanOf(field func(*site) *time.Duration) option {
	return func(s *site, v string) (err error) {
		*field(s), err = span(v)
		return err
	}
}

func ratioOf(field func(*site) *energy.Ratio) option {
	return func(s *site, v string) error {
		x, err := quantity(v, pure)
		*field(s) = energy.Ratio(x)
		return err
	}
}

// limitOf is a limit that the gateway is told at commissioning.
func limitOf(key string, u unit) option {
	return func(s *site, v string) error {
		x, err := quantity(v, u)
		s.file.set("limits."+key, fmt.Sprintf("%g", x))
		return err
	}
}
