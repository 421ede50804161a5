package asset

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// FactName is what a fact tells of a device.
type FactName string

// The facts of a device. A rating is a magnitude above 0.
const (
	MakerName       FactName = "maker"
	ModelName       FactName = "model"
	SerialNumber    FactName = "serial"
	FirmwareVersion FactName = "firmware"
	RatedPower      FactName = "rated_power_w"
	RatedCharge     FactName = "rated_charge_w"
	RatedDischarge  FactName = "rated_discharge_w"
	RatedCapacity   FactName = "rated_capacity_wh"
	RatedCurrent    FactName = "rated_current_a"
)

// The bounds of a fact.
const (
	longestText = 200 // bytes of a text or of a source's name
	mostRating  = 1e9
)

// FactNames returns the facts there are.
func FactNames() []FactName {
	return []FactName{MakerName, ModelName, SerialNumber, FirmwareVersion, RatedPower, RatedCharge, RatedDischarge, RatedCapacity, RatedCurrent}
}

// IsRating tells whether the fact is a number that what a device may do rests on.
func (n FactName) IsRating() bool { return strings.HasPrefix(string(n), "rated_") }

// Fact is what one source says of a device.
type Fact struct {
	Name   FactName
	Value  string
	Source string // "nameplate", "installer", "gateway", ...
	Stated time.Time
}

// Check fails where the fact cannot be one: the name of the column, and why.
func (f Fact) Check() (column string, err error) {
	if _, err := oneOf("fact", string(f.Name), FactNames()); err != nil {
		return "name", err
	}
	if err := Plain(f.Source); err != nil {
		return "source", err
	}
	if !f.Name.IsRating() {
		return "value", Plain(f.Value)
	}
	if v, err := strconv.ParseFloat(f.Value, 64); err != nil || !(v > 0 && v <= mostRating) || math.IsInf(v, 0) {
		return "value", fmt.Errorf("want a number above 0 and at most %g", mostRating)
	}
	return "", nil
}

// Plain fails for text that is empty, long, or not of one line.
func Plain(s string) error {
	if s == "" || len(s) > longestText || strings.TrimSpace(s) != s || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }) {
		return fmt.Errorf("want one line of 1 to %d bytes", longestText)
	}
	return nil
}
