package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// filled are the values of what stands in paths.
var filled = strings.NewReplacer("{site}", "home-1", "/plants/{id}", "/plants/demo", "/sites/{id}", "/sites/home-1", "/groups/{id}", "/groups/g", "/persons/{id}", "/persons/home-1", "{order}", "7",
	"/programmes/{id}", "/programmes/emergency-backstop", "/calls/{id}", "/calls/evening-1", "/settlements/{id}", "/settlements/evening-1", "{file}", "report.json")

// request returns one that the document says is good.
func (o operation) request(t *testing.T, d document) *http.Request {
	t.Helper()
	query := url.Values{}
	for _, p := range listed(o.says["parameters"]) {
		p := p.(object)
		if p["required"] == true {
			query.Set(p["name"].(string), map[string]string{"metric": "grid_w", "from": "2026-03-01T12:00:00Z", "to": "2026-03-01T12:30:00Z"}[p["name"].(string)])
		}
	}
	var body io.Reader
	media := ""
	if b, ok := o.says["requestBody"].(object); ok {
		media = slices.Sorted(maps.Keys(b["content"].(object)))[0]
		example, err := json.Marshal(b["content"].(object)[media].(object)["example"])
		require.NoError(t, err)
		body = bytes.NewReader(example)
	}
	r := httptest.NewRequest(o.method, "http://localhost"+filled.Replace(o.path)+"?"+query.Encode(), body)
	r.Header.Set("Authorization", "Bearer right")
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	return r
}

// whole answers with all that there may be, as the cloud does.
type whole struct{ *rooms }

func (w whole) Group(_ context.Context, id string, at time.Time) (api.GroupDetail, error) {
	return api.GroupDetail{Group: api.Group{ID: id, Parts: []string{}}, At: at, Parents: []string{}, Sites: []energy.SiteID{"home-1"},
		Limits: []api.Limit{}, Binding: []api.Limit{{Node: api.Node{Kind: "group", ID: id}}}}, nil
}

func (w whole) Assets(_ context.Context, site energy.SiteID, at time.Time) (api.Assets, error) {
	facts := []api.Fact{{Rule: "lower", Said: []api.Said{{Source: "installer"}}}}
	return api.Assets{Site: site, At: at, Devices: []api.Device{{Facts: facts}}, Groups: []api.Belonging{{}},
		Limits: []api.Limit{{Node: api.Node{Kind: "site", ID: string(site)}}}, Binding: []api.Limit{}}, nil
}

func (w whole) Site(id energy.SiteID) (api.Site, error) {
	site, err := w.rooms.Site(id)
	site.Condition, site.Clock.State, site.Groups = "never_seen", api.ClockUnknown, []api.SiteGroup{{ID: "demo", Kind: "plant"}}
	return site, err
}

func (w whole) Explain(_ context.Context, site energy.SiteID, at time.Time) (api.Explanation, error) {
	power := energy.Watts(1)
	return api.Explanation{Site: site, AskedAt: &at, Match: api.MatchExact, Readings: map[string]api.Reading{"grid_w": {Quality: "missing"}},
		Decision: api.Decision{State: "failsafe", Wants: map[string]energy.Watts{"dispatch": 1}, Approved: &power, Bounds: []string{}}}, nil
}

func (w whole) Series(context.Context, energy.SiteID, string, energy.Interval, time.Duration) (api.Series, error) {
	return api.Series{Quality: "read", Method: api.MethodStored, Times: []time.Time{time.Now()}, Values: []float64{1}, Qualities: []string{api.QualityGood}, Held: []float64{60}, Lost: []time.Time{time.Now()}}, nil
}

// TestTheServerAnswersAsTheDocumentSays to every operation, rightly asked.
func TestTheServerAnswersAsTheDocumentSays(t *testing.T) {
	d, all := open(t), (&rooms{members: []energy.SiteID{"home-1"}}).rooms()
	w := whole{&rooms{}}
	all.Fleet, all.Sites, all.Explains, all.Past = w, w, w, w
	h := api.New(all, func() error { return nil }, slog.New(slog.DiscardHandler)).Handler()
	for _, o := range d.operations() {
		if o.says["operationId"] == "events" {
			continue // see TestEventsAreAsTheDocumentSays
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, o.request(t, d))
		responses := o.says["responses"].(object)
		answer, ok := responses[strconv.Itoa(w.Code)].(object)
		require.True(t, ok && w.Code < 300, "%s: %d %s", o, w.Code, w.Body)
		content, _ := answer["content"].(object)
		media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
		if content == nil {
			require.Empty(t, w.Body.String(), "%s", o)
			continue
		}
		require.Contains(t, content, media, "%s", o)
		if media == "application/json" {
			var v any
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &v))
			require.Empty(t, d.misfits(content[media].(object)["schema"].(object), v, o.String()))
		}
	}
}

func TestEventsAreAsTheDocumentSays(t *testing.T) {
	d := open(t)
	var stream object
	for _, o := range d.operations() {
		if o.says["operationId"] == "events" {
			stream = o.says["responses"].(object)["200"].(object)["content"].(object)["text/event-stream"].(object)["x-events"].(object)
		}
	}
	serving(t, func(s *stand) {
		r := s.watch(after(1))
		for _, name := range []string{"gap", "plant"} {
			e := r.next()
			require.Equal(t, name, e.name)
			var v any
			require.NoError(t, json.Unmarshal([]byte(e.data), &v))
			require.Empty(t, d.misfits(stream[name].(object), v, name))
		}
		r.leave()
	})
}
