package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Step is what was read in one step of a long time, in the unit of its Metric.
type Step struct {
	At             time.Time // its beginning; it ends before the next begins
	Min, Mean, Max float64   // of the readings, each counted once
	Readings       int       // at least 1
}

// MaxSteps is how many steps one call of Steps may ask for.
const MaxSteps = 10_000

// Steps returns the steps of one site's metric in span that have readings, in
// order of time. The database does the arithmetic, so that a year costs no more
// to carry than a day. span.Start begins the first step; the last ends at
// span.End or behind it.
func (c *Client) Steps(ctx context.Context, site energy.SiteID, m Metric, span energy.Interval, step time.Duration) ([]Step, error) {
	if err := check(site, m, span); err != nil {
		return nil, err
	}
	n := int64(0)
	if step >= time.Second {
		n = int64((span.End.Sub(span.Start) + step - 1) / step)
	}
	if n < 1 || n > MaxSteps || step%time.Millisecond != 0 {
		return nil, &fault.Error{Op: "read history", Kind: fault.Invalid, Subject: string(site),
			Hint: fmt.Sprintf("want steps of whole milliseconds, 1 s at least, and at most %d of them", MaxSteps),
			Err:  fmt.Errorf("%d steps of %s", n, step)}
	}
	// The database looks back from a time, that included: so the last millisecond
	// of a step stands for it.
	first := span.Start.Add(step - time.Millisecond)
	query := url.Values{
		"query": {queryOf(site, m, step)}, "start": {seconds(first)}, "end": {seconds(first.Add(time.Duration(n-1) * step))},
		"step": {fmt.Sprintf("%dms", step.Milliseconds())}, "nocache": {"1"}, "timeout": {patience.String()},
	}
	var steps []Step
	err := c.call(ctx, "read history", http.MethodGet, "/api/v1/query_range?"+query.Encode(), nil, func(body io.Reader) (err error) {
		steps, err = parseSteps(body, step)
		return err
	})
	return steps, err
}

// The rollups of one step, by the label that tells them apart.
var rollups = [...]string{"min", "avg", "max", "count"}

func queryOf(site energy.SiteID, m Metric, step time.Duration) string {
	text := ""
	for i, of := range rollups {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf(`label_set(%s_over_time(%s{site=%q}[%dms]), "of", %q)`, of, m, site, step.Milliseconds(), of)
	}
	return "union(" + text + ")"
}

// matrix is the answer to a range query: what is used of it.
type matrix struct {
	Data struct {
		Result []struct {
			Metric map[string]string    `json:"metric"`
			Values [][2]json.RawMessage `json:"values"`
		} `json:"result"`
	} `json:"data"`
}

func parseSteps(body io.Reader, step time.Duration) ([]Step, error) {
	var answer matrix
	if err := json.NewDecoder(body).Decode(&answer); err != nil {
		return nil, err
	}
	byTime := map[int64]*Step{}
	var list []*Step
	for _, series := range answer.Data.Result {
		for _, pair := range series.Values {
			at, value, err := parsePair(pair)
			if err != nil {
				return nil, err
			}
			s := byTime[at]
			if s == nil {
				s = &Step{At: time.UnixMilli(at + 1).Add(-step).UTC()}
				byTime[at], list = s, append(list, s)
			}
			s.set(series.Metric["of"], value)
		}
	}
	slices.SortFunc(list, func(a, b *Step) int { return a.At.Compare(b.At) })
	out := make([]Step, len(list))
	for i := range list {
		out[i] = *list[i]
	}
	return out, nil
}

func (s *Step) set(of string, value float64) {
	switch of {
	case "min":
		s.Min = value
	case "avg":
		s.Mean = value
	case "max":
		s.Max = value
	case "count":
		s.Readings = int(value)
	}
}

// parsePair returns a time in ms and a value from seconds and a quoted number.
func parsePair(pair [2]json.RawMessage) (at int64, value float64, err error) {
	var seconds float64
	var text string
	if err := errors.Join(json.Unmarshal(pair[0], &seconds), json.Unmarshal(pair[1], &text)); err != nil {
		return 0, 0, err
	}
	value, err = strconv.ParseFloat(text, 64)
	return int64(seconds*1000 + 0.5), value, err
}
