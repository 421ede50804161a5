package api

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Estimate is what is believed of one value of one home, whose unit is in the
// name it stands under. What is missing has neither mean nor interval. A stored
// sample has no interval: nothing is said of what came after it.
type Estimate struct {
	Mean       *float64    `json:"mean"`       // null: missing
	Interval   *[2]float64 `json:"interval"`   // holds the true value with the probability asked for
	Provenance string      `json:"provenance"` // "measured", "modelled" or "missing"
	AgeS       *float64    `json:"age_s"`      // of the newest reading behind it; null: there never was one
}

// EstimateOf returns the estimate of a value as it is shown. Of what is Unseen
// nothing but its age is, and no age of 0: that is how something of which
// nothing ever came is written.
func EstimateOf[T ~float64](mean, low, high T, from energy.Provenance, age time.Duration) Estimate {
	e := Estimate{Provenance: from.String()}
	if seconds := age.Seconds(); from != energy.Unseen || age > 0 {
		e.AgeS = &seconds
	}
	if from != energy.Unseen {
		m := float64(mean)
		e.Mean, e.Interval = &m, &[2]float64{float64(low), float64(high)}
	}
	return e
}

// SiteEstimate is what is believed of one home at a time.
type SiteEstimate struct {
	Site       energy.SiteID  `json:"site"`
	At         time.Time      `json:"at"`
	Basis      string         `json:"basis"` // "model" or "stored"
	Level      energy.Ratio   `json:"interval_level"`
	Condition  *string        `json:"condition"` // commandable, or why not; null: not known of then
	Battery    Estimate       `json:"battery_w"` // positive discharges
	PV         Estimate       `json:"pv_w"`      // positive generates
	Load       Estimate       `json:"load_w"`    // negative consumes
	Grid       Estimate       `json:"grid_w"`    // positive exports
	SoC        Estimate       `json:"soc_ratio"`
	Capability SiteCapability `json:"capability"`
}

// SiteCapability is what the home's battery can do, in magnitudes. That it can is
// no promise: a home that may not be commanded can all the same.
type SiteCapability struct {
	Discharge      Estimate `json:"max_discharge_w"`
	Charge         Estimate `json:"max_charge_w"`
	EnergyUp       Estimate `json:"energy_up_wh"`      // it can still give
	EnergyDown     Estimate `json:"energy_down_wh"`    // it can still take
	DischargeLasts Estimate `json:"discharge_lasts_s"` // at max_discharge_w
	ChargeLasts    Estimate `json:"charge_lasts_s"`    // at max_charge_w
}

// GroupEstimate is what is believed of the homes of a group together.
type GroupEstimate struct {
	ID         string          `json:"id"`
	Kind       string          `json:"kind"`
	At         time.Time       `json:"at"`
	Level      energy.Ratio    `json:"interval_level"`
	Coverage   GroupCoverage   `json:"coverage"`
	Battery    Sum             `json:"battery_w"` // signs as of a home
	PV         Sum             `json:"pv_w"`
	Load       Sum             `json:"load_w"`
	Grid       Sum             `json:"grid_w"`
	Stored     Sum             `json:"stored_wh"`
	Capability GroupCapability `json:"capability"`
	Firm       []Firm          `json:"firm"`
	States     map[string]int  `json:"states"` // homes by what they are good for; every state is there
}

// Sum is what is believed of one value of many homes together. Homes that never
// told of it are not in it: they are missing, and not 0.
type Sum struct {
	Mean     *float64    `json:"mean"`     // null: no home told of it
	Interval *[2]float64 `json:"interval"` // holds the true value with the probability asked for
	Homes    int         `json:"homes"`    // in the sum
}

// SumOf returns a sum as it is shown.
func SumOf[T ~float64](mean, low, high T, homes int) Sum {
	if homes == 0 {
		return Sum{}
	}
	m := float64(mean)
	return Sum{Mean: &m, Interval: &[2]float64{float64(low), float64(high)}, Homes: homes}
}

// GroupCoverage says what a group's estimate rests on.
type GroupCoverage struct {
	Coverage
	MedianS *float64 `json:"median_s"` // of the ages; null: nothing was ever read
}

// GroupCapability is what the homes that may be commanded can do together by
// now, in magnitudes: power that lasts for five minutes.
type GroupCapability struct {
	Up   Sum `json:"up_w"`
	Down Sum `json:"down_w"`
}

// Firm is what may be promised of a group: power that can be had for all of a
// time, in magnitudes. Silent homes add nothing.
type Firm struct {
	ForS        float64      `json:"for_s"`
	Probability energy.Ratio `json:"probability"`
	UpW         energy.Watts `json:"up_w"`
	DownW       energy.Watts `json:"down_w"`
	Secured     *Secured     `json:"secured"` // null: not known for a moment, as groups have changed
}

// Secured is what may be promised upward though any one region goes dark, with all
// homes of it at once. A region is a zone, and the homes that are in none.
type Secured struct {
	UpW      energy.Watts `json:"up_w"`
	HeldBack energy.Ratio `json:"held_back_ratio"` // of up_w of all regions, for that
	Against  *string      `json:"against"`         // the region whose loss would cost most, "" for homes in no zone; null: nothing is offered
}
