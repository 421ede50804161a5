package api

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Plant is what one plant is asked for and does. A plant's power is the battery
// power of its homes together, positive discharges.
type Plant struct {
	ID          energy.PlantID `json:"id"`
	Target      *Target        `json:"target"` // null: nothing is asked
	Delivered   Delivered      `json:"delivered"`
	Coverage    Coverage       `json:"coverage"`
	Level       *float64       `json:"signal_level_ratio"` // -1..1 as last broadcast; null: none
	ShortfallW  energy.Watts   `json:"shortfall_w"`        // asked but beyond what the homes can
	Capability  Capability     `json:"capability"`
	Orders      Orders         `json:"orders"`
	Limited     map[string]int `json:"limited"`     // homes by the bound that limits them
	Limits      []PlantLimit   `json:"limits"`      // of groups, that bound what homes are granted
	Unfollowing map[string]int `json:"unfollowing"` // homes left out, or probed, by what they do in place of following
	Telemetry   Telemetry      `json:"telemetry"`
	GeneratedAt time.Time      `json:"generated_at"`
}

// PlantLimit is a limit of a group that bounds what the plant grants its homes there.
type PlantLimit struct {
	Group     string       `json:"group"`
	Direction string       `json:"direction"`   // LimitUp or LimitDown
	LimitW    energy.Watts `json:"limit_w"`     // for the batteries under it together, beside all that flows there
	Price     float64      `json:"price_per_h"` // shadow price: what one more watt of it saves, as a share of the energy of homes that is used in an hour
}

// The directions in which a limit binds.
const (
	LimitUp   = "discharge"
	LimitDown = "charge"
)

// Target is what a plant is asked to deliver until it ends by itself.
type Target struct {
	PowerW    energy.Watts  `json:"power_w"`
	CapacityW *energy.Watts `json:"capacity_w"` // assigned, a magnitude; null: all that the homes can
	Until     time.Time     `json:"until"`
}

// Delivered is the estimate of what a plant did when it was looked at, at
// generated_at. Of a plant of which nothing is seen nothing is told.
type Delivered struct {
	MeanW         *energy.Watts    `json:"mean_w"`     // null: nothing is seen
	IntervalW     *[2]energy.Watts `json:"interval_w"` // null: nothing is seen
	IntervalLevel energy.Ratio     `json:"interval_level"`
}

// Coverage says what an aggregate rests on. The three shares sum to 1.
type Coverage struct {
	Homes     int          `json:"homes"`
	Reporting int          `json:"reporting"`
	Measured  energy.Ratio `json:"measured"`
	Modelled  energy.Ratio `json:"modelled"`
	Missing   energy.Ratio `json:"missing"`
	OldestS   *float64     `json:"oldest_s"` // null: nothing was ever read
	Excluded  int          `json:"excluded"` // homes that no offer counts on
}

// Capability is how far the commandable homes can move, both magnitudes.
type Capability struct {
	UpW   energy.Watts `json:"up_w"`
	DownW energy.Watts `json:"down_w"`
}

// Orders counts the leases of a plant.
type Orders struct {
	Sent    uint64 `json:"sent"`
	InForce int    `json:"in_force"` // as the homes report
	Refused uint64 `json:"refused"`
}

// Telemetry counts samples since the cloud started.
type Telemetry struct {
	Messages uint64 `json:"messages"`
	Stored   uint64 `json:"stored"`
	Repeated uint64 `json:"repeated"`
	Lost     uint64 `json:"lost"` // given up unsent by homes, as they report
}

// Site is one home as it last reported. What it decided is told as long as it
// is true of now: of a home that fell silent it is null, as its readings are.
type Site struct {
	ID        energy.SiteID      `json:"id"`
	Online    bool               `json:"online"`
	Boot      uint64             `json:"boot"`
	Seq       uint64             `json:"seq"`
	Condition string             `json:"condition"`  // commandable, or why not
	State     *string            `json:"state"`      // null: not known now
	Layer     *string            `json:"layer"`      // null: not known now
	Bounds    []string           `json:"bounds"`     // null: not known now
	Order     *uint64            `json:"order"`      // in force, 0 for none; null: not known now
	Arm       *uint64            `json:"arm"`        // frequency response pushed ahead, in force, 0 for none; null: not known now
	Armable   energy.Watts       `json:"armable_w"`  // most that it may be armed with in either direction, 0: it takes none
	Approved  *float64           `json:"approved_w"` // null: the inverter's own mode, or not known now
	Readings  map[string]Reading `json:"readings"`   // by name with unit, "grid_w"
	HeardS    *float64           `json:"heard_s"`    // since the last message; null: never
	Enrolled  bool               `json:"enrolled"`   // a gateway of it has a certificate
	Groups    []SiteGroup        `json:"groups"`     // that it is in now, itself or through others: the nearest first
	Clock     Clock              `json:"clock"`
}

// Clock is how far what a home told last was from the cloud's clock. What the network
// took is in it.
type Clock struct {
	State string   `json:"state"` // "right", "wrong": its readings are flagged, or "unknown"
	OffS  *float64 `json:"off_s"` // positive: it is ahead; null: not known
}

// The states of a home's clock.
const (
	ClockRight   = "right"
	ClockWrong   = "wrong"
	ClockUnknown = "unknown"
)

// SiteGroup is a group that a home is in.
type SiteGroup struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
}

// Reading is a value with its age. A missing one has no value.
type Reading struct {
	Value   *float64 `json:"value"`
	AgeS    *float64 `json:"age_s"` // null: never read
	Quality string   `json:"quality"`
}

// ReadingOf returns r as seen at now.
func ReadingOf[T ~float64](r energy.Reading[T], now time.Time) Reading {
	out := Reading{Quality: r.Quality().String()}
	if v, ok := r.Value(); ok {
		f := float64(v)
		out.Value = &f
	}
	if age, ok := r.Age(now); ok {
		s := age.Seconds()
		out.AgeS = &s
	}
	return out
}
