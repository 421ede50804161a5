package history

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang/snappy"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// patience is how long one request may take.
const patience = 30 * time.Second

// Point is one value of a time series, in the unit of its Metric.
type Point struct {
	At    time.Time // UTC, whole milliseconds
	Value float64
}

// Client writes to VictoriaMetrics and reads from it, over HTTP. It may be
// used from many goroutines.
type Client struct {
	base string
	http http.Client
}

// NewClient returns a Client of the database at base, such as
// "http://localhost:8428", reached through transport: an *Embedded or *Remote.
func NewClient(base string, transport http.RoundTripper) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, &fault.Error{Op: "open history", Kind: fault.Invalid, Subject: base,
			Hint: "give a URL such as http://localhost:8428", Err: errors.New("not the URL of a database")}
	}
	return &Client{base: strings.TrimSuffix(base, "/"), http: http.Client{Transport: transport}}, nil
}

// Flush makes everything written so far visible to Read, which it otherwise is
// about two seconds later.
func (c *Client) Flush(ctx context.Context) error {
	return c.call(ctx, "flush history", http.MethodGet, "/internal/force_flush", nil, nil)
}

// write hands series, of which once says how many, to the database. Invalid means that it
// never will take them, Busy and Unreachable that it may later.
func (c *Client) write(ctx context.Context, series []run) error {
	if direct, ok := c.http.Transport.(inserter); ok {
		return direct.insert(series)
	}
	return c.call(ctx, "write history", http.MethodPost, "/api/v1/write", snappy.Encode(nil, remoteWrite(series)), nil)
}

// once returns how many of the first of series go to the database at once, at least 1
// where there are any.
func (c *Client) once(series []run) int {
	if _, direct := c.http.Transport.(inserter); direct {
		return len(series)
	}
	return fitting(series)
}

// Read returns the points of one site's metric with span.Start <= At <
// span.End, in order of time, one per millisecond.
func (c *Client) Read(ctx context.Context, site energy.SiteID, m Metric, span energy.Interval) ([]Point, error) {
	if err := check(site, m, span); err != nil {
		return nil, err
	}
	query := url.Values{
		"match[]": {fmt.Sprintf("%s{site=%q}", m, site)},
		"start":   {seconds(span.Start)},
		"end":     {seconds(span.End)},
		"timeout": {patience.String()},
	}
	var points []Point
	err := c.call(ctx, "read history", http.MethodGet, "/api/v1/export/native?"+query.Encode(), nil, func(body io.Reader) (err error) {
		points, err = parsePoints(body)
		return err
	})
	return within(points, span), err
}

func check(site energy.SiteID, m Metric, span energy.Interval) error {
	_, err := energy.ParseSiteID(string(site))
	switch {
	case err != nil:
	case int(m) >= NumMetrics:
		err = fmt.Errorf("metric %d is none of the %d", m, NumMetrics)
	case !span.End.After(span.Start) || span.Start.UnixMilli() <= 0:
		err = fmt.Errorf("interval %s to %s", span.Start, span.End)
	default:
		return nil
	}
	return &fault.Error{Op: "read history", Kind: fault.Invalid, Subject: string(site), Hint: "want a known metric and a start after 1970 and before the end", Err: err}
}

func seconds(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64)
}

// within orders points and returns those inside span, one per millisecond: of
// two at one time the larger, which is also what the database's merge keeps.
func within(points []Point, span energy.Interval) []Point {
	slices.SortFunc(points, func(a, b Point) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.Value, a.Value))
	})
	points = slices.CompactFunc(points, func(a, b Point) bool { return a.At.Equal(b.At) })
	return slices.DeleteFunc(points, func(p Point) bool { return !span.Contains(p.At) })
}

// call sends one request and gives the answer's body to use, where it is not
// nil.
func (c *Client) call(ctx context.Context, op, method, path string, body []byte, use func(io.Reader) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return &fault.Error{Op: op, Kind: fault.Invalid, Subject: c.base, Err: err}
	}
	if body != nil {
		request.Header.Set("Content-Encoding", "snappy")
		request.Header.Set("Content-Type", "application/x-protobuf")
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return &fault.Error{Op: op, Kind: fault.Unreachable, Subject: c.base, Hint: "check that the database runs and the URL is right", Err: err}
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return refusal(op, c.base, answer)
	}
	if use == nil {
		return nil
	}
	if err := use(answer.Body); err != nil {
		return &fault.Error{Op: op, Kind: fault.Corrupt, Subject: c.base, Err: err}
	}
	return nil
}

// refusal classifies an answer that is not a success. Only what can never
// succeed is Invalid: a wrong address or key is put right by someone, and then
// the same request passes.
func refusal(op, base string, answer *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 512))
	kind := fault.Busy
	switch answer.StatusCode {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		kind = fault.Invalid
	}
	return &fault.Error{Op: op, Kind: kind, Subject: base, Err: fmt.Errorf("%s: %s", answer.Status, strings.TrimSpace(string(text)))}
}
