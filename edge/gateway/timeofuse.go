package gateway

import (
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/control"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TimeOfUse is one row of the home's daily table: what is done from one time of
// its own clock until another. See control.Task for what may be asked together.
type TimeOfUse struct {
	From  string   `toml:"from"`
	Until string   `toml:"until"`
	Days  []string `toml:"days"` // none: all of them

	ChargeW       *float64 `toml:"charge_w"`
	DischargeW    *float64 `toml:"discharge_w"`
	Hold          bool     `toml:"hold"`
	Own           bool     `toml:"own"`
	ImportPrice   *float64 `toml:"import_price"`
	ExportPrice   *float64 `toml:"export_price"`
	ChargeIfPaidW *float64 `toml:"charge_if_paid_w"`
	MaxPVW        *float64 `toml:"max_pv_w"`
}

// table returns the daily table, or why it is none.
func (c Config) table() (control.Table, error) {
	if c.TimeZone == "" && len(c.TimeOfUse) == 0 {
		return control.Table{}, nil
	}
	zone, err := zoneOf(c.TimeZone)
	if err != nil {
		return control.Table{}, err
	}
	var rows []control.Row
	for i, t := range c.TimeOfUse {
		row, err := t.row()
		if err != nil {
			return control.Table{}, fmt.Errorf("time_of_use: row %d: %w", i+1, err)
		}
		rows = append(rows, row)
	}
	table, err := control.NewTable(zone, rows)
	if err != nil {
		return control.Table{}, fmt.Errorf("time_of_use: %w", err)
	}
	return table, nil
}

// zoneOf returns the machine's rules for a zone: the firmware has none of its own,
// for they change more often than it.
func zoneOf(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("time_zone = %q: name the home's own, such as \"Europe/London\"", name)
	}
	zone, err := time.LoadLocation(name)
	if err == nil {
		return zone, nil
	}
	if _, any := time.LoadLocation("Europe/London"); any != nil {
		return nil, fmt.Errorf("time_zone = %q: this machine has no rules of time zones: install its package tzdata", name)
	}
	return nil, fmt.Errorf("time_zone = %q: this machine does not know it: want such as \"Europe/London\"", name)
}

func (t TimeOfUse) row() (r control.Row, err error) {
	days, bad := control.ParseDays(t.Days)
	from, early := control.ParseClock(t.From)
	until, late := control.ParseClock(t.Until)
	slot, wrong := control.Task{
		Charge: as[energy.Watts](t.ChargeW), Discharge: as[energy.Watts](t.DischargeW), Hold: t.Hold, Own: t.Own,
		ImportPrice: as[control.Price](t.ImportPrice), ExportPrice: as[control.Price](t.ExportPrice),
		IfPaid: as[energy.Watts](t.ChargeIfPaidW), MaxPV: as[energy.Watts](t.MaxPVW),
	}.Slot()
	for _, one := range []struct {
		key string
		err error
	}{{"days: ", bad}, {"from: ", early}, {"until: ", late}, {"", wrong}} {
		if one.err != nil {
			err = errors.Join(err, fmt.Errorf("%s%w", one.key, one.err))
		}
	}
	return control.Row{Days: days, From: from, Until: until, Slot: slot}, err
}

func as[T ~float64](v *float64) *T {
	if v == nil {
		return nil
	}
	out := T(*v)
	return &out
}
