package baseline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Result is the baseline of one meter for one event, and all that it was made of.
type Result struct {
	Method     string      `json:"method"` // with its version
	Meter      string      `json:"meter"`
	Start      time.Time   `json:"start"` // of the event
	End        time.Time   `json:"end"`
	StepS      int64       `json:"step_s"`
	Input      string      `json:"input_sha256"` // of all that was given
	Days       []Date      `json:"days"`         // used, the latest first
	LeftOut    []LeftOut   `json:"days_left_out"`
	Adjustment *Adjustment `json:"adjustment,omitempty"`
	Intervals  []Value     `json:"intervals"`
	Count      Count       `json:"left_out"` // intervals of the event
	Total      Sum         `json:"total"`    // of the intervals that are metered
}

// LeftOut is a similar day that was not used, and why.
type LeftOut struct {
	Day    Date   `json:"day"`
	Reason string `json:"reason"`
	Count  Count  `json:"left_out"` // intervals, where the reason is its data
}

// Why days are left out.
const (
	EventDay = "event"     // an event lies on it
	NoData   = "data"      // an interval of it is not metered
	LessLoad = "less_load" // others of the last days had more
)

// Adjustment is how the baseline was adjusted: multiplied by Num/Den.
type Adjustment struct {
	EventDay  Energy `json:"event_day_milliwatt_hours"` // in the hours before the event
	Baseline  Energy `json:"baseline_milliwatt_hours"`  // in the same
	Num       int64  `json:"factor_numerator"`
	Den       int64  `json:"factor_denominator"`
	Capped    bool   `json:"capped"`
	Undefined bool   `json:"undefined"` // the baseline has no load in those hours: not adjusted
	Count     Count  `json:"left_out"`  // intervals of the event day
}

// Value is one interval of an event. What is absent was not metered: it is not 0.
type Value struct {
	Start     time.Time `json:"start"`
	Baseline  Energy    `json:"baseline_milliwatt_hours"`
	Metered   *Energy   `json:"metered_milliwatt_hours,omitempty"`
	Delivered *Energy   `json:"delivered_milliwatt_hours,omitempty"` // metered less baseline
	Credited  *Energy   `json:"credited_milliwatt_hours,omitempty"`  // as the method floors it
	State     State     `json:"state"`
}

// Sum is of the intervals that are metered.
type Sum struct {
	Baseline  Energy `json:"baseline_milliwatt_hours"`
	Metered   Energy `json:"metered_milliwatt_hours"`
	Delivered Energy `json:"delivered_milliwatt_hours"`
	Credited  Energy `json:"credited_milliwatt_hours"`
}

// Canonical returns the result as JSON, the same bytes for the same result.
func (r *Result) Canonical() ([]byte, error) { return json.Marshal(r) }

// Hash returns the SHA-256 of the result as JSON.
func (r *Result) Hash() ([sha256.Size]byte, error) {
	b, err := r.Canonical()
	return sha256.Sum256(b), err
}

// put adds an interval of the event: its baseline, and what was metered.
func (r *Result) put(at Interval, start time.Time, baseline Energy, floor bool) {
	v := Value{Start: start.UTC(), Baseline: baseline, State: at.State}
	if at.State == Metered {
		metered, delivered := at.Energy, at.Energy-baseline
		credited := delivered
		if floor {
			credited = max(0, delivered)
		}
		v.Metered, v.Delivered, v.Credited = &metered, &delivered, &credited
		r.Total.Baseline += baseline
		r.Total.Metered += metered
		r.Total.Delivered += delivered
		r.Total.Credited += credited
	}
	r.Count.add(at.State)
	r.Intervals = append(r.Intervals, v)
}

// digest is the hash of what a result is made of.
func digest(parts ...any) string {
	h := sha256.New()
	for _, p := range parts {
		b, err := json.Marshal(p)
		if err != nil {
			panic("BUG: an input of a baseline is not JSON: " + err.Error())
		}
		h.Write(append(b, '\n'))
	}
	return hex.EncodeToString(h.Sum(nil))
}
