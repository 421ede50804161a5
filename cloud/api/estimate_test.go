package api_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func (f *rooms) EstimateSite(_ context.Context, site energy.SiteID, at time.Time, level energy.Ratio) (api.SiteEstimate, bool, error) {
	if site == "nope" {
		return api.SiteEstimate{}, false, &fault.Error{Op: "estimate", Kind: fault.NotFound, Subject: string(site)}
	}
	f.why, f.level = at, level
	e := siteBelief()
	e.Battery = api.EstimateOf(energy.Watts(-1500), -1600, -1400, energy.Modelled, 7*time.Second)
	return e, !f.past, nil
}

func (f *rooms) Newest(_ context.Context, site energy.SiteID, at time.Time) (api.SiteEstimate, error) {
	e := siteBelief()
	e.Condition, e.Battery.Interval = nil, nil
	return e, nil
}

func (f *rooms) Store() api.Store { return api.Store{State: api.StoreOK} }

func (f *rooms) EstimateGroup(_ context.Context, id, kind string, level energy.Ratio) (api.GroupEstimate, error) {
	if id == "nope" || kind == "plant" && id != "demo" {
		return api.GroupEstimate{}, &fault.Error{Op: "estimate", Kind: fault.NotFound, Subject: id}
	}
	seconds := 3.5
	return api.GroupEstimate{
		ID: id, Kind: "plant", Level: level, Coverage: api.GroupCoverage{Coverage: api.Coverage{Homes: 3, Measured: 1}, MedianS: &seconds},
		Battery: api.SumOf(energy.Watts(-1500), -1600, -1400, 3), PV: api.SumOf(energy.Watts(0), 0, 0, 0),
		Firm: []api.Firm{{ForS: 900, Probability: 0.95, UpW: 1000, DownW: 900}}, States: map[string]int{"ready": 3},
	}, nil
}

func (f *rooms) EstimateFleet(ctx context.Context, level energy.Ratio) (api.GroupEstimate, error) {
	e, err := f.EstimateGroup(ctx, "fleet", "", level)
	hill := "hill"
	e.Kind, e.Firm[0].Secured = "fleet", &api.Secured{UpW: 700, HeldBack: 0.3, Against: &hill}
	return e, err
}

func siteBelief() api.SiteEstimate {
	ready, u := "commandable", api.EstimateOf(energy.Watts(0), 0, 0, energy.Unseen, 0)
	return api.SiteEstimate{
		Condition: &ready, Battery: api.EstimateOf(energy.Watts(0), 0, 0, energy.Measured, time.Second), PV: u, Load: u, Grid: u, SoC: u,
		Capability: api.SiteCapability{Discharge: u, Charge: u, EnergyUp: u, EnergyDown: u, DischargeLasts: u, ChargeLasts: u},
	}
}

func TestWhatIsBelievedOfAHomeHasItsIntervalAndItsAge(t *testing.T) {
	rooms, call := serve(t)
	f := func(query string, level energy.Ratio, ahead time.Duration) {
		t.Helper()
		status, body := call("GET", "/api/v1/sites/home-1/estimate"+query, "")
		require.Equal(t, 200, status, body)
		var e api.SiteEstimate
		require.NoError(t, json.Unmarshal([]byte(body), &e))
		require.Equal(t, -1500.0, *e.Battery.Mean)
		require.Equal(t, [2]float64{-1600, -1400}, *e.Battery.Interval)
		require.Equal(t, []any{"modelled", 7.0, "model", level}, []any{e.Battery.Provenance, *e.Battery.AgeS, e.Basis, e.Level})
		require.Equal(t, api.Estimate{Provenance: "missing"}, e.PV, "what never came is no 0")
		require.Equal(t, level, rooms.level)
		require.WithinDuration(t, time.Now().Add(ahead), rooms.why, 5*time.Second)
		require.True(t, rooms.why.Equal(e.At))
	}
	f("", 0.9, 0)
	f("?level=0.5", 0.5, 0)
	soon := time.Now().Add(14 * time.Minute).UTC().Format(time.RFC3339)
	f("?level=0.99&at="+soon, 0.99, 14*time.Minute)
}

// TestBeforeWhatAHomeToldLastOnlyWhatIsStoredTells of it.
func TestBeforeWhatAHomeToldLastOnlyWhatIsStoredTells(t *testing.T) {
	rooms, call := serve(t)
	rooms.past = true
	status, body := call("GET", "/api/v1/sites/home-1/estimate?at=2026-03-01T12:00:00Z", "")
	require.Equal(t, 200, status)
	var e api.SiteEstimate
	require.NoError(t, json.Unmarshal([]byte(body), &e))
	require.Equal(t, "stored", e.Basis)
	require.Nil(t, e.Condition)
	require.Nil(t, e.Battery.Interval, "nothing is said of what came after the sample")
	require.True(t, e.At.Equal(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)))
}

func TestWhatIsNotEstimatedIsRefusedWithTheWayOut(t *testing.T) {
	_, call := serve(t)
	f := func(path string, status int, has string) {
		t.Helper()
		got, text := call("GET", path, "")
		require.Equal(t, status, got, text)
		require.Contains(t, text, has)
	}
	f("/api/v1/sites/home-1/estimate?at="+time.Now().Add(16*time.Minute).UTC().Format(time.RFC3339), 400, "at most 15m0s from now")
	f("/api/v1/sites/home-1/estimate?at=1969-12-31T23:59:59Z", 400, "after 1970")
	f("/api/v1/sites/home-1/estimate?at=", 400, "2026-03-01T12:00:00Z")
	for _, level := range []string{"", "0", "0.4", "0.995", "1", "NaN", "90", "-0.9", "high"} {
		f("/api/v1/sites/home-1/estimate?level="+level, 400, "probability")
		f("/api/v1/groups/g/estimate?level="+level, 400, "probability")
	}
	f("/api/v1/groups/g/estimate?at=2026-03-01T12:00:00Z", 400, "the nearest known is")
	f("/api/v1/sites/nope/estimate", 404, "not_found")
	f("/api/v1/groups/nope/estimate", 404, "not_found")
	f("/api/v1/plants/g/estimate", 404, "not_found")
}

// TestTheFleetIsEstimatedAsAGroupIs, with what stands the loss of a region.
func TestTheFleetIsEstimatedAsAGroupIs(t *testing.T) {
	_, call := serve(t)
	status, body := call("GET", "/api/v1/fleet/estimate?level=0.8", "")
	require.Equal(t, 200, status, body)
	require.Contains(t, body, `"id":"fleet","kind":"fleet"`)
	require.Contains(t, body, `"interval_level":0.8`)
	require.Contains(t, body, `"secured":{"up_w":700,"held_back_ratio":0.3,"against":"hill"}`)
}

func TestAGroupIsEstimatedWithItsCoverage(t *testing.T) {
	_, call := serve(t)
	for _, path := range []string{"/api/v1/plants/demo/estimate?level=0.8", "/api/v1/groups/demo/estimate?level=0.8"} {
		status, body := call("GET", path, "")
		require.Equal(t, 200, status, body)
		var g api.GroupEstimate
		require.NoError(t, json.Unmarshal([]byte(body), &g))
		require.Equal(t, []any{3, energy.Ratio(1), 3.5, energy.Ratio(0.8)}, []any{g.Coverage.Homes, g.Coverage.Measured, *g.Coverage.MedianS, g.Level})
		require.Equal(t, -1500.0, *g.Battery.Mean)
		require.Equal(t, api.Sum{}, g.PV, "of what no home told there is no sum")
		require.Contains(t, body, `"pv_w":{"mean":null,"interval":null,"homes":0}`)
		require.Contains(t, body, `"firm":[{"for_s":900,"probability":0.95,"up_w":1000,"down_w":900,"secured":null}]`)
	}
}

func TestAnUnseenAgeIsNotNought(t *testing.T) {
	require.Nil(t, api.EstimateOf(1.0, 0, 2, energy.Unseen, 0).AgeS)
	require.Equal(t, 8.0, *api.EstimateOf(1.0, 0, 2, energy.Unseen, 8*time.Second).AgeS)
	require.Equal(t, 0.0, *api.EstimateOf(0.0, 0, 2, energy.Measured, 0).AgeS)
	require.Equal(t, 0.0, *api.EstimateOf(0.0, 0, 2, energy.Measured, 0).Mean, "0 W is not absence")
}
