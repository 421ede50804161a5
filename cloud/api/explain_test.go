package api_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func (f *rooms) Explain(_ context.Context, site energy.SiteID, at time.Time) (api.Explanation, error) {
	f.why = at
	return api.Explanation{Site: site, Sentence: "because", Match: api.MatchNewest}, f.silent
}

func (f *rooms) Course(_ context.Context, site energy.SiteID, order uint64) (api.Course, error) {
	c := api.Course{Site: site, Order: order, Home: api.HomeTold, Steps: []api.Step{api.StepAt(api.StepIssued, "cloud", time.Unix(1, 0))}}
	return c, f.silent
}

func (f *rooms) Ordered(order uint64) []energy.SiteID {
	if order != 7 {
		return nil
	}
	return []energy.SiteID{"home-1"}
}

func TestAHomeIsAskedOfNowOrOfATime(t *testing.T) {
	rooms, call := serve(t)
	f := func(query string, want time.Time) {
		t.Helper()
		status, body := call("GET", "/api/v1/sites/home-1/explain"+query, "")
		require.Equal(t, 200, status, body)
		require.Contains(t, body, `"sentence":"because"`)
		require.Contains(t, body, `"asked_at":null`)
		require.True(t, rooms.why.Equal(want), "%v", rooms.why)
	}
	f("?at=2026-03-01T13:00:00.5%2B01:00", time.Date(2026, 3, 1, 12, 0, 0, 5e8, time.UTC))
	f("", time.Time{})
}

func TestWhatBecameOfAQuestionHasItsStatus(t *testing.T) {
	rooms, call := serve(t)
	f := func(kind fault.Kind, status int) {
		t.Helper()
		rooms.silent = &fault.Error{Op: "ask why", Kind: kind, Subject: "home-1", Hint: "the way out", Err: errors.New("a reason")}
		got, body := call("GET", "/api/v1/sites/home-1/explain", "")
		require.Equal(t, status, got)
		require.Contains(t, body, `"kind":"`+kind.String()+`"`)
		require.Contains(t, body, `"hint":"the way out"`)
	}
	f(fault.Unknown, 504)
	f(fault.Unreachable, 503)
	f(fault.Busy, 503)
	f(fault.NotFound, 404)
}
