package gateway

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Limits are set at commissioning; the cloud cannot change them. A limit that
// is not given does not exist, except where a default is named.
type Limits struct {
	// Sealed is the checksum of all the others, as "hearth-gateway seal" says it.
	// Where it is given and not theirs the home holds still.
	Sealed          string   `toml:"sealed"`
	InverterRatingW *float64 `toml:"inverter_rating_w"` // of the battery's inverter
	// BatteryRatingW is of each battery, both ways. Either rating stands for what an
	// inverter that has no register of its battery's limits does not tell.
	BatteryRatingW *float64 `toml:"battery_rating_w"`
	// ConnectionW is what the main fuse carries: volts x amperes x phases. It
	// limits import and export where those are not limited lower, and a meter
	// that shows more than twice as much is not believed.
	ConnectionW       *float64 `toml:"connection_w"`
	MaxExportW        *float64 `toml:"max_export_w"`
	MaxImportW        *float64 `toml:"max_import_w"`
	MaxBatteryExportW *float64 `toml:"max_battery_export_w"` // PV is free of it
	MarginW           *float64 `toml:"margin_w"`             // kept free inside both; what a meter of class 1 may be wrong by where left out
	ReserveRatio      float64  `toml:"reserve_ratio"`        // kept for the owner
	MaxSoCRatio       float64  `toml:"max_soc_ratio"`
	RampWPerS         *float64 `toml:"ramp_w_per_s"`
	DailyWh           *float64 `toml:"daily_wh"` // commanded through the battery in 24 h
	Fuse              *Fuse    `toml:"fuse"`
	Temperature       *Span    `toml:"temperature"`
	Charging          *Span    `toml:"charging"` // on top of Temperature
	Cells             *Cells   `toml:"cells"`
	Swings            *Swings  `toml:"swings"`
	Jumps             *Jumps   `toml:"jumps"`
	Frozen            *Frozen  `toml:"frozen"`
	Balance           *Trial   `toml:"balance"`
	Proof             *Trial   `toml:"proof"`

	Operator *Operator `toml:"operator"`
}

// Operator is the network operator's box (EEBUS LPC and LPP) and the limits that
// hold while it is silent.
type Operator struct {
	Guard           string   `toml:"guard"` // its name, such as its SKI
	FailsafeImportW *float64 `toml:"failsafe_import_w"`
	FailsafeExportW *float64 `toml:"failsafe_export_w"`
}

// Fuse is the main fuse of each phase, for a meter that tells of its phases.
type Fuse struct {
	CurrentA       float64  `toml:"current_a"`
	LowestVoltageV float64  `toml:"lowest_voltage_v"`
	Phases         []string `toml:"phases"` // those that the battery feeds
}

// Span is a range of the battery's temperature.
type Span struct {
	MinC        float64 `toml:"min_c"`
	MaxC        float64 `toml:"max_c"`
	DerateC     float64 `toml:"derate_c"`
	HysteresisC float64 `toml:"hysteresis_c"`
}

// Cells is a range of cell voltage.
type Cells struct {
	MinV        float64 `toml:"min_v"`
	MaxV        float64 `toml:"max_v"`
	TaperV      float64 `toml:"taper_v"`
	HysteresisV float64 `toml:"hysteresis_v"`
}

// Swings is how often power may change its direction.
type Swings struct {
	BandW   float64         `toml:"band_w"`
	Dwell   config.Duration `toml:"dwell_ms"`
	PerHour int             `toml:"per_hour"`
}

// Jumps is how far a slow reading may be from the one before. Where nothing is said of it
// 5 % of charge and 5 K hold: what lasts is believed in the end.
type Jumps struct {
	Off          bool    `toml:"off" json:",omitempty"` // not judged at all
	SoCRatio     float64 `toml:"soc_ratio"`
	TemperatureC float64 `toml:"temperature_c"`
}

// Frozen is when a reading that stays the very same is not believed. Where
// nothing is said of it a minute, 1 kW and 5 % hold.
type Frozen struct {
	Off        bool            `toml:"off" json:",omitempty"` // not judged at all
	After      config.Duration `toml:"after_ms"`
	PowerW     float64         `toml:"power_w"`
	ShareRatio float64         `toml:"share_ratio"`
}

// Trial is how well something must agree, how soon, and what follows where it
// does not. Where nothing is said of Proof 300 W within a minute hold, and ten minutes'
// pause, thirty times. Balance has no such values: a home whose second PV nobody reads
// contradicts itself all day.
type Trial struct {
	Off       bool            `toml:"off" json:",omitempty"` // not judged at all
	Tolerance float64         `toml:"tolerance_w"`
	Within    config.Duration `toml:"within_ms"`
	Pause     config.Duration `toml:"pause_ms"`
	Tries     int             `toml:"tries"`
}

func (l Limits) validate() error {
	if !(l.ReserveRatio >= 0 && l.ReserveRatio <= 1) {
		return fmt.Errorf("limits.reserve_ratio = %v: want 0..1", l.ReserveRatio)
	}
	for _, m := range []struct {
		key   string
		value *float64
		fuse  *float64
	}{
		{"inverter_rating_w", l.InverterRatingW, nil}, {"battery_rating_w", l.BatteryRatingW, nil}, {"connection_w", l.ConnectionW, nil}, {"ramp_w_per_s", l.RampWPerS, nil},
		{"max_export_w", l.MaxExportW, l.ConnectionW}, {"max_import_w", l.MaxImportW, l.ConnectionW},
		{"max_battery_export_w", l.MaxBatteryExportW, l.ConnectionW}, {"margin_w", l.MarginW, nil}, {"daily_wh", l.DailyWh, nil},
	} {
		if err := magnitude(m.key, m.value, m.fuse); err != nil {
			return err
		}
	}
	if l.ConnectionW != nil && *l.ConnectionW == 0 {
		return errors.New("limits.connection_w = 0: want what the main fuse carries, volts x amperes x phases")
	}
	return errors.Join(l.Fuse.validate(), l.Operator.validate(), l.counted(), l.flaw())
}

// counted refuses what would not fit the type it becomes.
func (l Limits) counted() error {
	if s := l.Swings; s != nil && (s.PerHour < 1 || s.PerHour > 30) {
		return fmt.Errorf("limits.swings.per_hour = %d: want 1..30", s.PerHour)
	}
	for key, t := range map[string]*Trial{"balance": l.Balance, "proof": l.Proof} {
		if t != nil && !t.Off && (t.Tries < 0 || t.Tries > 100) {
			return fmt.Errorf("limits.%s.tries = %d: want 0..100", key, t.Tries)
		}
	}
	return nil
}

func (l Limits) flaw() error {
	limits := l.safety()
	if flaw := limits.Flaw(); flaw != "" {
		return fmt.Errorf("limits: %s", flaw)
	}
	return nil
}

var phases = []string{"L1", "L2", "L3"}

func (f *Fuse) validate() error {
	if f == nil {
		return nil
	}
	for _, p := range f.Phases {
		if !slices.Contains(phases, p) {
			return fmt.Errorf("limits.fuse.phases names %q: want some of L1, L2 and L3", p)
		}
	}
	return nil
}

func magnitude(key string, value, fuse *float64) error {
	switch {
	case value == nil:
	case !(*value >= 0 && energy.IsFinite(energy.Watts(*value))):
		return fmt.Errorf("limits.%s = %v: want a magnitude of at least 0; leave it out for no limit", key, *value)
	case fuse != nil && *value > *fuse:
		return fmt.Errorf("limits.%s = %v is more than limits.connection_w = %v: the main fuse would blow", key, *value, *fuse)
	}
	return nil
}
