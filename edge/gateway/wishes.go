package gateway

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// gain is the most of the grid's power that self-consumption corrects in one
// tick.
const gain = 0.5

// Control is what the home wishes by itself.
type Control struct {
	SelfConsumption bool            `toml:"self_consumption"`
	LateMeter       config.Duration `toml:"late_meter_ms"` // 0: 5 s
	Spread          config.Duration `toml:"spread_ms"`     // at most 30 min
	RefillW         float64         `toml:"refill_w"`
	Peak            *Peak           `toml:"peak"`
	Frequency       *Frequency      `toml:"frequency"`
	Armable         *Armable        `toml:"armable"` // nil: nobody may arm a response
}

// Peak is the owner's target at the grid connection.
type Peak struct {
	ImportW    float64 `toml:"import_w"`
	ReadyRatio float64 `toml:"ready_ratio"`
	RechargeW  float64 `toml:"recharge_w"`
}

// Frequency is how the home answers the grid's frequency by itself.
type Frequency struct {
	Rule      string  `toml:"rule"` // ieee1547, fcr or dynamic_containment
	NominalHz float64 `toml:"nominal_hz"`
	PowerW    float64 `toml:"power_w"`
}

func (c Control) validate() error {
	if s := c.Spread.Duration(); s < 0 || s > control.MaxSpread {
		return fmt.Errorf("control.spread_ms = %d: want 0..%d", s.Milliseconds(), control.MaxSpread.Milliseconds())
	}
	if l := c.LateMeter.Duration(); l < 0 || l > time.Minute {
		return fmt.Errorf("control.late_meter_ms = %d: want 0..60000", l.Milliseconds())
	}
	if !sound(c.RefillW) {
		return fmt.Errorf("control.refill_w = %v: want a magnitude of at least 0", c.RefillW)
	}
	if p := c.Peak; p != nil && !(sound(p.ImportW) && sound(p.RechargeW) && p.ReadyRatio >= 0 && p.ReadyRatio <= 1) {
		return errors.New("control.peak: want import_w and recharge_w of at least 0 and ready_ratio of 0..1")
	}
	return errors.Join(c.Frequency.validate(), c.Armable.validate())
}

func (f *Frequency) validate() error {
	switch {
	case f == nil:
	case f.Rule != "ieee1547" && f.Rule != "fcr" && f.Rule != "dynamic_containment":
		return fmt.Errorf("control.frequency.rule = %q: want ieee1547, fcr or dynamic_containment", f.Rule)
	case f.Rule == "ieee1547" && f.NominalHz != 50 && f.NominalHz != 60:
		return fmt.Errorf("control.frequency.nominal_hz = %v: want 50 or 60", f.NominalHz)
	case f.Rule != "ieee1547" && f.NominalHz != 50:
		return fmt.Errorf("control.frequency.nominal_hz = %v: %s is of 50 Hz grids", f.NominalHz, f.Rule)
	case !sound(f.PowerW):
		return fmt.Errorf("control.frequency.power_w = %v: want a magnitude of at least 0", f.PowerW)
	}
	return nil
}

func sound(v float64) bool { return v >= 0 && energy.IsFinite(energy.Watts(v)) }

// control returns how the desk of this home behaves in a start.
func (c Config) control(p Past) control.Config {
	out := control.Config{
		Site: energy.SiteID(c.Site), Boot: p.Boot, MaxLease: c.MaxLease.Duration(),
		Late: c.Control.LateMeter.Duration(), Spread: c.Control.Spread.Duration(), Seed: p.Seed,
		Refill: energy.Watts(c.Control.RefillW), Droop: c.Control.Frequency.droop(), Armable: c.Control.Armable.agreed(),
	}
	out.Table, _ = c.table() // Validate has refused what is none
	if c.Control.SelfConsumption {
		out.Gain = gain
	}
	if k := c.Control.Peak; k != nil {
		out.Peak = control.Peak{Limited: true, Import: energy.Watts(k.ImportW), Ready: energy.Ratio(k.ReadyRatio), Recharge: energy.Watts(k.RechargeW)}
	}
	return out
}

func (f *Frequency) droop() control.Droop {
	if f == nil {
		return control.Droop{}
	}
	power := energy.Watts(f.PowerW)
	switch f.Rule {
	case "fcr":
		return control.FCR(power)
	case "dynamic_containment":
		return control.DynamicContainment(power)
	}
	return control.IEEE1547(energy.Hertz(f.NominalHz), power)
}
