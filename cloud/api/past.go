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

// The bounds of one read of the past: a day of one sample a second.
const (
	MaxSpan   = 24 * time.Hour
	MaxPoints = 100_000
)

// Past answers for what was stored.
type Past interface {
	// Series returns what was stored of the site's metric in span, oldest
	// first: NotFound for an unknown site, Invalid for an unknown metric.
	Series(ctx context.Context, site energy.SiteID, metric string, span energy.Interval) (Series, error)
}

// Series is one metric of one home over a span, oldest first. A time without
// a value is missing: nothing is filled in.
type Series struct {
	Site    energy.SiteID `json:"site"`
	Metric  string        `json:"metric"` // with its unit, "grid_w"
	From    time.Time     `json:"from"`
	To      time.Time     `json:"to"`      // not included
	Quality string        `json:"quality"` // of all values: "read" from a device, "decided" by the home
	Times   []time.Time   `json:"times"`   // when each was, by the home's clock
	Values  []float64     `json:"values"`
}

// getHistory answers ?metric=grid_w&from=RFC3339&to=RFC3339.
func (s *Server) getHistory(w http.ResponseWriter, r *http.Request) {
	id, err := siteID(r)
	var span energy.Interval
	if err == nil {
		span, err = spanOf(r)
	}
	var series Series
	if err == nil {
		series, err = s.rooms.Past.Series(r.Context(), id, r.URL.Query().Get("metric"), span)
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

func spanOf(r *http.Request) (energy.Interval, error) {
	start, err := instant(r, "from")
	end, err2 := instant(r, "to")
	if err := errors.Join(err, err2); err != nil {
		return energy.Interval{}, &fault.Error{Op: "read history", Kind: fault.Invalid, Hint: "give from and to as 2026-03-01T12:00:00Z", Err: err}
	}
	if d := end.Sub(start); d <= 0 || d > MaxSpan {
		return energy.Interval{}, tooMuch("from %v to %v: want more than 0 s and at most %v", start, end, MaxSpan)
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
	return &fault.Error{Op: "read history", Kind: fault.Invalid, Hint: "ask for a shorter span at a time", Err: fmt.Errorf(format, args...)}
}
