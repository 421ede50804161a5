package server

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/cloud/market/agenda"
	"github.com/hearthgrid/hearthgrid/cloud/market/baseline"
	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
	"github.com/hearthgrid/hearthgrid/cloud/programme"
	"github.com/hearthgrid/hearthgrid/shared/config"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Settlement says when calls are settled, and by which terms.
type Settlement struct {
	Wait       config.Duration   `toml:"wait_ms"`      // for late data
	Again      []config.Duration `toml:"again_ms"`     // after a call's end it is settled anew
	Every      config.Duration   `toml:"ask_every_ms"` // from then on it is asked whether data came late
	Until      config.Duration   `toml:"until_ms"`     // after a call's end, the last time
	Programmes map[string]Terms  `toml:"programmes"`   // what is agreed for each
}

// Terms are what is agreed for a programme; amounts are text, so that none is rounded.
type Terms struct {
	Currency     string   `toml:"currency"` // ISO 4217; empty: nothing is entered
	PerKWh       string   `toml:"price_per_kwh"`
	Capability   string   `toml:"capability_per_mwh"`
	Performance  string   `toml:"performance_per_mwh"`
	Mileage      string   `toml:"mileage_ratio"`
	Availability string   `toml:"availability_per_mwh"`
	Meter        string   `toml:"meter"`
	Baseline     string   `toml:"baseline"`
	Rule         string   `toml:"rule"`
	Holidays     []string `toml:"holidays"`
}

// settled are the settings that hold where the file says nothing.
func settled() Settlement {
	d := agenda.Default()
	s := Settlement{Wait: config.Millis(d.Wait), Every: config.Millis(d.Every), Until: config.Millis(d.Until)}
	for _, again := range d.Again {
		s.Again = append(s.Again, config.Millis(again))
	}
	return s
}

func (s Settlement) schedule() (agenda.Schedule, error) {
	d := agenda.Schedule{Wait: s.Wait.Duration(), Every: s.Every.Duration(), Until: s.Until.Duration()}
	for _, again := range s.Again {
		d.Again = append(d.Again, again.Duration())
	}
	if err := d.Validate(); err != nil {
		return d, fmt.Errorf("settlement: %w", err)
	}
	return d, nil
}

// terms returns what is agreed for each programme.
func (s Settlement) terms() (map[string]market.Terms, error) {
	all := map[string]market.Terms{}
	for name, t := range s.Programmes {
		terms, err := t.terms()
		if err == nil {
			err = terms.Validate()
		}
		if err != nil {
			return nil, fmt.Errorf("settlement.programmes.%s: %w", name, err)
		}
		all[name] = terms
	}
	return all, nil
}

// agreed is terms, and fails where they are of a programme that there is not: nobody
// would be paid by them, and nobody would be told.
func (s Settlement) agreed(programmes []programme.Programme) (map[string]market.Terms, error) {
	known := make([]string, len(programmes))
	for i := range programmes {
		known[i] = string(programmes[i].ID)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Programmes)) {
		if !slices.Contains(known, name) {
			return nil, &fault.Error{
				Op: "agree terms", Kind: fault.Invalid, Subject: "settlement.programmes." + name, Hint: "correct the name, or define the programme first and agree its terms then",
				Err: fmt.Errorf("there is no programme %q: the nearest known is %q", name, config.Nearest(name, known)),
			}
		}
	}
	return s.terms()
}

func (t Terms) terms() (market.Terms, error) {
	out := market.Terms{Meter: t.Meter, Baseline: t.Baseline, Currency: t.Currency, Rule: t.Rule}
	for _, one := range []struct {
		key, text string
		into      **ledger.Micro
	}{
		{"price_per_kwh", t.PerKWh, &out.PerKWh}, {"capability_per_mwh", t.Capability, &out.Capability},
		{"performance_per_mwh", t.Performance, &out.Performance}, {"availability_per_mwh", t.Availability, &out.Availability},
	} {
		if one.text == "" {
			continue
		}
		v, err := ledger.ParseMicro(one.text)
		if err != nil {
			return out, fmt.Errorf("%s: %w", one.key, err)
		}
		*one.into = &v
	}
	if t.Mileage != "" {
		v, err := ledger.ParseMicro(t.Mileage)
		if err != nil {
			return out, fmt.Errorf("mileage_ratio: %w", err)
		}
		out.Mileage = int64(v)
	}
	for _, day := range t.Holidays {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return out, fmt.Errorf("holidays: %w", err)
		}
		out.Holidays = append(out.Holidays, baseline.Date{Year: at.Year(), Month: at.Month(), Day: at.Day()})
	}
	return out, nil
}

// validate names the first setting that cannot be.
func (s Settlement) validate() error {
	if _, err := s.schedule(); err != nil {
		return err
	}
	_, err := s.terms()
	return err
}
