package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// The bounds of one read of the past: a day of one sample a second, or a month in
// steps.
const (
	MaxSpan     = 24 * time.Hour
	MaxPoints   = 100_000
	MaxStepSpan = 31 * 24 * time.Hour
	MaxSteps    = 10_000
	minStep     = time.Second
)

// Past answers for what was stored.
type Past interface {
	// Series returns what was stored of the site's metric in span, oldest
	// first, as it is where step is 0, else one value for each step of span of
	// which anything is known: NotFound for an unknown site, Invalid for an
	// unknown metric.
	Series(ctx context.Context, site energy.SiteID, metric string, span energy.Interval, step time.Duration) (Series, error)
	// Newest returns the newest samples of the site at or before a time, with
	// their ages then. Those too old to tell of it are missing: NotFound is for
	// an unknown site alone.
	Newest(ctx context.Context, site energy.SiteID, at time.Time) (SiteEstimate, error)
	// Store returns how the store stands now.
	Store() Store
}

// Series is one metric of one home over a span, oldest first. A time without
// a value is missing: nothing is filled in.
type Series struct {
	Site    energy.SiteID `json:"site"`
	Metric  string        `json:"metric"` // with its unit, "grid_w"
	From    time.Time     `json:"from"`
	To      time.Time     `json:"to"`      // not included
	Quality string        `json:"quality"` // of all values: "read" from a device, "decided" by the home
	StepS   *float64      `json:"step_s"`  // null: as stored
	Method  string        `json:"method"`  // how a value was made
	Times   []time.Time   `json:"times"`   // when each was, by the home's clock; of a step, its begin
	Values  []float64     `json:"values"`
	// Qualities are those of the values one by one, of a step's value the worst in it.
	Qualities []string    `json:"qualities"`
	Held      []float64   `json:"held_s"` // for how long the home said that each held, within its deadband; null: in steps
	Lost      []time.Time `json:"lost"`   // when the device, read before, gave nothing; null: in steps
	Shares    []float64   `json:"shares"` // of each step, how much of it the value stands for; null: as stored
}

// The qualities of a value in a series, best first.
const (
	QualityGood      = "good"
	QualityCorrected = "corrected" // the home told this time twice, with two values: it is the larger
	QualityDoubtful  = "doubtful"  // the device, or the home, did not vouch for it
	QualityClock     = "clock"     // whatever was read, the home's clock was wrong or not known
)

// The ways in which the values of a series are made.
const (
	MethodStored  = "stored"  // each as it came
	MethodAverage = "average" // over time: a value stands for as long as it held, and a little until the next
	MethodLast    = "last"    // the last sample in the step
)

// getHistory answers ?metric=grid_w&from=RFC3339&to=RFC3339&step=15m, of which
// step may be left out.
func (s *Server) getHistory(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	var step time.Duration
	if err == nil {
		step, err = stepOf(r)
	}
	var span energy.Interval
	if err == nil {
		span, err = spanOf(r, step)
	}
	var series Series
	if err == nil {
		series, err = s.rooms.Past.Series(r.Context(), id, r.URL.Query().Get("metric"), span, step)
	}
	if err == nil && len(series.Times) > MaxPoints {
		err = tooMuch("%d points: want at most %d", len(series.Times), MaxPoints)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, series)
}

// stepOf returns the step asked for, 0 where none is.
func stepOf(r *http.Request) (time.Duration, error) {
	if !r.URL.Query().Has("step") {
		return 0, nil
	}
	text := r.URL.Query().Get("step")
	step, err := time.ParseDuration(text)
	if err == nil && (step < minStep || step > MaxSpan || step%time.Second != 0) {
		err = fmt.Errorf("want whole seconds from %v to %v", minStep, MaxSpan)
	}
	if err != nil {
		return 0, &fault.Error{Op: "read history", Kind: fault.Invalid, Hint: "give step as 15m or 60s, or leave it out for what was stored", Err: fmt.Errorf("step %q: %w", text, err)}
	}
	return step, nil
}

func spanOf(r *http.Request, step time.Duration) (energy.Interval, error) {
	start, err := instant(r, "from")
	end, err2 := instant(r, "to")
	if err := errors.Join(err, err2); err != nil {
		return energy.Interval{}, &fault.Error{Op: "read history", Kind: fault.Invalid, Hint: "give from and to as 2026-03-01T12:00:00Z", Err: err}
	}
	most := MaxSpan
	if step > 0 {
		most = min(MaxStepSpan, MaxSteps*step)
	}
	if d := end.Sub(start); d <= 0 || d > most || start.UnixMilli() <= 0 {
		return energy.Interval{}, tooMuch("from %v to %v: want more than 0 s and at most %v, after 1970", start, end, most)
	}
	return energy.Interval{Start: start, End: end}, nil
}

func instant(r *http.Request, name string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, r.URL.Query().Get(name))
	if err != nil {
		return t, fmt.Errorf("%s: %w", name, err)
	}
	return t.UTC(), nil
}

func tooMuch(format string, args ...any) error {
	return &fault.Error{Op: "read history", Kind: fault.Invalid, Hint: "ask for a shorter span at a time, or in longer steps", Err: fmt.Errorf(format, args...)}
}
